//! The users whom a test signs in without a page.

use super::why;
use crate::environment::{MOST_PREPARED, SignInMode};
use crate::rules::authorization::AuthorizeError;
use crate::rules::control::{self, ControlError};
use crate::seed::{Connection, Domain, Seed, SignIn};
use crate::testing::{
    ACME, ALICE, AUTHORIZE, BOB, CAROL, DAVE, GLOBEX, World, code, page, refusal,
};
use crate::wire::Browser;

/// Returns a code's user and organization.
fn whom(world: &mut World, code: &str) -> (String, String) {
    let access = world.redeem(code).expect("a fresh code").access_token;
    let claims = world.claims(&access);
    let text = |name: &str| claims[name].as_str().expect("an id").to_owned();
    (text("sub"), text("oid"))
}

impl World {
    /// Prepares a sign-in, and returns its position in the queue.
    fn prepare(&mut self, user: &str) -> Result<usize, ControlError> {
        self.transact(|desk| control::prepare_sign_in(desk.env, user))
    }

    /// Sends a request with another browser, and returns the user of its code.
    fn by_another(&mut self, query: &str) -> String {
        self.browser = Browser::default();
        let code = code(self.authorize(query));
        whom(self, &code).0
    }
}

fn by_hint() -> World {
    World::of(&Seed::default().sign_in_by_hint())
}

#[test]
fn a_prepared_sign_in_needs_no_page_and_works_once() {
    let mut world = World::new();
    let prepared = world.transact(|desk| control::prepare_sign_in(desk.env, CAROL));
    prepared.expect("carol exists");

    let silent = refusal(world.authorize(&format!("{AUTHORIZE}&prompt=none")));
    assert_eq!(why(silent), AuthorizeError::LoginRequired);
    let code = code(world.authorize(AUTHORIZE));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  sign_in.taken                carol@globex.example by Acme web
    00:00  user.login                   carol@globex.example in Globex
    00:00  authorization_code.issued    Acme web for carol@globex.example: openid profile email offline_access
    ");
    assert_eq!(whom(&mut world, &code).1, GLOBEX, "her first");
    world.browser = Browser::default();
    page(world.authorize(AUTHORIZE));
}

#[test]
fn a_prepared_sign_in_is_spent_by_whoever_proves_it_again() {
    let mut world = World::new();
    world.sign_in(AUTHORIZE, ALICE);
    let prepared = world.transact(|desk| control::prepare_sign_in(desk.env, ALICE));
    prepared.expect("alice exists");

    code(world.authorize(&format!("{AUTHORIZE}&prompt=login")));

    world.browser = Browser::default();
    page(world.authorize(AUTHORIZE));
}

#[test]
fn a_prepared_sign_in_of_somebody_deactivated_is_refused() {
    let mut world = World::new();
    let prepared = world.transact(|desk| control::prepare_sign_in(desk.env, DAVE));
    prepared.expect("dave exists");

    let refused = refusal(world.authorize(AUTHORIZE));

    assert_eq!(why(refused), AuthorizeError::UserNotActive);
    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  sign_in.taken                dave@acme.example by Acme web
    00:00  authorize.refused            user_not_active: this user is deactivated
    ");
}

#[test]
fn prepared_sign_ins_stand_in_a_queue() {
    let mut world = World::new();

    let places = [ALICE, BOB, ALICE].map(|user| world.prepare(user).expect("they exist"));
    let story = world.last_story();
    let whom = [(); 3].map(|()| world.by_another(AUTHORIZE));

    assert_eq!(places, [1, 2, 3]);
    insta::assert_snapshot!(story, @"00:00  sign_in.prepared             alice@acme.example, number 3 in the queue");
    assert_eq!(whom, [ALICE, BOB, ALICE].map(|user| world.user(user).to_string()));
    world.browser = Browser::default();
    page(world.authorize(AUTHORIZE));
}

#[test]
fn a_place_in_the_queue_is_taken_by_an_authorization_request_and_by_nothing_else() {
    let mut world = World::new();
    let waiting = page(world.authorize(AUTHORIZE));
    world.prepare(CAROL).expect("she exists");

    world.sign_in_as(&waiting, ALICE).expect("she clicked on her name");
    code(world.authorize(AUTHORIZE));
    world.browser = Browser::default();
    refusal(world.authorize(&format!("{AUTHORIZE}&prompt=none")));

    let carol = world.user(CAROL).to_string();
    assert_eq!(world.by_another(AUTHORIZE), carol);
}

#[test]
fn a_queue_is_not_longer_than_a_suite_has_workers() {
    let mut world = World::new();
    for _ in 0..MOST_PREPARED {
        world.prepare(ALICE).expect("there is room");
    }

    let refused = refusal(world.prepare(BOB));

    assert_eq!(refused, ControlError::TooManyPrepared(MOST_PREPARED));
}

#[test]
fn whoever_is_deleted_leaves_the_queue() {
    let mut world = World::new();
    world.prepare(ALICE).expect("she exists");
    world.prepare(BOB).expect("he exists");
    let alice = world.user(ALICE);

    world.happens(crate::environment::UserEvent::Deleted { user: alice, email: ALICE.to_owned() });

    let bob = world.user(BOB).to_string();
    assert_eq!(world.by_another(AUTHORIZE), bob);
}

