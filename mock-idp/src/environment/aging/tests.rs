//! Ageing is like the passing of time for what exists, and does not change what is issued next.

use serde_json::json;

use crate::environment::earlier;
use crate::seed::Seed;
use crate::testing::{ALICE, AUTHORIZE, WEB, World, code, page, refusal};
use crate::wire::TokenResponse;

const MINUTE: u32 = 60;
const DAY: u32 = 86_400;

/// Seven days, after which an unused session expires.
const IDLE: u32 = 7 * DAY;

fn active(world: &mut World, token: &str) -> bool {
    let answer = world.introspect(WEB, &format!("token={token}")).expect("it may ask");
    answer["active"] == true
}

fn refresh_token(tokens: &TokenResponse) -> &str {
    tokens.refresh_token.as_deref().expect("offline_access")
}

#[test]
fn a_session_that_is_too_old_by_then_has_run_out_and_the_next_is_good_today() {
    let mut world = World::new();
    let now = world.idp.clock().now();
    let before = world.alice();

    world.idp.age(IDLE);

    assert_eq!(world.idp.clock().now(), now);
    let refused = refusal(world.refresh(refresh_token(&before)));
    insta::assert_snapshot!(refused, @"the session is over: it expired");
    let waiting = page(world.authorize(AUTHORIZE));
    let again = code(world.sign_in_as(&waiting, ALICE));
    let after = world.redeem(&again).expect("a fresh code");
    assert_eq!(world.claims(&after.access_token)["iat"], now.as_second());
    assert_eq!(world.claims(after.id_token.as_deref().unwrap())["auth_time"], now.as_second());
    assert!(world.userinfo(&after.access_token).is_ok());
    assert!(world.refresh(refresh_token(&after)).is_ok());
}

#[test]
fn the_journal_reads_as_if_time_had_passed() {
    let story = |pass: fn(&World, u32)| {
        let mut world = World::new();
        world.alice();
        pass(&world, IDLE + DAY);
        world.happens(crate::environment::PreparedSignInEvent::Queued {
            user: world.user(ALICE),
            place: 1,
        });
        world.idp.story()
    };

    let aged = story(|world, seconds| world.idp.age(seconds));
    let advanced = story(|world, seconds| world.seconds_pass(seconds.into()));

    insta::assert_snapshot!(aged, @"
    00:00  authorization.requested      Acme web: openid profile email offline_access
    00:00  user.login                   alice@acme.example in Acme
    00:00  authorization_code.issued    Acme web for alice@acme.example: openid profile email offline_access
    00:00  authorization_code.redeemed  Acme web for alice@acme.example
    00:00  tokens.issued                Acme web for alice@acme.example: access, id, refresh
    00:00  environment.aged             everything is older by 8d 0:00:00
    7d 0:00:00  user.logout                  alice@acme.example: it ran out
    8d 0:00:00  sign_in.prepared             alice@acme.example
    ");
    let but_for_the_ageing: Vec<&str> =
        aged.lines().filter(|line| !line.contains("environment.aged")).collect();
    assert_eq!(but_for_the_ageing, advanced.lines().collect::<Vec<_>>());
}

#[test]
fn each_ends_at_its_own_time_in_the_order_in_which_they_end() {
    let mut world = World::of(&Seed::default().policies(|policies| {
        policies.session_idle_seconds = 2 * 60 * 60;
    }));
    let now = world.idp.clock().now();
    world.alice();
    world.seconds_pass(60);
    world.browser = crate::wire::Browser::default();
    world.alice();

    world.idp.age(DAY);

    let ended: Vec<_> = world.idp.read(|environment| {
        let mut ended: Vec<_> = environment.sessions().filter_map(|one| one.ended).collect();
        ended.sort_by_key(|ended| ended.at);
        ended.into_iter().map(|ended| ended.at).collect()
    });
    let began = earlier(now, DAY);
    let hours = |seconds: i64| began + jiff::SignedDuration::from_secs(7_200 + seconds);
    assert_eq!(ended, [hours(0), hours(60)]);
    let times: Vec<_> = world.idp.journal(1).iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn an_access_token_is_judged_as_old_as_it_is_and_says_what_it_said() {
    let mut world = World::new();
    let old = world.alice().access_token;
    let own = world.own_token();
    world.idp.age(4 * MINUTE);
    let exp = world.claims(&old)["exp"].clone();

    let answer = world.introspect(WEB, &format!("token={old}")).expect("it may ask");
    assert_eq!(answer["exp"].as_i64(), exp.as_i64().map(|exp| exp - 240));
    assert!(world.userinfo(&old).is_ok());
    let newer = code(world.authorize(AUTHORIZE));
    let newer = world.redeem(&newer).expect("a fresh code").access_token;
    world.idp.age(MINUTE);

    assert!(!active(&mut world, &old));
    insta::assert_snapshot!(refusal(world.userinfo(&old)), @"the access token has expired");
    assert!(active(&mut world, &newer), "it is a minute old");
    world.idp.age(DAY);
    let get = ("sessions.SessionService/GetSession", json!({ "session_id": "ses_1" }));
    let refused = refusal(world.manage_with(&own, get.0, get.1));
    insta::assert_snapshot!(refused, @"the access token has expired");
}

#[test]
fn a_revoked_token_stays_revoked() {
    let mut world = World::new();
    let token = world.alice().access_token;
    world.revoke(WEB, &format!("token={token}")).expect("it is Acme web's");

    world.idp.age(MINUTE);

    insta::assert_snapshot!(refusal(world.userinfo(&token)), @"the access token was revoked");
}

#[test]
fn what_is_good_for_a_while_is_good_no_more() {
    let mut world = World::new();
    let authorization = world.sign_in(AUTHORIZE, ALICE);
    let mailed = page(world.authorize(&format!("{AUTHORIZE}&prompt=login")));
    world.submit_email(&mailed, ALICE).expect("a mail");
    let digits = world.mailed();
    let used = code(world.authorize(AUTHORIZE));
    let used = world.redeem(&used).expect("a fresh code");
    world.refresh(refresh_token(&used)).expect("it is live");
    world.refresh(refresh_token(&used)).expect("a retry within its grace");

    world.idp.age(10 * MINUTE);

    let expired = refusal(world.redeem(&authorization));
    insta::assert_snapshot!(expired, @"this code has expired; codes live 600 seconds");
    let typed = refusal(world.submit_code(&mailed, &digits));
    insta::assert_snapshot!(typed, @"That code has expired. Send another one.");
    let late = refusal(world.refresh(refresh_token(&used)));
    insta::assert_snapshot!(late, @"this refresh token was used before and replaced; store the new one of each answer");
    world.idp.age(60 * MINUTE);
    assert!(world.idp.read(|environment| environment.auth_request(&mailed).is_none()));
}

#[test]
fn nothing_is_older_than_time() {
    let mut world = World::new();
    world.alice();

    for _ in 0..20 {
        world.idp.age(u32::MAX);
    }

    let oldest = world.idp.read(|environment| environment.sessions().next().unwrap().created_at);
    insta::assert_snapshot!(oldest, @"0001-01-01T00:00:00Z");
    assert_eq!(world.idp.counts().active_sessions, 0);
}
