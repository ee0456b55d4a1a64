//! `state`, nonce and PKCE.

use super::super::application::{ALICE, Application, Parameters};
use super::{fetch_metadata, redeems, signs_in_at_the_page, url};

/// Takes away everything but `state`.
fn state_alone(request: Parameters) -> Parameters {
    let request = request.without("nonce");
    request.without("code_challenge").without("code_challenge_method")
}

#[test]
fn a_missing_state_is_advice_where_pkce_protects_the_code_and_a_fault_where_nothing_does() {
    let app = Application::start();
    let (request, verifier) = app.request();
    app.sign_in_with(&app.browser(), &request.without("state"), Some(&verifier));
    app.sign_in_with(&app.browser(), &state_alone(app.request().0).without("state"), None);

    assert_eq!(
        app.findings(),
        [
            "fault state-is-new ×1",
            "advice state-is-new ×1",
            "advice nonce-is-new ×1",
            "advice pkce ×1"
        ]
    );
    insta::assert_snapshot!(app.what("nonce-is-new"), @"the authorization request has no nonce, which would protect this sign-in where state and PKCE do not");
    let verdict = app.idp.verdict();
    let nonce = verdict.finding("nonce-is-new").expect("the nonce is missing");
    assert_eq!(nonce.because_of, Some("state-is-new"), "it is one omission");
}

#[test]
fn a_state_that_can_be_foretold_is_a_fault_where_nothing_else_protects_the_sign_in() {
    let app = Application::start();
    for state in ["1764403200000", "{\"next\":\"/home\"}", "alice@acme.example", "/home"] {
        let request = state_alone(app.request().0).with("state", state);
        app.sign_in_with(&app.browser(), &request, None);
    }

    assert_eq!(app.findings()[0], "fault state-is-new ×4");
    insta::assert_snapshot!(app.what("state-is-new"), @"the state can be foretold: it is a number, and neither PKCE nor a nonce protects this sign-in");
}

#[test]
fn a_state_that_can_be_foretold_is_a_doubt_beside_a_nonce() {
    let app = Application::start();
    let request = app.request().0.without("code_challenge").without("code_challenge_method");
    app.sign_in_with(&app.browser(), &request.with("state", "1764403200000"), None);

    assert_eq!(app.findings(), ["doubt state-is-new ×1", "advice pkce ×1"]);
    insta::assert_snapshot!(app.what("state-is-new"), @"the state can be foretold: it is a number; all is well if the application compares the nonce with that of the ID token");
}

#[test]
fn a_constant_state_is_found_as_soon_as_a_second_sign_in_is_finished_with_it() {
    let app = Application::start();
    let state = app.random();
    for _ in 0..2 {
        let request = state_alone(app.request().0).with("state", state.clone());
        app.sign_in_with(&app.browser(), &request, None);
    }

    assert_eq!(
        app.findings(),
        ["fault state-is-new ×1", "advice nonce-is-new ×2", "advice pkce ×2"]
    );
    let verdict = app.idp.verdict();
    let evidence = &verdict.finding("state-is-new").expect("the state is found").evidence;
    assert_eq!(
        evidence,
        &[1, 3, 4],
        "both requests, and the code that was redeemed for the second"
    );
}

#[test]
fn a_page_to_return_to_beside_something_random_is_innocent() {
    let app = Application::start();
    let state = format!("{{\"csrf\":\"{}1\",\"next\":\"/home\"}}", app.random());
    app.sign_in_with(&app.browser(), &state_alone(app.request().0).with("state", state), None);

    assert_eq!(app.findings(), ["advice nonce-is-new ×1", "advice pkce ×1"]);
}

#[test]
fn twelve_random_characters_are_a_doubt() {
    let app = Application::start();
    let request = state_alone(app.request().0).with("state", "Zk3uQ9xTa7Lm");
    app.sign_in_with(&app.browser(), &request, None);

    insta::assert_snapshot!(app.what("state-is-new"), @"the state is shorter than 22 characters; that is enough if all of them are random");
    let findings = ["doubt state-is-new ×1", "advice nonce-is-new ×1", "advice pkce ×1"];
    assert_eq!(app.findings(), findings);
}

