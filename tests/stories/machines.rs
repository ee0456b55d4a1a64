//! Programs without a person: a client of an organization, and API tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use e2e::{ACME, Backend, Reply, World};
use insta::assert_snapshot;
use scalekit::management::ManagementError;
use serde_json::{Value, json};

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
    let renewed = world
        .server("with the other secret", next.own_token())
        .await;
    let first = format!("{secrets}/{first}");
    let withdrawn = world
        .server("the first is withdrawn", rest.delete(&first))
        .await;
    let refused = world
        .server("with the first secret", robot.own_token())
        .await;
    let goes_on = world
        .server("with the other secret", next.own_token())
        .await;

    let claims = payload(issued.access_token());
    assert_eq!(
        (&claims["sub"], &claims["oid"], &claims["aud"]),
        (&json!(id), &json!(ACME), &json!(["deploy.acme.example"]))
    );
    assert_eq!(claims["scopes"], json!(["deploy:applications"]));
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

/// What a token says, to whoever does not check who signed it.
fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a JWT has three parts");
    let json = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&json).expect("claims are JSON")
}

fn first_secret(client: &Reply) -> String {
    let secrets = client.body()["client"]["secrets"]
        .as_array()
        .expect("a list");
    let id = secrets[0]["id"].as_str();
    id.expect("an id").to_owned()
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
    let ask = json!({ "organization_id": ACME, "user_id": BOB_ID, "description": "CI" });
    let made = rest.post("/tokens", ask).await;
    let validate = json!({ "token": made.body()["token"] });

    let good = rest.post("/tokens:validate", validate.clone()).await;
    management
        .set_roles(ACME, BOB_ID, &["admin"])
        .await
        .unwrap();
    let promoted = rest.post("/tokens:validate", validate.clone()).await;
    management.delete_user(BOB_ID).await.unwrap();
    let gone = rest.post("/tokens:validate", validate).await;

    assert_eq!(good.body()["token_info"]["roles"], json!(["member"]));
    assert_eq!(promoted.body()["token_info"]["roles"], json!(["admin"]));
    assert_eq!(gone.status, 404);
}