#[test]
fn a_hint_signs_in_whom_it_names_and_takes_nobodys_place() {
    let mut world = by_hint();
    world.prepare(BOB).expect("he exists");
    let (alice, bob, carol) = (world.user(ALICE), world.user(BOB), world.user(CAROL));

    let hinted = format!("{AUTHORIZE}&login_hint=CAROL@globex.example");
    let whom = [
        world.by_another(&hinted),
        world.by_another(&format!("{AUTHORIZE}&login_hint={ALICE}")),
        world.by_another(AUTHORIZE),
    ];

    assert_eq!(whom, [carol, alice, bob].map(|id| id.to_string()));
}

#[test]
fn a_hint_is_a_word_for_the_page_where_nobody_said_that_it_signs_in() {
    let mut world = World::new();

    page(world.authorize(&format!("{AUTHORIZE}&login_hint={ALICE}")));
}

#[test]
fn a_hint_changes_nothing_else_that_a_request_says() {
    let mut world = by_hint();
    let hinted = format!("{AUTHORIZE}&login_hint={CAROL}");

    let silent = refusal(world.authorize(&format!("{hinted}&prompt=none")));
    let acme = code(world.authorize(&format!("{hinted}&organization_id={ACME}")));
    let into = whom(&mut world, &acme).1;
    let kept = code(world.authorize(&format!("{AUTHORIZE}&login_hint={ALICE}")));
    let kept = whom(&mut world, &kept).0;
    let proven = code(world.authorize(&format!("{AUTHORIZE}&login_hint={ALICE}&prompt=login")));
    let proven = whom(&mut world, &proven).0;

    assert_eq!(why(silent), AuthorizeError::LoginRequired);
    assert_eq!(into, ACME);
    assert_eq!(kept, world.user(CAROL).as_str(), "a browser with a session stays who it is");
    assert_eq!(proven, world.user(ALICE).as_str());
}

#[test]
fn a_hint_of_an_organization_with_an_identity_provider_comes_from_there() {
    let seed = Seed::default()
        .sign_in_by_hint()
        .connection(Connection::of("Acme", "okta"))
        .domain(Domain::new("acme.example", "Acme"));
    let mut world = World::of(&seed);

    code(world.authorize(&format!("{AUTHORIZE}&login_hint={ALICE}")));

    insta::assert_snapshot!(world.last_story(), @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  user.identity_linked         alice@acme.example by Okta of Acme
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    ");
}

#[test]
fn a_hint_of_nobody_leads_to_the_page_and_the_journal_says_why() {
    let mut world = by_hint();
    let mut stories = Vec::new();

    for hint in ["", "&login_hint=alise@acme.example", "&login_hint=alise"] {
        page(world.authorize(&format!("{AUTHORIZE}{hint}")));
        stories.push(world.last_story());
    }

    insta::assert_snapshot!(stories.join("\n"), @r#"
    00:00  authorization.ignored        login_hint: sign_in = "hint" signs in whom it names, and this request has none; the page asks
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization.ignored        login_hint: no user alise@acme.example; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example; the page asks
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  authorization.ignored        login_hint: no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example; the page asks
    00:00  authorization.requested      Acme web: openid profile email offline_access
    "#);
}

#[test]
fn a_hint_at_somebody_deactivated_is_refused() {
    let mut world = by_hint();

    let refused = refusal(world.authorize(&format!("{AUTHORIZE}&login_hint={DAVE}")));

    assert_eq!(why(refused), AuthorizeError::UserNotActive);
}

#[test]
fn how_people_sign_in_is_changed_while_the_environment_lives_and_is_part_of_its_seed() {
    let mut world = World::new();

    let set = |world: &mut World, sign_in: SignIn| {
        world.transact(|desk| control::policies::set_sign_in(desk.env, &sign_in))
    };
    set(&mut world, SignIn::Hint).expect("a way to sign in");
    let story = world.last_story();
    let exported = world.idp.seed().environment.sign_in;
    let refused = refusal(set(&mut world, SignIn::As("alise".to_owned())));

    insta::assert_snapshot!(story, @r#"00:00  policies.changed             sign_in = "hint""#);
    assert_eq!(exported, SignIn::Hint);
    insta::assert_snapshot!(refused, @"sign_in: no user alise; there are alice@acme.example, bob@acme.example, carol@globex.example, dave@acme.example, qa+sktest@acme.example");
    world.idp.read(|env| assert_eq!(env.settings().sign_in, SignInMode::Hint));
}

#[test]
fn whoever_is_in_two_organizations_needs_no_page_at_a_social_provider_either() {
    let seed = Seed::default().sign_in_as(CAROL).connection(Connection::social("google"));
    let mut world = World::of(&seed);

    let code = code(world.authorize(&format!("{AUTHORIZE}&provider=google")));

    assert_eq!(whom(&mut world, &code).1, GLOBEX, "her first");
}