#[test]
fn a_reloaded_authorization_request_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let (request, _) = app.request();

    browser.goes_to(&app, &url(&request));
    browser.goes_to(&app, &url(&request));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_page_that_is_shown_again_before_the_code_comes_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();

    browser.goes_to(&app, &url(&request));
    let page = browser.goes_to(&app, &url(&request)).location();
    let code = signs_in_at_the_page(&app, &browser, &page);
    redeems(&app, &code, Some(&verifier));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_person_who_goes_back_and_follows_the_link_again_is_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();

    app.sign_in_with(&browser, &request, Some(&verifier));
    browser.goes_to(&app, &url(&request));

    assert_eq!(app.findings(), Vec::<String>::new());
}

/// A worker ends after the exchange and before its answer, so that the attempt stays in the browser's cookie; the person goes
/// back, and the very same request comes again.
#[test]
fn the_very_same_request_once_more_is_a_doubt_and_a_fault_the_third_time() {
    let without_pkce = |app: &Application| (state_alone(app.request().0), None);
    let with_pkce = |app: &Application| {
        let (request, verifier) = app.request();
        (request, Some(verifier))
    };
    let of = |slug: &str, (request, verifier): (Parameters, Option<String>), app: &Application| {
        let browser = app.browser();
        let mut found = Vec::new();
        for _ in 0..3 {
            app.sign_in_with(&browser, &request, verifier.as_deref());
            found.push(app.findings_of(slug).join(", "));
        }
        found
    };

    let app = Application::start();
    assert_eq!(of("pkce", with_pkce(&app), &app), ["", "doubt ×1", "fault ×1, doubt ×1"]);
    let app = Application::start();
    assert_eq!(
        of("state-is-new", without_pkce(&app), &app),
        ["", "doubt ×1", "fault ×1, doubt ×1"]
    );
    let said = app.said_of("state-is-new");
    insta::assert_snapshot!(said.last().expect("the doubt"), @"the state is that of an earlier sign-in, and neither PKCE nor a nonce protects this sign-in; if the answer to the earlier callback was lost, because a process ended or a connection broke, and the person went back, the application cannot know");
}

/// Where another request has the same verifier, nobody but the application wrote it.
#[test]
fn a_constant_verifier_is_found_behind_many_sign_ins_that_nobody_finished() {
    let app = Application::start();
    let (first, verifier) = app.request();
    let challenge = first.get("code_challenge").to_owned();
    app.sign_in_with(&app.browser(), &first, Some(&verifier));
    for _ in 0..12 {
        let abandoned = app.request().0.with("code_challenge", challenge.clone());
        app.browser().goes_to(&app, &url(&abandoned));
    }
    let last = app.request().0.with("code_challenge", challenge);
    app.sign_in_with(&app.browser(), &last, Some(&verifier));

    assert_eq!(app.findings(), ["fault pkce ×1"]);
}

/// Whoever types an authorization request, or finds it on a page of another site, is not sent there by the application.
#[test]
fn an_address_that_the_application_did_not_write_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    let bare = url(&state_alone(app.request().0).without("state"));
    let plain = url(&app.request().0.with("code_challenge_method", "plain"));
    for address in [&bare, &plain] {
        browser.types(&app, address);
        let link = browser.without_page(&app, reqwest::Method::GET, address);
        let link = link.header("referer", "http://evil.example/");
        browser.send(fetch_metadata(link, "navigate", "document", "cross-site"));
    }

    assert_eq!(app.findings_of("state-is-new"), ["doubt ×2"]);
    assert_eq!(app.findings_of("pkce"), ["doubt ×2", "advice ×2"]);
}

/// A suite that begins each test at an address of the application: its redirects say that somebody typed the address.
#[test]
fn an_application_that_protects_no_sign_in_is_found_at_the_third_that_begins_at_its_address() {
    let app = Application::start();
    let mut found = Vec::new();
    for _ in 0..3 {
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        let request = state_alone(app.request().0).without("state");
        let answer = app.browser().types(&app, &url(&request));
        redeems(&app, &answer.parameter("code").expect("a code"), None);
        found.push(app.findings_of("state-is-new").join(", "));
    }

    assert_eq!(found, ["doubt ×1", "doubt ×2", "fault ×1, doubt ×2"]);
}

