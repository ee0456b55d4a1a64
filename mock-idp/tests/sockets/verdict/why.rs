//! The page `My logout does not work`: it reads what this environment recorded, before it says what else can be.

use mock_idp::{Clock, Control, MockIdp};
use reqwest::Method;
use reqwest::header::HOST;
use scraper::{Html, Selector};

use super::Application;
use crate::http::{Answer, client, sent};

fn get(app: &Application, path: &str) -> Answer {
    sent(client().get(app.url(path)))
}

/// Returns the words of the part about this environment.
fn seen(app: &Application) -> String {
    let page = Html::parse_document(&get(app, "/_mock/why").body);
    let part = Selector::parse("#seen").expect("a selector");
    let words: Vec<_> = page.select(&part).next().expect("the part").text().collect();
    words.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the words of each cause that is open.
fn open_causes(app: &Application) -> Vec<String> {
    let page = Html::parse_document(&get(app, "/_mock/why").body);
    let open = Selector::parse("details.cause[open]").expect("a selector");
    let words = |cause: scraper::ElementRef| {
        cause.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    page.select(&open).map(words).collect()
}

#[test]
fn a_server_that_called_the_logout_is_named_with_the_time_and_what_to_do_instead() {
    let app = Application::start();
    let browser = app.browser();
    assert!(seen(&app).starts_with("Nobody has signed out here yet."), "{}", seen(&app));

    let logout = app.logout(&app.sign_in(&browser));
    sent(app.server_request(Method::GET, &format!("/oidc/logout?{}", logout.encoded())));

    let seen = seen(&app);
    assert!(
        seen.starts_with(
            "fault 09:00:00 Acme web: the application's server itself requested /oidc/logout"
        ),
        "{seen}"
    );
    assert!(seen.contains("Redirect the browser instead:"), "{seen}");
    assert!(seen.contains("logout.ended_nothing"), "{seen}");
    assert!(
        seen.contains("with the ID token and without Scalekit's cookie: nothing ends"),
        "{seen}"
    );
    let open = open_causes(&app);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(open[0].starts_with("Seen here. A server, a script"), "{open:?}");
    assert!(open[0].contains("mock-idp explain logout-by-navigation"), "{open:?}");
}

#[test]
fn an_address_that_is_not_registered_is_said_with_those_that_are() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    let wrong = app.logout(&tokens).with("post_logout_redirect_uri", "http://localhost:3000/bye");

    browser.goes_to(&app, &format!("/oidc/logout?{}", wrong.encoded()));

    let seen = seen(&app);
    assert!(seen.contains("Register exactly this address"), "{seen}");
    assert!(seen.contains("logout.refused"), "{seen}");
    assert!(seen.contains("http://localhost:3000/logged-out"), "{seen}");
    let open = open_causes(&app);
    assert!(open.iter().any(|cause| cause.starts_with("Perhaps here. The address")), "{open:?}");
}

#[test]
fn a_right_sign_out_is_said_to_be_right() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);

    app.sign_out(&browser, &tokens);

    let seen = seen(&app);
    assert!(
        seen.starts_with("Nothing is wrong that the fake can see. One sign-out ended"),
        "{seen}"
    );
    assert!(seen.contains("with Scalekit's cookie and the ID token"), "{seen}");
}

#[test]
fn no_token_and_no_id_of_a_session_is_in_it() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);

    let page = get(&app, "/_mock/why").body;

    for secret in [&tokens.access, &tokens.refresh, &tokens.id] {
        assert!(!page.contains(secret.as_str()), "{page}");
    }
}

#[test]
fn it_is_guarded_as_the_other_pages_are() {
    let app = Application::start();

    let page = get(&app, "/_mock/why");
    let elsewhere = sent(client().get(app.url("/_mock/why")).header(HOST, "evil.example"));

    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert!(
        page.header("content-security-policy")
            .is_some_and(|policy| policy.contains("script-src 'self'"))
    );
    assert_eq!(elsewhere.status, 403);
    assert_eq!(get(&app, "/_mock/why?colour=red").status, 400);
    let clock = Clock::frozen_at("2026-01-05T09:00:00Z".parse().expect("a time"));
    let closed = MockIdp::builder().clock(clock).control(Control::Off).start().expect("a fake");
    let url = format!("{}/_mock/why", closed.environment_url());
    assert_eq!(sent(client().get(url)).status, 404);
}
