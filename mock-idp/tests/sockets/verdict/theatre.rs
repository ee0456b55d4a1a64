//! The theatre: what the exchanges look like as a scene, and how its page is reached.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HOST, USER_AGENT};

use super::Application;
use super::application::Tokens;
use crate::http::{client, sent};

/// Signs Alice in, renews her tokens and signs her out.
fn a_life() -> (Application, Tokens) {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    let tokens = app.renew(&tokens);
    app.sign_out(&browser, &tokens);
    (app, tokens)
}

/// Signs Alice in, and lets the server call the logout.
fn a_session_that_goes_on() -> Application {
    let app = Application::start();
    let browser = app.browser();
    let logout = app.logout(&app.sign_in(&browser));
    let path = format!("/oidc/logout?{}", logout.encoded());
    sent(app.server_request(Method::GET, &path));
    app
}

fn get(app: &Application, path: &str) -> crate::http::Answer {
    sent(client().get(app.url(&format!("/_mock/theatre{path}"))))
}

#[test]
fn a_sign_in_a_renewal_and_a_sign_out_are_groups_and_lives() {
    let (app, _) = a_life();

    let diagram = get(&app, ".mmd").body;
    let page = get(&app, "?form=text").body;

    insta::assert_snapshot!("a_life.mmd", diagram);
    for title in [
        "Alice Nguyen signs in",
        "The tokens of Alice Nguyen are renewed",
        "Alice Nguyen signs out",
    ] {
        assert!(page.contains(title), "{title}: {page}");
    }
    assert!(page.contains(">Scalekit cookie of Alice Nguyen</a></dt>"), "{page}");
    assert!(page.contains("dead #4: signed out"), "{page}");
}

#[test]
fn the_pages_of_the_fake_itself_are_no_exchanges() {
    let app = Application::start();

    for path in [
        "/",
        "/mailbox",
        "/_mock/theatre",
        "/_mock/nowhere",
        "/assets/style.css",
        "/assets/live.js",
        "/favicon.ico",
    ] {
        sent(client().get(app.url(path)));
    }
    sent(client().get(app.url("/mailboxes")));

    let all = sent(client().get(app.url("/_mock/exchanges"))).json();
    let all = all["exchanges"].as_array().expect("a list").len();
    assert_eq!(all, 1, "the path that nobody has");
    assert!(get(&app, ".mmd").body.contains("GET an unknown path"));
}

#[test]
fn a_session_that_goes_on_though_it_should_not_is_marked_and_the_finding_stands_at_its_arrow() {
    let app = a_session_that_goes_on();

    let drawing = get(&app, ".svg");

    assert_eq!(drawing.status, 200, "{drawing}");
    let drawing = drawing.body;
    assert!(drawing.contains("bar lingering"), "{drawing}");
    assert!(drawing.contains("class=\"slug\" dx=\"8\">logout-by-navigation</tspan>"), "{drawing}");
}

#[test]
fn an_arrow_that_is_chosen_says_its_parameters_by_shape_and_never_by_value() {
    let (app, tokens) = a_life();

    let page = get(&app, "?arrow=1&density=everything").body;

    assert!(page.contains("<code>state</code>"), "{page}");
    assert!(page.contains("Binds the answer to the browser that began"), "{page}");
    assert!(page.contains("<code>state-is-new</code>"), "{page}");
    for secret in [tokens.access, tokens.refresh, tokens.id] {
        assert!(!page.contains(&secret), "{page}");
    }
}

#[test]
fn each_file_is_the_same_twice() {
    let (app, _) = a_life();
    for (ending, media_type) in [
        (".svg", "image/svg+xml"),
        (".mmd", "text/vnd.mermaid"),
        (".html", "text/html; charset=utf-8"),
        (".har", "application/json"),
    ] {
        for density in ["story", "lanes", "everything"] {
            let path = format!("{ending}?density={density}");
            let first = get(&app, &path);

            assert_eq!(first.status, 200, "{path}: {first}");
            assert_eq!(first.header("content-type"), Some(media_type));
            assert_eq!(first.body, get(&app, &path).body);
        }
    }
}

#[test]
fn what_is_no_query_is_refused_and_another_host_sees_nothing() {
    let (app, _) = a_life();

    for path in ["?density=few", "?arrow=x", ".svg?before=0", ".mmd?colour=red"] {
        assert_eq!(get(&app, path).status, 400, "{path}");
    }
    for path in ["", "/events", ".svg"] {
        let url = app.url(&format!("/_mock/theatre{path}"));
        assert_eq!(sent(client().get(url).header(HOST, "evil.example")).status, 403, "{path}");
    }
}

