//! An organization that the server makes, and what its people notice until it is gone.

use e2e::{ACME, Backend, GLOBEX, Rest, World, send_code};
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewOrganization, NewUser, OrganizationChange};
use serde_json::{Value, json};

const ERIN: &str = "erin@initech.example";
const FRIDA: &str = "frida@acme.example";
const CAROL: &str = "carol@globex.example";
const CAROL_ID: &str = "usr_100000000000000003";

#[tokio::test]
async fn its_first_member_runs_it_and_its_end_puts_them_out() {
    let world = World::start().await;
    let management = world.management();
    let mut browser = world.browser();
    let initech = NewOrganization::named("Initech").external_id("tenant-7");

    let made = management.create_organization(initech);
    let initech = world.server("Initech is made", made).await.unwrap();
    let erin = NewUser::with_email(ERIN).named("Erin", "Walsh");
    let made = management.create_user(&initech.id, erin);
    world.server("Erin is made in it", made).await.unwrap();
    world.open(&mut browser, "/admin").await;
    let page = world.prove(&mut browser, ERIN).await;
    assert_eq!(page.heading(), "Administration");
    let me = world.open(&mut browser, "/api/me").await.json().unwrap();
    assert_eq!(me["organization"], initech.id.as_str());

    let deleted = management.delete_organization(&initech.id);
    world.server("Initech is deleted", deleted).await.unwrap();
    world.idp.outlive_access_tokens();
    assert_eq!(world.api(&browser).await, 401);
    let page = world.open(&mut browser, "/dashboard").await;
    assert_eq!(page.heading(), "Sign in to Sample app");
    assert_snapshot!("made_and_ended", world.transcript);
    let gone = management.organization(&initech.id).await.unwrap_err();
    assert!(matches!(gone, ManagementError::NotFound(_)), "{gone}");
}

#[tokio::test]
async fn its_name_and_ids_are_its_own_and_its_people_see_them() {
    let world = World::start().await;
    let (management, rest) = (world.management(), world.rest().await);
    let mut carol = world.browser();
    let new = || NewOrganization::named("Initech").external_id("tenant-7");
    let initech = management.create_organization(new()).await.unwrap();

    let taken = management.create_organization(new()).await.unwrap_err();
    let renamed = OrganizationChange::default().rename("Initrode");
    management.update_organization(&initech.id, renamed).await.unwrap();
    let joins = format!("/memberships/organizations/{}/users/{CAROL_ID}", initech.id);
    let joined = rest
        .post(
            &format!("{joins}?send_invitation_email=false"),
            json!({ "roles": [{ "name": "member" }] }),
        )
        .await;
    let found = rest.get("/organizations:search?query=initrode").await;
    world.open(&mut carol, "/dashboard").await;
    let question = world.prove(&mut carol, CAROL).await;
    carol.press("Initrode member").await.unwrap();

    assert!(matches!(taken, ManagementError::Conflict(_)), "{taken}");
    assert_eq!(joined.status, 201);
    assert_eq!(found.body()["organizations"][0]["id"], initech.id.as_str());
    assert!(question.text().contains("Initrode"), "{}", question.text());
    let me = world.open(&mut carol, "/api/me").await.json().unwrap();
    assert_eq!(me["organization"], initech.id.as_str());
    assert_eq!(me["roles"], json!(["member"]));
}

/// Makes a provider, a domain, a robot and an API token of Acme's; returns the robot and the token.
async fn belongings(world: &World, rest: &Rest) -> (Backend, Value) {
    rest.okta_of(ACME).await;
    rest.domain_of(ACME, "acme.example").await;
    let (id, secret) = rest.robot_of(ACME).await;
    let token = rest.post("/tokens", json!({ "organization_id": ACME })).await;
    let robot = Backend::with_credentials(world, &id, &secret);
    (robot, json!({ "token": token.body()["token"] }))
}

#[tokio::test]
async fn what_belonged_to_it_ends_with_it() {
    let world = World::start().await;
    let (management, rest) = (world.management(), world.rest().await);
    let mut browser = world.browser();
    let (robot, token) = belongings(&world, &rest).await;
    world.open(&mut browser, "/dashboard").await;
    let at_okta = send_code(&mut browser, FRIDA).await;
    let before =
        (robot.own_token().await.status, rest.post("/tokens:validate", token.clone()).await.status);

    management.delete_organization(ACME).await.unwrap();
    let stranded = browser.press("Continue").await.unwrap();
    world.open(&mut browser, "/dashboard").await;
    let at_scalekit = send_code(&mut browser, FRIDA).await;
    let after = (robot.own_token().await.status, rest.post("/tokens:validate", token).await.status);

    assert_eq!((before, after), ((200, 200), (401, 404)));
    assert_eq!(at_okta.heading(), "Sign in at Okta");
    assert!(stranded.status() >= 400, "{}", stranded.text());
    assert_eq!(at_scalekit.heading(), "Enter the code");
    rest.domain_of(GLOBEX, "acme.example").await; // It is free.
}
