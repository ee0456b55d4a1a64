//! Sign-ins that an identity provider began, and people whose address somebody else has now.

use mock_idp::{Forgery, Seed, seed};
use serde_json::json;
use url::Url;
use user_agent::{Probe, UserAgent};
use zoo::Defect;

use crate::world::{BOB, World};

const OKTA: &str = "conn_100000000000000001";

/// Starts a world in which Acme has an identity provider.
async fn world(defect: Option<Defect>) -> World {
    let okta = seed::Connection::of("Acme", "okta").id(OKTA);
    World::of(Seed::default().connection(okta), defect).await
}

/// Lets the provider begin a sign-in, and returns the address to which the application sends the browser then.
async fn sent_to(world: &World, browser: &mut UserAgent) -> Url {
    let start = format!("{}/idp/{OKTA}", world.idp.environment_url());
    browser.open(&start).await.expect("the page of the provider");
    browser.choose("client", "Acme web").expect("a field");
    browser.fill("email", BOB).expect("a field");
    browser.fill("relay_state", "/reports/7").expect("a field");
    let page = browser.press("Continue").await.expect("the way to the application");
    let arrival = page.hops().iter().find(|hop| hop.url().path() == "/login");
    arrival.expect("an arrival").redirects_to().expect("a redirect").clone()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_provider_s_token_chooses_the_connection_and_nothing_else() {
    let world = world(None).await;
    let to = sent_to(&world, &mut world.browser()).await;
    assert_eq!(parameter(&to, "connection_id").as_deref(), Some(OKTA));
    assert_ne!(parameter(&to, "state").as_deref(), Some("/reports/7"));
}

#[tokio::test]
async fn a_provider_s_token_is_ignored_or_trusted_too_far() {
    let ignoring = world(Some(Defect::IdpInitiatedIgnored)).await;
    let to = sent_to(&ignoring, &mut ignoring.browser()).await;
    assert_eq!(parameter(&to, "connection_id"), None);

    let trusting = world(Some(Defect::IdpInitiatedSignsIn)).await;
    let to = sent_to(&trusting, &mut trusting.browser()).await;
    assert_eq!(parameter(&to, "state").as_deref(), Some("/reports/7"));
}

#[tokio::test]
async fn a_forged_token_of_a_provider_is_believed() {
    for (defect, expected) in [(Some(Defect::IdpInitiatedUnverified), Some(OKTA)), (None, None)] {
        let world = world(defect).await;
        world.idp.forge_next_idp_initiated_token(Forgery::WrongSignature);
        let to = sent_to(&world, &mut world.browser()).await;
        assert_eq!(parameter(&to, "connection_id").as_deref(), expected, "{defect:?}");
    }
}

#[tokio::test]
async fn the_next_owner_of_an_address_reads_the_notes_of_the_last() {
    for (defect, is_read) in [(Some(Defect::PersonIsEmail), true), (None, false)] {
        let world = World::of(Seed::default(), defect).await;
        let mut browser = world.browser_of(BOB).await;
        browser.open(&world.url("/dashboard")).await.expect("a page");
        browser.fill("note", "feed the bears").expect("a field");
        browser.press("Keep note").await.expect("a form");

        let bob = json!({ "id": "usr_100000000000000002" });
        world.idp.manage("scalekit.v1.users.UserService/DeleteUser", bob).expect("a person");
        let new = json!({ "organization_id": "org_100000000000000001", "user": { "email": BOB } });
        world
            .idp
            .manage("scalekit.v1.users.UserService/CreateUserAndMembership", new)
            .expect("a person");
        let browser = world.browser_of(BOB).await;
        let probe = Probe::get(&world.url("/dashboard")).with_cookies();
        let page = browser.probe(probe).await.expect("a page");
        assert_eq!(page.status(), 200);
        assert_eq!(page.text().contains("feed the bears"), is_read, "{defect:?}");
    }
}
