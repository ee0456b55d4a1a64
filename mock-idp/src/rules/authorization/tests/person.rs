//! The person at the browser, and whether they see a page.

use super::why;
use crate::environment::UserEvent;
use crate::rules::authorization::AuthorizeError;
use crate::rules::control;
use crate::seed::Seed;
use crate::testing::{
    ACME, ALICE, AUTHORIZE, AUTHORIZE_SPA, BOB, CAROL, GLOBEX, World, code, page, refusal,
};
use crate::wire::Browser;

/// Seven days, after which an unused session expires.
const IDLE: u64 = 604_800;

/// Returns the organization of the code's grant.
fn organization(world: &mut World, code: &str) -> String {
    let access = world.redeem(code).expect("a fresh code").access_token;
    let oid = world.claims(&access)["oid"].clone();
    oid.as_str().expect("an id").to_owned()
}

#[test]
fn prompt_none_shows_no_page_to_a_stranger() {
    let mut world = World::new();

    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&prompt=none")));

    assert_eq!(why(refused), AuthorizeError::LoginRequired);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorize.refused            login_required: nobody is signed in with this browser, and prompt=none allows no page
    ");
}

#[test]
fn a_live_session_means_no_page() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    let first = code(world.authorize(AUTHORIZE));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
    let silent = code(world.authorize(&format!("{AUTHORIZE}&prompt=none")));

    assert_ne!(first, silent, "each answer has a code of its own");
}

#[test]
fn one_session_serves_every_application() {
    let mut world = World::new();
    let web = world.alice();

    let code = code(world.authorize(AUTHORIZE_SPA));
    let spa = world.redeem_spa(&code).expect("a fresh code");

    let sid = |token: &str| world.claims(token)["sid"].clone();
    assert_eq!(sid(&web.access_token), sid(&spa.access_token));
    let clients = world.idp.read(|env| {
        let session = env.sessions().next().expect("one session");
        session.authenticated_clients.len()
    });
    assert_eq!(clients, 2);
}

#[test]
fn prompt_login_and_create_show_a_page_in_a_session_too() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    for (prompt, sign_up) in [("login", false), ("create", true)] {
        let page = page(world.authorize(&format!("{AUTHORIZE}&prompt={prompt}")));

        let first_page =
            world.idp.read(|env| env.auth_request(&page).map(|request| request.sign_up));
        assert_eq!(first_page, Some(sign_up), "{prompt}");
    }
}

#[test]
fn max_age_wants_a_new_proof_of_whoever_proved_too_long_ago() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);
    world.seconds_pass(60);

    code(world.authorize(&format!("{AUTHORIZE}&max_age=60")));
    page(world.authorize(&format!("{AUTHORIZE}&max_age=59")));
    code(world.authorize(&format!("{AUTHORIZE}&max_age=9223372036854775807")));
    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&max_age=59&prompt=none")));

    assert_eq!(why(refused), AuthorizeError::ProvedTooLongAgo { max_age: 59, ago: 60 });
    insta::assert_snapshot!(world.last_story(), @"
    01:00  authorization.requested      Acme web: openid profile email offline_access
    01:00  authorize.refused            login_required: max_age=59, and the person proved who they are 60 seconds ago; prompt=none allows no page
    ");
    let stranger = std::mem::take(&mut world.browser);
    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&max_age=59&prompt=none")));
    assert_eq!(why(refused), AuthorizeError::LoginRequired);

    world.browser = stranger;
    let again = world.sign_in(&format!("{AUTHORIZE}&max_age=59"), ALICE);
    let tokens = world.redeem(&again).expect("a fresh code");
    let id_token = world.claims(&tokens.id_token.expect("openid"));
    assert_eq!(id_token["auth_time"], world.idp.clock().now().as_second());
    code(world.authorize(&format!("{AUTHORIZE}&max_age=59&prompt=none")));
}

#[test]
fn max_age_0_always_wants_a_new_proof() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    page(world.authorize(&format!("{AUTHORIZE}&max_age=0")));
    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&max_age=0&prompt=none")));

    assert_eq!(why(refused), AuthorizeError::ProvedTooLongAgo { max_age: 0, ago: 0 });
}

#[test]
fn a_max_age_that_is_none_is_an_error_for_the_client() {
    let mut world = World::new();

    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&max_age=soon")));

    insta::assert_snapshot!(why(refused), @"max_age `soon` is not a whole number of seconds from 0 on");
    insta::assert_snapshot!(world.last_story(), @"00:00  authorize.refused            invalid_request: max_age `soon` is not a whole number of seconds from 0 on");
}