#[test]
fn two_tabs_with_the_same_link_are_innocent() {
    let app = Application::start();
    let browser = app.browser();
    let (request, verifier) = app.request();

    let codes = [(); 2].map(|()| app.authorize(&browser, &request));
    for code in codes {
        redeems(&app, &code, Some(&verifier));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_constant_verifier_is_a_fault_also_behind_a_page() {
    let app = Application::start();
    let (first, verifier) = app.request();
    let (second, _) = app.request();
    let challenge = first.get("code_challenge");
    let second = second.with("code_challenge", challenge);
    for request in [first, second] {
        let browser = app.browser();
        let page = browser.goes_to(&app, &url(&request)).location();
        let code = signs_in_at_the_page(&app, &browser, &page);
        redeems(&app, &code, Some(&verifier));
    }

    assert_eq!(app.findings(), ["fault pkce ×1"]);
    insta::assert_snapshot!(app.what("pkce"), @"the code_challenge is that of an earlier sign-in: its verifier is not new");
}

#[test]
fn a_plain_challenge_is_a_fault_of_a_browsers_application_and_a_doubt_of_a_program() {
    let app = Application::start();
    let plain = || url(&app.request().0.with("code_challenge_method", "plain"));

    app.browser().goes_to(&app, &plain());
    app.stranger(reqwest::Method::GET, &plain());

    assert_eq!(app.findings(), ["fault pkce ×1", "doubt pkce ×1"]);
}

#[test]
fn a_client_with_a_secret_may_do_without_pkce() {
    let app = Application::start();
    let request = app.request().0.without("code_challenge").without("code_challenge_method");
    app.sign_in_with(&app.browser(), &request, None);

    assert_eq!(app.findings(), ["advice pkce ×1"]);
}

#[test]
fn a_missing_nonce_is_advice() {
    let app = Application::start();
    let (request, verifier) = app.request();
    app.sign_in_with(&app.browser(), &request.without("nonce"), Some(&verifier));
    app.sign_in_with(&app.browser(), &state_alone(app.request().0), None);

    assert_eq!(app.findings(), ["advice nonce-is-new ×2", "advice pkce ×1"]);
}

#[test]
fn a_constant_nonce_is_advice_beside_pkce_and_a_doubt_beside_a_state() {
    let app = Application::start();
    let nonce = app.random();
    for _ in 0..2 {
        let (request, verifier) = app.request();
        let request = request.with("nonce", nonce.clone());
        app.sign_in_with(&app.browser(), &request, Some(&verifier));
    }
    let request = state_alone(app.request().0).with("nonce", nonce);
    app.sign_in_with(&app.browser(), &request, None);

    assert_eq!(
        app.findings(),
        ["doubt nonce-is-new ×1", "advice nonce-is-new ×1", "advice pkce ×1"]
    );
    insta::assert_snapshot!(app.what("nonce-is-new"), @"the nonce is that of an earlier sign-in, so it proves nothing about the ID token; all is well if the application compares the state");
}

/// The helper of a suite that gets Alice's tokens: it has no browser into which a stranger could bring a sign-in.
#[test]
fn a_test_client_that_writes_its_request_by_itself_is_a_doubt() {
    let app = Application::start();
    let signs_in = |request: &Parameters, verifier: Option<&str>| {
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        let answer = app.stranger(reqwest::Method::GET, &url(request));
        redeems(&app, &answer.parameter("code").expect("a code"), verifier);
    };
    let state = app.random();
    for _ in 0..2 {
        signs_in(&state_alone(app.request().0).with("state", state.clone()), None);
    }
    signs_in(&state_alone(app.request().0).without("state"), None);
    let (request, verifier) = app.request();
    let challenge = request.get("code_challenge").to_owned();
    for _ in 0..2 {
        let request = app.request().0.with("code_challenge", challenge.clone());
        signs_in(&request, Some(&verifier));
    }

    assert_eq!(
        app.findings(),
        [
            "doubt state-is-new ×2",
            "doubt pkce ×1",
            "advice nonce-is-new ×2",
            "advice pkce ×3",
            "advice nonce-is-new ×1"
        ]
    );
    insta::assert_snapshot!(app.what("pkce"), @"the code_challenge is that of an earlier sign-in: its verifier is not new; if a test client wrote the request by itself, all is well");
}
