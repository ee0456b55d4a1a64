//! What the management API does to applications, and who notices.

use e2e::{Portal, World};
use insta::assert_snapshot;
use scalekit::Error;
use serde_json::json;

const ALICE: &str = "alice@acme.example";

#[tokio::test]
async fn while_the_apps_own_secret_is_no_good_nobody_signs_in_and_nobody_is_signed_out() {
    let world = World::start().await;
    let mut alice = world.browser_of(ALICE).await.named("alice");
    let mut newcomer = world.browser().named("newcomer");
    let rest = world.rest().await;
    let app = format!("/clients/{}", world.client().client_id);
    let reply = rest.get(&app).await;
    let secret = reply.body()["client"]["secrets"][0]["id"].as_str().unwrap();

    let path = format!("{app}/secrets/{secret}");
    let withdrawn = rest.delete(&path);
    let withdrawn = world.server("the app's secret is withdrawn", withdrawn).await;
    world.idp.outlive_access_tokens();
    let kept = world.open(&mut alice, "/dashboard").await;
    world.open(&mut newcomer, "/dashboard").await;
    let refused = world.prove(&mut newcomer, ALICE).await;

    assert_eq!(withdrawn.status, 200);
    assert_eq!((kept.status(), &*kept.heading()), (503, "We cannot reach the sign-in service"));
    assert_eq!(
        (refused.status(), &*refused.heading()),
        (500, "Signing in does not work at the moment")
    );
    assert_snapshot!("a_secret_withdrawn", world.transcript);
}

#[tokio::test]
async fn an_application_made_over_the_api_shares_her_session_and_leaves_it_alone_when_it_goes() {
    let world = World::start().await;
    let mut browser = world.browser_of(ALICE).await;
    let rest = world.rest().await;
    let callback = "https://backoffice.example/callback";
    let new = json!({ "name": "Reports", "client_type": "WEB_APP", "post_login_uris": [callback] });
    let made = rest.post("/clients", new);
    let made = world.server("there is an application more", made).await;
    let reports = format!("/clients/{}", made.id("client"));
    let secrets = format!("{reports}/secrets");
    let secret = rest.post(&secrets, json!({}));
    let secret = world.server("with a secret", secret).await;
    let secret = secret.body()["plain_secret"].as_str().unwrap();
    let portal = Portal { client: world.client_with(&made.id("client"), secret) };

    let (attempt, home) = portal.send(&mut browser, |sign_in| sign_in).await;
    let finished = portal.finish(attempt, &home);
    let tokens = world.server("the code is redeemed", finished).await.unwrap().tokens;
    let deleted = rest.delete(&reports);
    let deleted = world.server("the application is deleted", deleted).await;
    let refresh = portal.client.refresh(tokens.refresh_token.as_ref().unwrap());
    let refused = world.server("it would like to renew", refresh).await.unwrap_err();

    assert_eq!(deleted.status, 200);
    assert!(matches!(refused, Error::Refused(_)), "{refused}");
    assert_eq!(refused.code(), Some("invalid_client"));
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 200);
    assert_snapshot!("one_more", world.transcript);
}