#[test]
fn whoever_proves_it_again_keeps_their_session() {
    let mut world = World::new();
    let before = world.alice();
    world.seconds_pass(100);

    let code = world.sign_in(&format!("{AUTHORIZE}&prompt=login"), ALICE);

    insta::assert_snapshot!(world.last_story(), @"
    01:40  user.reauthenticated         alice@acme.example
    01:40  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
    let after = world.redeem(&code).expect("a fresh code");
    let claim = |tokens: &crate::wire::TokenResponse, name: &str| {
        world.claims(tokens.id_token.as_deref().expect("an ID token"))[name].clone()
    };
    assert_eq!(claim(&before, "sid"), claim(&after, "sid"));
    assert_eq!(
        claim(&after, "auth_time").as_i64(),
        claim(&before, "auth_time").as_i64().map(|time| time + 100)
    );
}

#[test]
fn another_person_in_the_same_browser_ends_the_session_before() {
    let mut world = World::new();
    let alice = world.alice();

    world.sign_in(&format!("{AUTHORIZE}&prompt=login"), BOB);

    insta::assert_snapshot!(world.last_story(), @"
    00:00  user.logout                  alice@acme.example: another person signed in with this browser
    00:00  user.login                   bob@acme.example in Acme
    00:00  authorization_code.issued    Acme web for bob@acme.example: openid profile email offline_access
    ");
    let refused = refusal(world.refresh(&alice.refresh_token.expect("offline_access")));
    insta::assert_snapshot!(refused, @"the session is over: it was revoked");
}

#[test]
fn a_session_that_is_over_shows_the_page_again() {
    let ends: [fn(&mut World); 5] = [
        |world| world.seconds_pass(IDLE),
        |world| {
            let ended = world.transact(|desk| control::revoke_sessions(desk.env, ALICE));
            assert_eq!(ended, Ok(1));
        },
        |world| {
            let done = world.transact(|desk| control::deactivate(desk.env, ALICE));
            done.expect("alice can be deactivated");
        },
        // A deactivated user is refused, even if the session was not ended.
        |world| {
            let user = world.user(ALICE);
            world.happens(UserEvent::Deactivated { user });
        },
        |world| world.browser = Browser::default(),
    ];
    for end in ends {
        let mut world = World::new();
        world.sign_in(AUTHORIZE, ALICE);

        end(&mut world);

        page(world.authorize(AUTHORIZE));
        let silent = refusal(world.authorize(&format!("{AUTHORIZE}&prompt=none")));
        assert_eq!(why(silent), AuthorizeError::LoginRequired);
    }
}

#[test]
fn a_session_that_is_used_does_not_lie_idle_and_still_ends_after_thirty_days() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    for _ in 0..4 {
        world.seconds_pass(IDLE - 1);
        code(world.authorize(AUTHORIZE));
    }
    world.seconds_pass(30 * 86_400 - 4 * (IDLE - 1));

    page(world.authorize(AUTHORIZE));
}

#[test]
fn select_account_shows_a_page_only_where_there_is_a_choice() {
    let mut world = World::new();
    let select = format!("{AUTHORIZE}&prompt=select_account");
    world.sign_in(AUTHORIZE, ALICE);

    code(world.authorize(&select));

    world.browser = Browser::default();
    let carol = page(world.authorize(AUTHORIZE));
    page(world.sign_in_as(&carol, CAROL));
    code(world.choose(&carol, GLOBEX));
    page(world.authorize(&select));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  organization.asked           carol@globex.example
    ");
}

#[test]
fn select_account_with_an_organization_switches_without_a_page() {
    let mut world = World::new();
    world.sign_in(&format!("{AUTHORIZE}&organization_id={GLOBEX}"), CAROL);

    let code =
        code(world.authorize(&format!("{AUTHORIZE}&prompt=select_account&organization_id={ACME}")));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access
    ");
    assert_eq!(organization(&mut world, &code), ACME);
}

#[test]
fn nobody_switches_to_an_organization_of_others() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);

    let refused = refusal(
        world.authorize(&format!("{AUTHORIZE}&prompt=select_account&organization_id={GLOBEX}")),
    );

    assert!(matches!(why(refused), AuthorizeError::NotAMember(_)));
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorize.refused            access_denied: this user is no member of organization org_100000000000000002
    ");
}

#[test]
fn inside_a_session_an_organization_alone_switches_nothing() {
    let mut world = World::new();
    world.sign_in(&format!("{AUTHORIZE}&organization_id={GLOBEX}"), CAROL);

    let code = code(world.authorize(&format!("{AUTHORIZE}&organization_id={ACME}")));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization.ignored        organization_id: a session switches organization only with prompt=select_account
    00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access
    ");
    assert_eq!(organization(&mut world, &code), GLOBEX);
}

#[test]
fn without_a_session_the_organization_decides_where_one_arrives() {
    let mut world = World::new();

    let code = world.sign_in(&format!("{AUTHORIZE}&organization_id={ACME}"), CAROL);

    assert_eq!(organization(&mut world, &code), ACME);
}

#[test]
fn an_environment_may_sign_the_same_person_in_each_time() {
    let mut world = World::of(&Seed::default().sign_in_as(ALICE));

    for _ in 0..2 {
        world.browser = Browser::default();
        code(world.authorize(AUTHORIZE));
    }
}
