//! What the server changes about roles, and which access token is the first to say so.

use e2e::{ACME, Backend, Portal, World};
use insta::assert_snapshot;
use scalekit::management::{ManagementError, NewRole, RoleChange};
use scalekit::{AccessClaims, Refreshed, Tokens};
use serde_json::json;
use user_agent::UserAgent;

const BOB: &str = "bob@acme.example";
const BOB_ID: &str = "usr_100000000000000002";

/// Returns Bob's tokens at an application that shows them.
async fn bobs_tokens(world: &World, portal: &Portal) -> Tokens {
    let mut browser = world.browser();
    world.idp.sign_in_next_as(BOB).unwrap();
    let (attempt, home) = portal.send(&mut browser, |ordinary| ordinary).await;
    let tokens = portal.finish(attempt, &home).await.unwrap().tokens;
    world.transcript.clear();
    tokens
}

async fn claims(portal: &Portal, tokens: &Tokens) -> AccessClaims {
    let token = &tokens.access_token;
    portal.client.verify_access_token(token).await.unwrap()
}

async fn renewed(portal: &Portal, tokens: &Tokens) -> Tokens {
    let refresh_token = tokens.refresh_token.as_ref().unwrap();
    match portal.client.refresh(refresh_token).await.unwrap() {
        Refreshed::Verified(tokens) => tokens,
        Refreshed::Unverified { outage, .. } => panic!("{outage}"),
    }
}

#[tokio::test]
async fn a_role_is_in_the_next_access_token_and_not_in_the_one_before() {
    let world = World::start_with(Backend::join).await;
    let (portal, management) = (Portal::of(&world), world.management());
    let auditor = NewRole::named("auditor", "Auditor").permission("invoices:read");
    let before = bobs_tokens(&world, &portal).await;

    let role = management.create_role(auditor);
    world.server("there are auditors", role).await.unwrap();
    let given = management.set_roles(ACME, BOB_ID, &["auditor"]);
    world.server("Bob is one", given).await.unwrap();
    let with_it = world.server("his token is renewed", renewed(&portal, &before));
    let with_it = with_it.await;
    let in_use = management.delete_role("auditor");
    let in_use = world.server("the role should go", in_use).await.unwrap_err();
    let taken = management.set_roles(ACME, BOB_ID, &["member"]);
    world.server("Bob is a member again", taken).await.unwrap();
    let deleted = management.delete_role("auditor");
    world.server("the role goes", deleted).await.unwrap();
    let after = world.server("his token is renewed", renewed(&portal, &with_it));
    let after = after.await;

    let mut roles = Vec::new();
    for tokens in [&before, &with_it, &after] {
        roles.push(claims(&portal, tokens).await.roles);
    }
    assert_eq!(roles, [["member"], ["auditor"], ["member"]]);
    assert!(matches!(in_use, ManagementError::Invalid(_)), "{in_use}");
    assert_snapshot!("a_role_of_its_own", world.transcript);
}

#[tokio::test]
async fn a_permission_that_a_role_gains_is_there_for_all_who_hold_it_after_their_next_renewal() {
    let world = World::start().await;
    let management = world.management();
    let mut bob = world.browser_of(BOB).await;

    assert_eq!(permissions(&world, &mut bob).await, ["invoices:read"]);
    let more = RoleChange::default().permission("invoices:read").permission("invoices:write");
    let gained = management.update_role("member", more);
    let role = world.server("members may write invoices", gained).await;
    assert_eq!(role.unwrap().name, "member");
    assert_eq!(permissions(&world, &mut bob).await, ["invoices:read"]);
    world.idp.outlive_access_tokens();
    world.transcript.note("the token has expired");

    assert_eq!(permissions(&world, &mut bob).await, ["invoices:read", "invoices:write"]);
    assert_snapshot!("a_permission_gained", world.transcript);
}

#[tokio::test]
async fn the_last_permission_of_a_role_is_taken_by_its_name() {
    let world = World::start().await;
    let management = world.management();
    let mut bob = world.browser_of(BOB).await;

    let nothing = management.update_role("member", RoleChange::default());
    nothing.await.unwrap();
    let before = management.permissions_of("member").await.unwrap();
    management.remove_permission("member", "invoices:read").await.unwrap();
    let after = management.permissions_of("member").await.unwrap();
    let gone = management.remove_permission("member", "invoices:read").await;
    world.idp.outlive_access_tokens();
    let bobs = permissions(&world, &mut bob).await;
    let back = management.add_permissions("member", &["invoices:read"]).await.unwrap();

    assert_eq!(before[0].name, "invoices:read", "an empty change is none");
    assert!(after.is_empty() && bobs.is_empty(), "{after:?} {bobs:?}");
    assert!(matches!(gone, Err(ManagementError::NotFound(_))), "{gone:?}");
    assert_eq!(back, before);
}

/// Returns what the app takes the person to be allowed.
async fn permissions(world: &World, browser: &mut UserAgent) -> Vec<String> {
    let me = world.open(browser, "/api/me").await.json().unwrap();
    serde_json::from_value(me["permissions"].clone()).unwrap_or_else(|_| panic!("{}", json!(me)))
}
