//! What the Rust client makes of the fake's refusals.

use std::time::Duration;

use e2e::{ACME, Backend, Portal, World};
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewOrganization, NewUser};
use scalekit::{Callback, SignIn, Tokens};

const ALICE: &str = "alice@acme.example";
const ALICE_ID: &str = "usr_100000000000000001";

/// Describes the request, and the variant of the error with its words and fields: what a caller can act on.
fn outcome<T>(request: &str, outcome: Result<T, ManagementError>) -> String {
    let said = match outcome {
        Ok(_) => "Ok".to_owned(),
        Err(ManagementError::NotFound(error)) => format!("NotFound  {error}"),
        Err(ManagementError::Conflict(error)) => format!("Conflict  {error}"),
        Err(ManagementError::Invalid(error)) => format!("Invalid   {error} {:?}", error.fields),
        Err(ManagementError::Refused(why)) => format!("Refused   {why}"),
        Err(error) => error.to_string(),
    };
    format!("{request:<26}{said}")
}

#[tokio::test]
async fn each_refusal_has_the_type_of_what_can_be_done_about_it() {
    let world = World::start().await;
    let api = world.management();
    let guessed = world.client_with(&world.client().client_id, "guessed");
    let user = NewUser::with_email;
    let tenant = NewOrganization::named;

    let table = [
        outcome("an unknown session", api.session("ses_1").await),
        outcome("a malformed session", api.session("me").await),
        outcome("an unknown user", api.user("usr_1").await),
        outcome("an unknown organization", api.organization("org_1").await),
        outcome("a role that is not there", api.role("owner").await),
        outcome("a taken address", api.create_user(ACME, user(ALICE)).await),
        outcome("no address", api.create_user(ACME, user("alice")).await),
        outcome("nowhere", api.create_user("org_1", user("e@x.example")).await),
        outcome("a role nobody has", api.set_roles(ACME, ALICE_ID, &["owner"]).await),
        outcome("a taken slug", api.create_organization(tenant("A").slug("acme")).await),
        outcome("no name", api.create_organization(tenant("")).await),
        outcome("a guessed secret", guessed.management().user(ALICE_ID).await),
    ];

    assert_snapshot!(table.join("\n"), @r#"
    an unknown session        NotFound  there is no session ses_1
    a malformed session       Invalid   session_id must match ^ses_[0-9]+$ [("session_id", "must match ^ses_[0-9]+$")]
    an unknown user           NotFound  there is no user usr_1
    an unknown organization   NotFound  there is no organization org_1
    a role that is not there  NotFound  there is no role owner
    a taken address           Conflict  a user with the address alice@acme.example exists; CreateMembership takes them into an organization
    no address                Invalid   user.email must be an e-mail address [("user.email", "must be an e-mail address")]
    nowhere                   NotFound  there is no organization org_1
    a role nobody has         Invalid   membership.roles[0] names owner, and there is no such role here [("membership.roles[0]", "names owner, and there is no such role here")]
    a taken slug              Conflict  organization org_100000000000000001 has the slug acme already
    no name                   Invalid   organization.display_name must not be empty [("organization.display_name", "must not be empty")]
    a guessed secret          Refused   Scalekit refused the request, check the application's settings: invalid_client
    "#);
}

#[tokio::test]
async fn a_client_whose_clock_is_slow_gets_another_token_and_its_answer() {
    let world = World::start().await;
    let client = world.client();
    let secret = client.client_secret.as_deref().unwrap();
    let beginning = world.idp.clock().system_time();
    let management = scalekit::Client::builder(world.idp.environment_url(), &client.client_id)
        .client_secret(secret)
        .clock(scalekit::Clock::new(move || beginning))
        .build()
        .unwrap()
        .management();

    management.user(ALICE_ID).await.unwrap();
    world.pass(Duration::from_hours(25));
    management.user(ALICE_ID).await.unwrap();

    assert_snapshot!(world.idp.journal(), @"
    00:00  client_token.issued          Sample app
    1d 1:00:00  management.refused           UNAUTHENTICATED: the access token has expired
    1d 1:00:00  client_token.issued          Sample app
    ");
}

#[tokio::test]
async fn over_rest_a_bearer_or_a_page_token_that_is_no_good_is_named() {
    let world = World::start_with(Backend::join).await;
    let rest = world.rest().await;
    let list = format!("/users/{ALICE_ID}/sessions");

    let alices = tokens_of_alice(&world).await;

    let nonsense = world.rest_with("not-a-token").get(&list).await;
    let access_token = alices.access_token.secret();
    let persons = world.rest_with(access_token).get(&list).await;
    let id_token = alices.id_token.as_ref().unwrap().secret();
    let identity = world.rest_with(id_token).get(&list).await;
    let page = rest.get(&format!("{list}?page_token=x")).await;
    world.pass(Duration::from_hours(25));
    let expired = rest.get(&list).await;

    let said = [nonsense, persons, identity, page, expired]
        .map(|reply| format!("{reply}: {}", reply.body()["message"]));
    assert_snapshot!(said.join("\n"), @r#"
    401 UNAUTHENTICATED: "the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"
    401 UNAUTHENTICATED: "the access token is a person's; get the client's own with grant_type=client_credentials"
    401 UNAUTHENTICATED: "the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"
    400 INVALID_ARGUMENT: "page_token is not one that a list here has given"
    401 UNAUTHENTICATED: "the access token has expired"
    "#);
}

/// Returns what a person's own tokens are, at an application that shows them.
async fn tokens_of_alice(world: &World) -> Tokens {
    let portal = Portal::of(world);
    let mut browser = world.browser();
    world.idp.sign_in_next_as(ALICE).unwrap();
    let (attempt, home) = portal.send(&mut browser, |ordinary| ordinary).await;
    portal.finish(attempt, &home).await.unwrap().tokens
}

/// The fake promises an `iss` with every callback (RFC 9207 §3), so that one without it is no answer of
/// the fake's: the code is not spent on it.
#[tokio::test]
async fn a_callback_that_has_lost_its_issuer_is_not_believed() {
    let world = World::start().await;
    let client = world.client_of(&world.client());
    let redirect_uri = world.url("/auth/callback");

    for query in ["code=guessed", "error=access_denied"] {
        let attempt = client.begin(SignIn::to(redirect_uri.as_str()));
        let callback = Callback::from_query(&format!("{query}&state={}", attempt.state()));

        let outcome = client.finish(attempt, callback).await;

        assert_eq!(
            outcome.expect_err("nobody is let in").to_string(),
            "not to be trusted: the callback has no `iss`, which the environment promises to send",
            "{query}"
        );
    }
    assert_eq!(world.count("token.refused"), 0, "the fake was asked for no token");
}
