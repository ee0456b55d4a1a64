//! Signing in, when everyone is honest.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use scalekit::{Attempt, Prompt, SignIn, SignedIn};
use serde_json::json;
use url::form_urlencoded;
use wiremock::ResponseTemplate;

use crate::signing::FIRST;
use crate::world::{CALLBACK, START, World, at, good_callback, parameter_of};

#[tokio::test]
async fn a_sign_in_says_who_it_is_and_brings_tokens() {
    let world = World::start().await;

    let signed_in = world.sign_in(|attempt| world.issues(attempt)).await;

    let signed_in = signed_in.expect("an honest sign-in");
    assert_eq!(signed_in.identity.sub, "usr_1");
    assert_eq!(signed_in.identity.email.as_deref(), Some("ada@example.com"));
    assert_eq!(signed_in.identity.amr, ["conn_1"]);
    assert_eq!(signed_in.tokens.expires_at, at(START + 300));
    assert!(signed_in.tokens.access_claims.has_role("admin"));
    assert!(signed_in.tokens.refresh_token.is_some());
    assert!(signed_in.tokens.id_token.is_some());
}

#[tokio::test]
async fn the_code_is_exchanged_with_everything_in_the_body() {
    let world = World::start().await;
    let attempt = world.client.begin(SignIn::to(CALLBACK));
    let challenge = parameter_of(&attempt, "code_challenge");
    let answer = ResponseTemplate::new(200).set_body_json(world.issues(&attempt));
    let _guard = world.token_endpoint(answer).await;

    let callback = good_callback(&attempt);
    world.client.finish(attempt, callback).await.expect("an honest sign-in");

    let requests = world.requests_to("/oauth/token").await;
    let [request] = requests.as_slice() else {
        panic!("one request, not {}", requests.len());
    };
    assert_eq!(request.url.query(), None);
    let form: HashMap<_, _> = form_urlencoded::parse(&request.body).into_owned().collect();
    let verifier = &form["code_verifier"];
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(hash), challenge);
    assert_eq!(verifier.len(), 43);
    let shown: Vec<_> = form.iter().filter(|(name, _)| *name != "code_verifier").collect();
    insta::assert_snapshot!(lines(shown), @r"
    client_id=skc_1
    client_secret=test_secret_of_the_application
    code=code_1
    grant_type=authorization_code
    redirect_uri=http://localhost:3000/auth/callback
    ");
}

#[tokio::test]
async fn a_public_client_sends_no_secret() {
    let world = World::start().await;
    let public = scalekit::Client::builder(&world.idp.uri(), "skc_1").build().expect("good");
    let attempt = public.begin(SignIn::to(CALLBACK));
    let _guard = world.token_endpoint(ResponseTemplate::new(503)).await;

    let callback = good_callback(&attempt);
    let outcome = public.finish(attempt, callback).await;

    assert!(outcome.is_err_and(|error| error.is_transient()));
    let requests = world.requests_to("/oauth/token").await;
    let body = String::from_utf8_lossy(&requests[0].body);
    assert!(body.contains("client_id=skc_1") && !body.contains("client_secret"));
}

#[tokio::test]
async fn an_answer_without_the_optional_members_is_enough() {
    let world = World::start().await;

    let signed_in = world
        .sign_in(|attempt| {
            let issued = world.issues(attempt);
            json!({"access_token": issued["access_token"], "id_token": issued["id_token"]})
        })
        .await;

    let tokens = signed_in.expect("an honest sign-in").tokens;
    assert_eq!(tokens.expires_at, at(START + 300));
    assert!(tokens.refresh_token.is_none() && tokens.scope.is_none());
}

#[tokio::test]
async fn an_id_token_may_name_its_audience_as_a_text_and_come_without_azp() {
    let world = World::start().await;

    let signed_in = world
        .sign_in(|attempt| {
            let access_token = FIRST.sign(&world.access_claims());
            let mut claims = world.id_claims(attempt, &access_token);
            claims["aud"] = json!("skc_1");
            claims["azp"] = json!(null);
            claims["at_hash"] = json!(null);
            json!({"access_token": access_token, "id_token": FIRST.sign(&claims)})
        })
        .await;

    assert_eq!(signed_in.expect("an honest sign-in").identity.sub, "usr_1");
}

