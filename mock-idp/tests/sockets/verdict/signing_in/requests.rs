//! The parameters of an authorization request, and where it goes.

use reqwest::Method;

use super::super::application::{ALICE, Application, REDIRECT_URI};
use super::url;

const ACME: &str = "org_100000000000000001";
const GLOBEX: &str = "org_100000000000000002";
const CAROL: &str = "carol@globex.example";

/// The scope that the SDKs send if they get none.
const SDK_SCOPE: &str = "openid profile email";

#[test]
fn a_sign_in_without_offline_access_is_a_doubt() {
    let app = Application::start();
    let (request, verifier) = app.request();
    app.sign_in_with(&app.browser(), &request.with("scope", SDK_SCOPE), Some(&verifier));

    assert_eq!(app.findings(), ["doubt scopes-are-right ×1"]);
    insta::assert_snapshot!(app.what("scopes-are-right"), @"the scope has no offline_access, so no refresh token comes; all is well if people are to sign in again when the access token expires, after five minutes");
}

#[test]
fn a_step_up_and_a_silent_look_need_no_refresh_token() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    for prompt in ["login", "none"] {
        let request = app.request().0.with("scope", SDK_SCOPE).with("prompt", prompt);
        browser.goes_to(&app, &url(&request));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn misspelled_names_and_words_are_advice_that_says_what_was_meant() {
    let app = Application::start();
    let request = app.request().0.with("promt", "login").with("scope", "openid offline_acces");
    app.browser().goes_to(&app, &url(&request));
    app.exchange(&app.authenticated("client_credentials").with("audiance", "api.acme.example"));

    assert_eq!(
        app.findings(),
        ["doubt scopes-are-right ×1", "advice known-parameters ×1", "advice known-parameters ×1"]
    );
    insta::assert_snapshot!(app.what("known-parameters"), @"/oauth/authorize does not know the parameter `promt` (did you mean `prompt`?), nor `offline_acces` as scope (did you mean `offline_access`?)");
}

#[test]
fn each_misspelled_name_is_said_once_and_the_names_have_an_end() {
    let app = Application::start();
    for name in ["promt", "stat", "promt"] {
        app.browser().goes_to(&app, &url(&app.request().0.with(name, "login")));
    }
    let said = |app: &Application| -> Vec<(String, u32, usize)> {
        let verdict = app.idp.verdict();
        let found = verdict.findings.iter();
        found.map(|one| (one.what.clone(), one.times, one.evidence.len())).collect()
    };
    let what = |name: &str, meant: &str| {
        format!("/oauth/authorize does not know the parameter `{name}` (did you mean `{meant}`?)")
    };
    assert_eq!(said(&app), [(what("promt", "prompt"), 2, 2), (what("stat", "state"), 1, 1)]);

    for number in 0..40 {
        let request = format!("{}&fuzz{number}=x", url(&app.request().0));
        app.browser().goes_to(&app, &request);
    }

    let said = said(&app);
    assert_eq!(said.len(), 16, "{said:?}");
    assert_eq!(said.iter().map(|(_, times, _)| times).sum::<u32>(), 43);
}

#[test]
fn what_the_sdks_and_the_specifications_have_is_known() {
    let app = Application::start();
    let request =
        app.request().0.with("login_hint", ALICE).with("resource", "https://api.acme.example");
    let request = request.with("scope", "openid profile email offline_access files:read");
    app.browser()
        .goes_to(&app, &url(&request.with("ui_locales", "en").with("claims_locales", "en")));
    let both_domains =
        app.request().0.with("domain_hint", "acme.example").with("domain", "acme.example");
    app.browser().goes_to(&app, &url(&both_domains.with("provider", "google")));
    app.exchange(&app.authenticated("client_credentials").with("scope", "deploy:applications"));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn an_unregistered_redirect_uri_is_a_doubt_because_the_seed_may_lack_it() {
    let app = Application::start();
    let elsewhere = app.request().0.with("redirect_uri", "http://localhost:3001/auth/callback");
    app.browser().goes_to(&app, &url(&elsewhere));

    assert_eq!(app.findings(), ["doubt redirect-uri-is-registered ×1"]);
    insta::assert_snapshot!(app.what("redirect-uri-is-registered"), @"the redirect_uri is not registered, so the person got an error page; if it is right, register it in the seed");
}

#[test]
fn a_program_that_tries_a_redirect_uri_gets_advice() {
    let app = Application::start();
    app.stranger(Method::GET, &url(&app.request().0.without("redirect_uri")));
    app.stranger(Method::GET, "/oauth/authorize");
    app.stranger(Method::GET, &url(&app.request().0.with("redirect_uri", REDIRECT_URI)));

    assert_eq!(app.findings(), ["advice redirect-uri-is-registered ×1"]);
}

#[test]
fn a_secret_in_a_url_of_the_browser_is_a_fault() {
    let app = Application::start();
    let secret = "test_acme_web_secret_not_for_production";
    let (request, verifier) = app.request();
    app.sign_in_with(&app.browser(), &request.with("client_secret", secret), Some(&verifier));

    assert_eq!(app.findings(), ["fault exchange-on-the-server ×1"]);
    insta::assert_snapshot!(app.what("exchange-on-the-server"), @"the client secret is in a URL, at /oauth/authorize");
    assert!(!format!("{:?}", app.idp.exchanges()).contains(secret));
}

#[test]
fn an_empty_parameter_is_no_secret() {
    let app = Application::start();
    let (request, verifier) = app.request();
    app.sign_in_with(&app.browser(), &request.with("client_secret", ""), Some(&verifier));

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn two_slashes_before_a_path_of_the_environment_are_advice() {
    let app = Application::start();
    app.browser().goes_to(&app, &format!("/{}", url(&app.request().0)));

    assert_eq!(app.findings(), ["advice env-url-without-slash ×1"]);
    insta::assert_snapshot!(app.what("env-url-without-slash"), @"the path of the request began with two slashes: //oauth/authorize");
}

#[test]
fn two_slashes_elsewhere_are_nobodys_setting() {
    let app = Application::start();
    for path in ["/oauth//authorize", "//favicon.ico", "/oauth/authorize"] {
        app.stranger(Method::GET, &format!("{path}?{}", app.request().0.encoded()));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn prompt_login_at_each_of_three_sign_ins_is_a_doubt() {
    let app = Application::start();
    for _ in 0..3 {
        let (request, verifier) = app.request();
        app.sign_in_with(&app.browser(), &request.with("prompt", "login"), Some(&verifier));
    }

    assert_eq!(app.findings(), ["doubt prompt-login-for-step-up ×1"]);
    insta::assert_snapshot!(app.what("prompt-login-for-step-up"), @"every sign-in has prompt=login, so people type their password again and again; all is well if the application wants a proof each time");
}

#[test]
fn a_person_who_proves_again_who_they_are_is_innocent_however_often() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    for _ in 0..4 {
        let (request, verifier) = app.request();
        app.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        app.sign_in_with(&browser, &request.with("prompt", "login"), Some(&verifier));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn a_prompt_login_that_nobody_follows_is_no_habit() {
    let app = Application::start();
    for _ in 0..4 {
        app.browser().goes_to(&app, &url(&app.request().0.with("prompt", "login")));
    }

    assert_eq!(app.findings(), Vec::<String>::new());
}

#[test]
fn an_organization_that_a_living_session_ignores_is_a_doubt() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    browser.goes_to(&app, &url(&app.request().0.with("organization_id", GLOBEX)));

    assert_eq!(app.findings(), ["doubt switch-selects-account ×1"]);
    insta::assert_snapshot!(app.what("switch-selects-account"), @"organization_id came without prompt=select_account, so the person stayed in another organization; all is well if the application looks at the organization of the token");
}

#[test]
fn whoever_is_in_the_organization_already_has_nothing_to_switch() {
    let app = Application::start();
    let browser = app.browser();
    app.sign_in(&browser);
    browser.goes_to(&app, &url(&app.request().0.with("organization_id", ACME)));
    app.browser().goes_to(&app, &url(&app.request().0.with("organization_id", GLOBEX)));

    assert_eq!(app.findings_but("logout-reaches-scalekit"), Vec::<String>::new());
}

#[test]
fn select_account_switches() {
    let app = Application::start();
    let browser = app.browser();
    app.idp.sign_in_next_as(CAROL).expect("Carol is in the seed");
    browser.goes_to(&app, &url(&app.request().0));
    let switch = app.request().0.with("organization_id", ACME).with("prompt", "select_account");
    browser.goes_to(&app, &url(&switch));

    assert_eq!(app.findings(), Vec::<String>::new());
}