#[test]
fn the_last_two_hundred_exchanges_are_drawn_and_the_others_counted() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    for _ in 0..200 {
        sent(client().get(app.url("/oidc/logout")));
    }

    let drawing = get(&app, ".svg").body;
    let page = get(&app, "").body;
    let earlier = get(&app, ".mmd?before=4").body;

    let last =
        sent(client().get(app.url("/_mock/exchanges?limit=1"))).json()["last_number"].clone();
    let older = last.as_u64().expect("a number") - 200;
    let arrows = drawing.matches("<g class=\"message request").count();
    assert_eq!(arrows, 200, "of the application nothing is inferred");
    assert!(drawing.contains(&format!("Drawn are 200 exchanges; {older} older ones are not.")));
    assert!(page.contains("Earlier exchanges"), "{page}");
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(earlier.contains("POST /oauth/token"), "{earlier}");
}

#[test]
fn a_state_lives_from_its_request_to_the_application() {
    let (app, _) = a_life();

    let page = get(&app, "?form=text").body;

    assert!(page.contains(">state of Alice Nguyen</a></dt>"), "{page}");
    assert!(page.contains("dead #1: back at the application"), "{page}");
}

/// Returns what a list says of a life.
fn story<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, rest) = page.rsplit_once(&format!(">{name}</a></dt>")).expect("a life");
    rest.split_once("</dd>").expect("its end").0
}

#[test]
fn what_expires_after_the_last_request_is_dead_in_the_next_drawing() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    app.authorize(&browser, &app.request().0);
    let names = ["access token of Alice Nguyen", "code of Alice Nguyen, 2nd"];

    let before = get(&app, "?form=text").body;
    app.idp.clock().advance(Duration::from_mins(11));
    let after = get(&app, "?form=text").body;
    let earlier = get(&app, "?form=text&before=3").body;

    for name in names {
        assert!(story(&before, name).contains("alive to the end"), "{}", story(&before, name));
        let story = story(&after, name);
        assert!(story.contains("dead after #3: expired"), "{story}");
    }
    assert!(story(&earlier, names[0]).contains("alive to the end"), "it lived at #2");
    assert_eq!(get(&app, ".svg").body, get(&app, ".svg").body);
}

#[test]
fn each_exchange_that_shows_a_finding_has_it_at_its_arrow() {
    let app = Application::start();
    let request = app.request().0.without("redirect_uri");
    let request = request.with("redirect_uri", "http://localhost:1/elsewhere");
    let browser = app.browser();

    for _ in 0..3 {
        browser.goes_to(&app, &format!("/oauth/authorize?{}", request.encoded()));
    }
    let drawing = get(&app, ".svg").body;

    assert_eq!(drawing.matches(">redirect-uri-is-registered</tspan>").count(), 3, "{drawing}");
    for number in ["(1 of 3)", "(2 of 3)", "(3 of 3)"] {
        assert!(drawing.contains(number), "{number}: {drawing}");
    }
}

#[test]
fn a_page_says_in_how_long_the_next_life_ends_while_the_clock_runs() {
    let app = Application::start();
    app.sign_in(&app.browser());
    let end = || {
        let page = get(&app, "").body;
        let (_, rest) = page.split_once("data-end=\"")?;
        rest.split_once('"')?.0.parse::<u64>().ok()
    };

    let frozen = end();
    app.idp.clock().resume();
    let running = end();
    app.idp.clock().advance(Duration::from_mins(6));
    let after = end();

    assert_eq!(frozen, None, "nothing ends while the clock stands still");
    let within = |end: Option<u64>, most: u64| end.is_some_and(|end| end > 0 && end <= most + 1);
    assert!(within(running, 5 * 60_000), "the access token: {running:?}");
    assert!(within(after, 4 * 60_000), "the code: {after:?}");
}

#[test]
fn to_an_address_that_somebody_types_no_application_led() {
    let app = Application::start();
    let browser = app.browser();
    let path = || format!("/oauth/authorize?{}", app.request().0.encoded());

    browser.types(&app, &path());
    let typed = get(&app, ".mmd").body;
    browser.goes_to(&app, &path());
    let led = get(&app, ".mmd").body;

    assert_eq!(typed.matches("leads to /oauth/authorize").count(), 0, "{typed}");
    assert_eq!(led.matches("leads to /oauth/authorize").count(), 1, "{led}");
}

#[test]
fn a_program_with_a_name_that_nobody_knows_is_called_by_its_client() {
    let app = Application::start();
    let request = client().post(app.url("/oauth/token")).header(USER_AGENT, "acmeweb");
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");

    sent(request.body(app.authenticated("client_credentials").encoded()));
    let page = get(&app, "?arrow=1").body;

    assert!(page.contains(" POST /oauth/token by Acme web: 200"), "{page}");
}
