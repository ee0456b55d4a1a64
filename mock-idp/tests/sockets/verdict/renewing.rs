//! Refresh tokens: which, how often, how long; and what ends with a session.

use std::time::Duration;

use mock_idp::environment::{EndedSessionTokens, Policies};
use mock_idp::{Endpoint, Seed};
use reqwest::Method;

use super::application::{ALICE, Application, Tokens};
use super::browser::fetch_metadata;
use crate::http::{Answer, sent};

/// Longer than the grace in which a refresh token may come again.
const AFTER_THE_GRACE: Duration = Duration::from_secs(31);

const NOTHING: [&str; 0] = [];

/// Renews with the tokens of the last answer, without a look at the clock.
fn renew_now(app: &Application, tokens: &Tokens) -> Tokens {
    let answer = app.exchange(&app.renewal(&tokens.refresh)).json();
    let token = |name: &str| answer[name].as_str().expect("a token").to_owned();
    Tokens { access: token("access_token"), refresh: token("refresh_token"), id: tokens.id.clone() }
}

fn userinfo(app: &Application, tokens: &Tokens) -> Answer {
    sent(app.server_request(Method::GET, "/userinfo").bearer_auth(&tokens.access))
}

#[test]
fn a_refresh_token_that_was_replaced_and_comes_back_is_a_doubt() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());

    app.renew(&tokens);
    app.idp.clock().advance(AFTER_THE_GRACE);
    app.exchange(&app.renewal(&tokens.refresh));

    assert_eq!(app.findings(), ["doubt newest-refresh-token ×1"]);
}

#[test]
fn a_retry_within_the_grace_is_innocent_and_so_is_one_after_an_answer_that_was_lost() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    let renewed = app.renew(&tokens);
    app.exchange(&app.renewal(&tokens.refresh));
    app.idp.clock().advance(AFTER_THE_GRACE);

    app.exchange_in_vain(&app.renewal(&renewed.refresh));
    app.idp.clock().advance(AFTER_THE_GRACE);
    let again = app.exchange(&app.renewal(&renewed.refresh));

    assert_eq!(again.status, 400, "{again}");
    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn two_renewals_at_the_same_time_that_the_grace_answers_are_a_doubt() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.idp.clock().advance(Duration::from_secs(280));
    let form = app.renewal(&tokens.refresh);

    let slow = app.begin_exchange(&form);
    app.exchange(&form);
    slow.finish();

    insta::assert_snapshot!(app.what("one-renewal"), @"two renewals with one refresh token were under way at the same time; if several instances of the application rely on the time in which Scalekit repeats its answer, or a test sent one cookie twice, all is well");
    assert_eq!(app.findings(), ["doubt one-renewal ×1"]);
}

#[test]
fn they_are_found_where_one_is_refused_also_by_the_delay_that_makes_them_visible() {
    let app = Application::with(Seed::default().policies(|it| it.refresh_grace_seconds = 0));
    let tokens = app.sign_in(&app.browser());
    app.idp.clock().advance(Duration::from_secs(280));
    let form = app.renewal(&tokens.refresh);
    let slow = app.begin_exchange(&form);
    app.idp.next(Endpoint::Token).is_late_by(Duration::from_millis(1));
    app.exchange(&form);
    let refused = slow.finish();

    assert!(refused.contains("invalid_grant"), "{refused}");
    assert_eq!(app.findings(), ["doubt one-renewal ×1"], "no stale token is the cause");
    insta::assert_snapshot!(app.what("one-renewal"), @"two renewals with one refresh token were under way at the same time, and one of them was refused; if several instances of the application rely on the time in which Scalekit repeats its answer, or a test sent one cookie twice, all is well");
}

#[test]
fn one_token_three_times_in_the_grace_is_a_doubt_and_twice_is_innocent() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.renew(&tokens);

    app.exchange(&app.renewal(&tokens.refresh));
    assert_eq!(app.findings(), NOTHING);
    app.exchange(&app.renewal(&tokens.refresh));
    assert_eq!(app.findings(), ["doubt one-renewal ×1"]);
}

/// The cookies of an hour ago, as a suite stores them once for all its tests, in two browsers at the same time.
#[test]
fn a_replaced_token_that_comes_twice_at_once_is_no_race() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.renew(&tokens);
    app.idp.clock().advance(AFTER_THE_GRACE);
    let form = app.renewal(&tokens.refresh);

    let slow = app.begin_exchange(&form);
    app.exchange(&form);
    let refused = slow.finish();

    assert!(refused.contains("invalid_grant"), "{refused}");
    assert_eq!(app.findings_of("one-renewal"), ["doubt ×1"], "neither was the other's loss");
}

#[test]
fn renewals_whose_answers_a_fault_lost_are_innocent() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.idp.clock().advance(Duration::from_secs(280));
    let form = app.renewal(&tokens.refresh);

    app.exchange_in_vain(&form);
    app.exchange_in_vain(&form);
    app.exchange(&form);

    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn a_dead_token_that_is_sent_again_and_again_is_a_doubt_however_often() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.idp.revoke_sessions(ALICE).expect("Alice is there");
    let form = app.renewal(&tokens.refresh);

    for _ in 0..2 {
        app.exchange(&form);
    }
    assert_eq!(app.findings(), NOTHING, "one attempt more is overlooked");
    for _ in 0..8 {
        app.exchange(&form);
    }
    assert_eq!(app.findings(), ["doubt dead-token-is-dropped ×8"], "a load test with one cookie");
}

