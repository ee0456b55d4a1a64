//! Programs without a person: a client of an organization, and API tokens.

use std::time::Duration;

use e2e::{ACME, Backend, Reply, World};
use insta::assert_snapshot;
use scalekit::management::ManagementError;
use scalekit::{AccessToken, Error, VerificationError};
use serde_json::json;

/// What the app's own API calls itself.
const API: &str = "deploy.acme.example";

const BOB_ID: &str = "usr_100000000000000002";

#[tokio::test]
async fn a_client_of_an_organization_has_its_own_token_until_its_secret_is_withdrawn() {
    let world = World::start().await;
    let rest = world.rest().await;
    let made = rest.robot_of(ACME);
    let (id, secret) = world.server("Acme gets a robot", made).await;
    let client = format!("/organizations/{ACME}/clients/{id}");
    let first = first_secret(&rest.get(&client).await);
    let robot = Backend::with_credentials(&world, &id, &secret);

    let issued = world.server("with its secret", robot.own_token()).await;
    let secrets = format!("{client}/secrets");
    let second = rest.post(&secrets, json!({}));
    let second = world.server("it gets another secret", second).await;
    let next = second.body()["plain_secret"].as_str().unwrap();
    let next = Backend::with_credentials(&world, &id, next);
    let renewed = world.server("with the other secret", next.own_token()).await;
    let first = format!("{secrets}/{first}");
    let withdrawn = world.server("the first is withdrawn", rest.delete(&first)).await;
    let refused = world.server("with the first secret", robot.own_token()).await;
    let goes_on = world.server("with the other secret", next.own_token()).await;

    let token = AccessToken::from(issued.access_token());
    let app = world.client_of(&world.client());
    let claims = app.verify_machine_token(&token, Some(API)).await.unwrap();
    assert_eq!((claims.client_id, &*claims.oid), (id, ACME));
    assert_eq!(claims.scopes, ["deploy:applications"]);
    assert_eq!([renewed.status, withdrawn.status, goes_on.status], [200; 3]);
    assert_eq!(refused.to_string(), "401 invalid_client");
    assert_snapshot!(world.transcript, @"
    ── the server gets its own token
           00:00  client_token.issued          Sample app
    ── Acme gets a robot
           00:00  organization_client.created  Deployer of Acme
    ── with its secret
           00:00  client_token.issued          Deployer
    ── it gets another secret
           00:00  client_secret.created        sks_371535050362050762 of Deployer
    ── with the other secret
           00:00  client_token.issued          Deployer
    ── the first is withdrawn
           00:00  client_secret.deleted        sks_835375911017364727 of Deployer
    ── with the first secret
           00:00  token.refused                invalid_client: the client secret is wrong
    ── with the other secret
           00:00  client_token.issued          Deployer
    ");
}

fn first_secret(client: &Reply) -> String {
    let secrets = client.body()["client"]["secrets"].as_array().expect("a list");
    let id = secrets[0]["id"].as_str();
    id.expect("an id").to_owned()
}

#[tokio::test]
async fn the_apps_own_api_takes_a_robots_token_and_nobody_elses() {
    let world = World::start_with(Backend::join).await;
    let app = world.client_of(&world.client());
    let (id, secret) = world.rest().await.robot_of(ACME).await;
    let robot = Backend::with_credentials(&world, &id, &secret);
    let application = Backend::of(&world);
    let mut alice = world.browser_of("alice@acme.example").await;
    let robots = AccessToken::from(robot.own_token().await.access_token());
    let applications = AccessToken::from(application.own_token().await.access_token());
    let alices = AccessToken::from(application.tokens(&mut alice).await.access_token());

    let mut outcomes = Vec::new();
    for (whose, token, api) in [
        ("the robot's", &robots, Some(API)),
        ("the robot's at another API", &robots, Some("mail.example")),
        ("the robot's at one without a name", &robots, None),
        ("an application's", &applications, None),
        ("Alice's", &alices, None),
    ] {
        let verified = app.verify_machine_token(token, api).await;
        let verified = verified.map_or_else(
            |error| error.to_string(),
            |claims| format!("may {}", claims.scopes.join(" ")),
        );
        outcomes.push(format!("{whose:34}{verified}"));
    }
    let as_a_person = app.verify_access_token(&robots).await;
    world.pass(Duration::from_hours(24));
    let old = app.verify_machine_token(&robots, Some(API)).await;

    assert_snapshot!(outcomes.join("\n"), @"
    the robot's                       may deploy:applications
    the robot's at another API        not to be trusted: the token's `aud` does not name this application
    the robot's at one without a name not to be trusted: the token's `aud` does not name this application
    an application's                  not to be trusted: this is not a token of an organization's client
    Alice's                           not to be trusted: this is not a token of an organization's client
    ");
    assert!(as_a_person.is_err(), "a robot is no person");
    let expired = matches!(old, Err(Error::Untrusted(VerificationError::Expired { .. })));
    assert!(expired, "{old:?}");
}

#[tokio::test]
async fn a_client_of_an_organization_does_not_manage_the_environment() {
    let world = World::start().await;
    let (id, secret) = world.rest().await.robot_of(ACME).await;

    let management = world.client_with(&id, &secret).management();
    let refused = management.users().all().await.unwrap_err();

    assert!(matches!(refused, ManagementError::Refused(_)), "{refused}");
    assert_snapshot!(refused, @"refused: this token is of an organization's client: it opens the application's own API, and the management API needs an application's token");
}

#[tokio::test]
async fn an_api_token_goes_with_its_person() {
    let world = World::start().await;
    let (rest, management) = (world.rest().await, world.management());
    let request = json!({ "organization_id": ACME, "user_id": BOB_ID, "description": "CI" });
    let made = rest.post("/tokens", request).await;
    let validate = json!({ "token": made.body()["token"] });

    let good = rest.post("/tokens:validate", validate.clone()).await;
    management.set_roles(ACME, BOB_ID, &["admin"]).await.unwrap();
    let promoted = rest.post("/tokens:validate", validate.clone()).await;
    management.delete_user(BOB_ID).await.unwrap();
    let gone = rest.post("/tokens:validate", validate).await;

    assert_eq!(good.body()["token_info"]["roles"], json!(["member"]));
    assert_eq!(promoted.body()["token_info"]["roles"], json!(["admin"]));
    assert_eq!(gone.status, 404);
}