#[tokio::test]
async fn a_sign_in_without_an_id_token_is_nonsense() {
    let world = World::start().await;

    let outcome = world
        .sign_in(|attempt| json!({"access_token": world.issues(attempt)["access_token"]}))
        .await;

    insta::assert_snapshot!(outcome.expect_err("nobody knows who it is"), @"Scalekit is unavailable: its answer (status 200) makes no sense: no id_token came with the code exchange");
}

#[tokio::test]
async fn tokens_of_an_unknown_type_are_not_used() {
    let world = World::start().await;

    let outcome = world
        .sign_in(|attempt| {
            let mut issued = world.issues(attempt);
            issued["token_type"] = json!("mac");
            issued
        })
        .await;

    insta::assert_snapshot!(outcome.expect_err("RFC 6749 §7.1"), @"Scalekit is unavailable: its answer (status 200) makes no sense: the token_type is not Bearer");
}

#[tokio::test]
async fn an_attempt_survives_the_store_and_can_still_be_finished() {
    let world = World::start().await;
    let begun = world.client.begin(SignIn::to(CALLBACK));

    let stored = serde_json::to_string(&begun).expect("an attempt is data");
    let attempt: Attempt = serde_json::from_str(&stored).expect("what was stored");

    let answer = ResponseTemplate::new(200).set_body_json(world.issues(&attempt));
    let _guard = world.token_endpoint(answer).await;
    let callback = good_callback(&begun);
    assert!(world.client.finish(attempt, callback).await.is_ok());
}

#[tokio::test]
async fn a_finished_sign_in_survives_the_store() {
    let world = World::start().await;
    let signed_in = world.sign_in(|attempt| world.issues(attempt)).await;
    let before = signed_in.expect("an honest sign-in");

    let stored = serde_json::to_string(&before).expect("a sign-in is data");
    let after: SignedIn = serde_json::from_str(&stored).expect("what was stored");

    assert_eq!(after.identity, before.identity);
    assert_eq!(after.tokens.access_claims, before.tokens.access_claims);
    assert_eq!(after.tokens.expires_at, before.tokens.expires_at);
    let token = after.tokens.refresh_token.expect("one came");
    assert_eq!(token.secret(), "rt_1");
}

#[tokio::test]
async fn the_authorization_url_has_what_was_requested() {
    let world = World::without_keys().await;

    let attempt = world.client.begin(
        SignIn::to(CALLBACK)
            .scope("usr:read")
            .prompt(Prompt::Login)
            .prompt(Prompt::SelectAccount)
            .login_hint("ada@example.com")
            .organization("org_1")
            .connection("conn_1")
            .provider("github")
            .domain_hint("example.com"),
    );

    let fresh = ["state", "nonce", "code_challenge"];
    let pairs = attempt.url().query_pairs().into_owned();
    let shown: Vec<_> = pairs.filter(|(name, _)| !fresh.contains(&name.as_str())).collect();
    insta::assert_snapshot!(lines(shown.iter().map(|(name, value)| (name, value)).collect()), @r"
    client_id=skc_1
    code_challenge_method=S256
    connection_id=conn_1
    domain=example.com
    domain_hint=example.com
    login_hint=ada@example.com
    organization_id=org_1
    prompt=select_account
    provider=github
    redirect_uri=http://localhost:3000/auth/callback
    response_type=code
    scope=openid profile email offline_access usr:read
    ");
}

#[tokio::test]
async fn state_nonce_and_challenge_are_new_each_time_and_long() {
    let world = World::without_keys().await;

    let fresh: Vec<String> = (0..200)
        .map(|_| world.client.begin(SignIn::to(CALLBACK)))
        .flat_map(|attempt| {
            ["state", "nonce", "code_challenge"].map(|name| parameter_of(&attempt, name))
        })
        .collect();

    assert!(fresh.iter().all(|text| text.len() >= 43));
    assert_eq!(fresh.iter().collect::<HashSet<_>>().len(), 600);
}

fn lines(mut pairs: Vec<(&String, &String)>) -> String {
    pairs.sort();
    let lines: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    lines.join("\n")
}