#[test]
fn attempts_that_were_under_way_when_the_token_died_are_innocent_and_so_is_an_outage() {
    let app = Application::start();
    let tokens = app.sign_in(&app.browser());
    app.idp.revoke_sessions(ALICE).expect("Alice is there");
    let form = app.renewal(&tokens.refresh);

    let under_way: Vec<_> = (0..8).map(|_| app.begin_exchange(&form)).collect();
    for exchange in under_way {
        exchange.finish();
    }
    app.idp.next(Endpoint::Token).times(4).answers(503);
    for _ in 0..4 {
        app.exchange(&form);
    }

    assert_eq!(app.findings_of("dead-token-is-dropped"), NOTHING);
}

#[test]
fn a_renewal_at_every_request_is_a_doubt_however_often() {
    let app = Application::start();
    let mut tokens = app.sign_in(&app.browser());

    for _ in 0..8 {
        tokens = renew_now(&app, &tokens);
    }

    assert_eq!(
        app.findings(),
        ["doubt renewal-when-due ×7"],
        "somebody may press for it in a loop"
    );
}

#[test]
fn one_early_renewal_is_innocent_and_so_are_those_of_short_and_of_aged_tokens() {
    let app = Application::with(Seed::default().policies(|it| it.access_token_seconds = 60));
    let mut tokens = app.sign_in(&app.browser());
    for _ in 0..6 {
        tokens = renew_now(&app, &tokens);
    }
    assert_eq!(app.findings(), NOTHING, "a margin may be as long as a short life");

    let app = Application::start();
    let mut tokens = app.sign_in(&app.browser());
    for _ in 0..4 {
        app.idp.age(Duration::from_secs(280));
        tokens = renew_now(&app, &tokens);
    }
    renew_now(&app, &tokens);
    assert_eq!(app.findings(), NOTHING, "they were due, and one was not");
}

#[test]
fn a_renewal_after_the_applications_own_sign_out_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);

    app.sign_out(&browser, &tokens);
    app.exchange(&app.renewal(&tokens.refresh));

    assert_eq!(app.findings(), ["doubt no-renewal-after-logout ×1"]);
}

#[test]
fn who_learns_of_a_sign_out_elsewhere_by_a_renewal_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    let typed = browser.request(&app, Method::GET, "/oidc/logout");
    browser.send(fetch_metadata(typed, "navigate", "document", "none"));
    app.exchange(&app.renewal(&tokens.refresh));

    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    let (request, _) = app.request();
    let spa = request
        .with("client_id", "skc_100000000000000002")
        .with("redirect_uri", "http://localhost:3000/spa/callback");
    app.authorize(&browser, &spa);
    let by_the_other = app
        .logout(&tokens)
        .without("id_token_hint")
        .with("client_id", "skc_100000000000000002")
        .with("post_logout_redirect_uri", "http://localhost:3000/spa");
    browser.goes_to(&app, &format!("/oidc/logout?{}", by_the_other.encoded()));
    let refused = app.exchange(&app.renewal(&tokens.refresh));

    assert_eq!(refused.status, 400, "{refused}");
    assert_eq!(app.findings_of("no-renewal-after-logout"), NOTHING);
}

#[test]
fn a_renewal_that_was_under_way_at_the_sign_out_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);

    let slow = app.begin_exchange(&app.renewal(&tokens.refresh));
    app.sign_out(&browser, &tokens);
    let refused = slow.finish();

    assert!(refused.contains("invalid_grant"), "{refused}");
    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn an_access_token_that_is_used_after_the_sign_out_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    userinfo(&app, &tokens);

    app.sign_out(&browser, &tokens);
    userinfo(&app, &tokens);
    let is_accepted = |policies: &mut Policies| {
        policies.ended_session_tokens = EndedSessionTokens::Accepted;
    };
    app.idp.set_policies(is_accepted).expect("the policies are right");
    let answer = userinfo(&app, &tokens);

    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(app.findings(), ["doubt token-ends-with-session ×2"]);
}

#[test]
fn who_introspects_a_token_of_an_ended_session_is_innocent_and_so_is_who_was_not_told() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    let question = app.authenticated("unused").without("grant_type").with("token", &tokens.access);
    sent(app.server_request(Method::POST, "/oauth/introspect").body(question.encoded()));

    let tokens = app.sign_in(&app.browser());
    app.idp.revoke_sessions(ALICE).expect("Alice is there");
    let refused = userinfo(&app, &tokens);

    assert_eq!(refused.status, 401, "{refused}");
    assert_eq!(app.findings(), NOTHING);
}

#[test]
fn renewals_that_are_due_are_silent() {
    let app = Application::start();
    let browser = app.browser();
    let mut tokens = app.sign_in(&browser);

    for _ in 0..6 {
        tokens = app.renew(&tokens);
        userinfo(&app, &tokens);
    }
    app.sign_out(&browser, &tokens);

    assert_eq!(app.findings(), NOTHING);
}
