//! How a browser comes to the authorization endpoint, and comes again.

use std::time::Duration;

use mock_idp::{Endpoint, MockIdp};
use reqwest::Method;

use super::super::application::{ALICE, Application, Parameters};
use super::super::browser::{Browser, by_click, fetch_metadata};
use super::{redeems, url};

const MINUTE: Duration = Duration::from_mins(1);

/// Begins a sign-in from something in a page, for which the browser keeps its cookies at home.
fn from_page(app: &Application, mode: &str, destination: &str, site: &str) {
    let browser = app.browser();
    let request = browser.without_cookies(app, Method::GET, &url(&app.request().0));
    browser.send(fetch_metadata(request, mode, destination, site));
}

/// A request that is answered with an error each time.
fn to_nowhere(app: &Application) -> Parameters {
    app.request().0.with("organization_id", "org_9")
}

/// Signs in in silence, where the redirects lead.
fn goes_on_to_sign_in(app: &Application, browser: &Browser) {
    let (request, verifier) = app.request();
    let code = browser.goes_on_to(app, &url(&request)).parameter("code").expect("a session");
    redeems(app, &code, Some(&verifier));
}

fn prepared(idp: &MockIdp) {
    idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
}

#[test]
fn an_image_that_begins_a_sign_in_is_a_doubt_because_an_application_may_send_every_request_there() {
    let app = Application::start();
    app.sign_in(&app.browser());
    from_page(&app, "no-cors", "image", "cross-site");
    from_page(&app, "cors", "manifest", "cross-site");

    assert_eq!(app.findings(), ["doubt sign-in-by-navigation ×2"]);
    insta::assert_snapshot!(app.what("sign-in-by-navigation"), @"a page loaded /oauth/authorize as a part of itself, like an image: the browser keeps its cookie at home, so nobody signs in; if the application sends every request without a session to sign in, an icon or a manifest too, all is well");
}

#[test]
fn an_image_on_a_page_of_another_site_speaks_against_nobody() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    let request = browser.without_page(&app, Method::GET, &url(&app.request().0));
    let request = request.header("referer", "http://evil.example/");
    browser.send(fetch_metadata(request, "no-cors", "image", "cross-site"));

    assert_eq!(app.findings(), ["doubt sign-in-by-navigation ×1"]);
}

/// Next.js and Turbo fetch a link at the click, or ahead of it, with headers of their own: a preflight comes first.
#[test]
fn a_router_that_fetches_the_link_is_a_doubt() {
    let app = Application::start();
    from_page(&app, "cors", "empty", "cross-site");
    let browser = app.browser();
    let preflight = browser.without_cookies(&app, Method::OPTIONS, &url(&app.request().0));
    let preflight = fetch_metadata(preflight, "cors", "empty", "cross-site");
    let preflight = preflight.header("access-control-request-method", "GET");
    browser.send(preflight.header("access-control-request-headers", "next-router-prefetch,rsc"));

    assert_eq!(app.findings(), ["doubt sign-in-by-navigation ×1"]);
    insta::assert_snapshot!(app.what("sign-in-by-navigation"), @"a script of a page requested /oauth/authorize: the browser keeps its cookie at home and shows the script no answer, so this request signs nobody in; if the page fetches its links before anybody clicks them, as Next.js and Turbo do, or sends the window there afterwards, all is well");
}

#[test]
fn a_frame_is_a_doubt_because_test_runners_have_frames() {
    let app = Application::start();
    from_page(&app, "navigate", "iframe", "cross-site");

    assert_eq!(app.findings(), ["doubt sign-in-by-navigation ×1"]);
    insta::assert_snapshot!(app.what("sign-in-by-navigation"), @"a frame of a page requested /oauth/authorize: in a frame of another site browsers keep the cookie at home, so nobody signs in there; if a test runner shows the whole application in a frame, as Cypress does without experimentalModifyObstructiveThirdPartyCode, all is well");
}

#[test]
fn a_prefetch_is_a_doubt_because_browsers_do_it_by_themselves() {
    let app = Application::start();
    let browser = app.browser();
    let request = browser.without_cookies(&app, Method::GET, &url(&app.request().0));
    let request = fetch_metadata(request, "no-cors", "empty", "cross-site");
    browser.send(request.header("sec-purpose", "prefetch"));

    assert_eq!(app.findings(), ["doubt sign-in-by-navigation ×1"]);
}

