//! What the Rust client makes of the fake's refusals.

use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewOrganization, NewUser};

const ALICE: &str = "alice@acme.example";
const ALICE_ID: &str = "usr_100000000000000001";

/// The variant, the code and the fields of an error: what a caller can act on.
fn told<T>(outcome: Result<T, ManagementError>) -> String {
    match outcome {
        Ok(_) => "Ok".to_owned(),
        Err(ManagementError::NotFound(error)) => format!("NotFound  {error}"),
        Err(ManagementError::Conflict(error)) => format!("Conflict  {error}"),
        Err(ManagementError::Invalid(error)) => format!("Invalid   {error} {:?}", error.fields),
        Err(error) => format!("{error}"),
    }
}

#[tokio::test]
async fn each_refusal_has_the_type_of_what_can_be_done_about_it() {
    let world = World::start().await;
    let management = world.management();
    let wrong_secret = world
        .client_with(&world.client().client_id, "guessed")
        .management();

    let lines = [
        (
            "an unknown session",
            told(management.session("ses_1").await),
        ),
        ("a malformed session", told(management.session("me").await)),
        ("an unknown user", told(management.user("usr_1").await)),
        (
            "an unknown organization",
            told(management.organization("org_1").await),
        ),
        (
            "a role that is not there",
            told(management.role("owner").await),
        ),
        (
            "a taken address",
            told(
                management
                    .create_user(e2e::ACME, NewUser::with_email(ALICE))
                    .await,
            ),
        ),
        (
            "no address",
            told(
                management
                    .create_user(e2e::ACME, NewUser::with_email("alice"))
                    .await,
            ),
        ),
        (
            "a role nobody has",
            told(management.set_roles(e2e::ACME, ALICE_ID, &["owner"]).await),
        ),
        (
            "a taken slug",
            told(
                management
                    .create_organization(NewOrganization::named("A").slug("acme"))
                    .await,
            ),
        ),
        (
            "no name",
            told(
                management
                    .create_organization(NewOrganization::named(""))
                    .await,
            ),
        ),
        ("a wrong secret", told(wrong_secret.user(ALICE_ID).await)),
    ];

    let table = lines.map(|(what, said)| format!("{what:<26}{said}"));
    assert_snapshot!(table.join("\n"), @r#"
    an unknown session        NotFound  there is no session ses_1
    a malformed session       Invalid   session_id must match ^ses_[0-9]+$ [("session_id", "must match ^ses_[0-9]+$")]
    an unknown user           NotFound  there is no user usr_1
    an unknown organization   NotFound  there is no organization org_1
    a role that is not there  NotFound  there is no role owner
    a taken address           Conflict  a user with the address alice@acme.example exists; CreateMembership takes them into an organization
    no address                Invalid   user.email must be an e-mail address [("user.email", "must be an e-mail address")]
    a role nobody has         NotFound  there is no role owner
    a taken slug              Conflict  organization org_100000000000000001 has the slug acme already
    no name                   Invalid   organization.display_name must not be empty [("organization.display_name", "must not be empty")]
    a wrong secret            refused: Scalekit refused the request, check the application's settings: invalid_client
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

    let before = management.user(ALICE_ID).await;
    world.pass(Duration::from_hours(25));
    let after = management.user(ALICE_ID).await;

    assert_eq!(
        (told(before), told(after)),
        ("Ok".to_owned(), "Ok".to_owned())
    );
    assert_snapshot!(world.idp.journal(), @"
    00:00  client_token.issued          Sample app
    1d 1:00:00  management.refused           UNAUTHENTICATED: the access token has expired
    1d 1:00:00  client_token.issued          Sample app
    ");
}

#[tokio::test]
async fn over_rest_a_bearer_or_a_page_token_that_is_no_good_is_named() {
    let world = World::start().await;
    let rest = world.rest().await;
    let list = format!("/users/{ALICE_ID}/sessions");

    let nonsense = world.rest_with("not-a-token").get(&list).await;
    let page = rest.get(&format!("{list}?page_token=x")).await;
    world.pass(Duration::from_hours(25));
    let expired = rest.get(&list).await;

    let said =
        [nonsense, page, expired].map(|reply| format!("{reply}: {}", reply.body()["message"]));
    assert_snapshot!(said.join("\n"), @r#"
    401 UNAUTHENTICATED: "the access token is not one of this environment: it is not a signed JWT of the kind that was asked for"
    400 INVALID_ARGUMENT: "page_token is not one that a list here has given"
    401 UNAUTHENTICATED: "the access token has expired"
    "#);
}