#[test]
fn a_frame_on_the_environments_site_may_look_in_silence() {
    let app = Application::start();
    from_page(&app, "navigate", "iframe", "same-site");
    app.browser().goes_to(&app, &url(&app.request().0));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn an_error_that_leads_to_the_next_sign_in_is_a_loop() {
    let app = Application::start();
    let browser = app.browser();
    browser.goes_to(&app, &url(&to_nowhere(&app)));
    for _ in 0..3 {
        browser.goes_on_to(&app, &url(&to_nowhere(&app)));
    }

    assert_eq!(app.findings(), ["doubt sign-in-does-not-loop ×1"]);
    insta::assert_snapshot!(app.what("sign-in-does-not-loop"), @"the callback answered invalid_organization_id with another sign-in, 3 times in a row; all is well if somebody tried again each time");
}

#[test]
fn a_loop_is_the_clients_doing_also_where_a_fault_makes_the_errors() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    app.idp.next(Endpoint::Authorize).times(4).sends_error("server_error");
    browser.goes_to(&app, &url(&app.request().0));
    for _ in 0..3 {
        browser.goes_on_to(&app, &url(&app.request().0));
    }

    assert_eq!(app.findings(), ["doubt sign-in-does-not-loop ×1"]);
}

#[test]
fn a_person_who_tries_again_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    for _ in 0..5 {
        browser.goes_to(&app, &url(&to_nowhere(&app)));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn one_retry_and_errors_of_different_kinds_are_no_loop() {
    let app = Application::start();
    let browser = app.browser();
    browser.goes_to(&app, &url(&to_nowhere(&app)));
    browser.goes_on_to(&app, &url(&app.request().0.with("prompt", "none")));
    browser.goes_on_to(&app, &url(&to_nowhere(&app)));
    browser.goes_on_to(&app, &url(&app.request().0));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_sign_in_that_begins_again_after_its_tokens_is_a_callback_that_fails() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    goes_on_to_sign_in(&app, &browser);
    assert_eq!(
        app.findings_but("logout-reaches-scalekit"),
        Vec::<String>::new(),
        "once proves nothing"
    );
    browser.goes_on_to(&app, &url(&app.request().0));

    assert_eq!(app.findings_but("logout-reaches-scalekit"), ["doubt callback-finishes ×1"]);
    insta::assert_snapshot!(app.what("callback-finishes"), @"a sign-in began again as soon as its tokens were issued, twice in a row and without a question: the session that the callback makes does not last; all is well if somebody began each of them");
    let verdict = app.idp.verdict();
    let evidence = &verdict.finding("callback-finishes").expect("the loop is found").evidence;
    assert_eq!(evidence, &[1, 2, 3, 4, 5], "a code and its tokens, twice, and one more");
}

#[test]
fn a_person_who_presses_sign_in_again_and_again_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    for _ in 0..4 {
        app.sign_in(&browser);
    }

    assert_eq!(app.findings_but("logout-reaches-scalekit"), Vec::<String>::new());
}

#[test]
fn tabs_that_sign_in_side_by_side_are_innocent() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    let tabs = [(); 3].map(|()| {
        let (request, verifier) = app.request();
        let code = browser.goes_on_to(&app, &url(&request)).parameter("code").expect("a session");
        (code, verifier)
    });
    for (code, verifier) in tabs {
        redeems(&app, &code, Some(&verifier));
    }

    assert_eq!(app.findings_but("logout-reaches-scalekit"), Vec::<String>::new());
}

#[test]
fn an_application_that_lost_its_sessions_once_and_a_day_of_work_are_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    goes_on_to_sign_in(&app, &browser);
    app.renew(&tokens);
    for _ in 0..2 {
        goes_on_to_sign_in(&app, &browser);
        app.idp.clock().advance(MINUTE);
        goes_on_to_sign_in(&app, &browser);
        app.idp.age(MINUTE);
    }

    assert_eq!(app.findings_but("logout-reaches-scalekit"), Vec::<String>::new());
}

#[test]
fn a_landing_page_that_leads_to_a_new_sign_in_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    browser.goes_on_to(&app, &url(&app.request().0));

    assert_eq!(app.findings(), ["doubt landing-page-waits ×1"]);
    insta::assert_snapshot!(app.what("landing-page-waits"), @"the landing page led from the logout to a new sign-in; all is well if the person pressed “sign in” or went back");
}

#[test]
fn a_script_of_the_landing_page_that_begins_a_sign_in_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    let tokens = app.sign_in(&browser);
    app.sign_out(&browser, &tokens);
    let request = browser.request(&app, Method::GET, &url(&app.request().0));
    browser.send(fetch_metadata(request, "navigate", "document", "cross-site"));

    insta::assert_snapshot!(app.what("landing-page-waits"), @"a script of the landing page began a sign-in right after the logout; all is well if the person pressed “sign in” or went back");
}

#[test]
fn a_person_who_presses_sign_in_on_the_landing_page_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    for _ in 0..2 {
        let tokens = app.sign_in(&browser);
        app.sign_out(&browser, &tokens);
    }
    prepared(&app.idp);
    let typed = browser.without_referrer(&app, Method::GET, &url(&app.request().0));
    browser.send(by_click(fetch_metadata(typed, "navigate", "document", "none")));

    assert_eq!(app.findings(), Vec::<String>::new());
}
