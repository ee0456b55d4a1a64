//! Every mistake in the settings, and its sentence.

use std::collections::HashMap;

use super::*;

const COMPLETE: [(&str, &str); 5] = [
    ("SCALEKIT_ENVIRONMENT_URL", "https://acme.scalekit.com"),
    ("SCALEKIT_CLIENT_ID", "skc_123"),
    ("SCALEKIT_CLIENT_SECRET", "test_canary"),
    ("SCALEKIT_REDIRECT_URI", "https://app.example/auth/callback"),
    ("SCALEKIT_POST_LOGOUT_REDIRECT_URI", "https://app.example/logged-out"),
];

/// Reads complete settings with some variables changed; an empty value counts as unset.
fn with(changes: &[(&'static str, &'static str)]) -> Result<Settings, SettingsError> {
    let variables: HashMap<_, _> = COMPLETE.iter().chain(changes).copied().collect();
    Settings::from_variables(|name| variables.get(name).map(|value| (*value).to_owned()))
}

fn complaint(changes: &[(&'static str, &'static str)]) -> String {
    with(changes).expect_err("the settings are wrong").to_string()
}

#[test]
fn complete_settings_are_read() {
    let settings = with(&[]).expect("nothing is missing");

    assert_eq!(settings.environment_url, "https://acme.scalekit.com");
}

#[test]
fn each_missing_variable_is_named() {
    for (name, _) in COMPLETE {
        assert_eq!(
            complaint(&[(name, "")]),
            format!("the app cannot start without {name}; set it in its environment")
        );
    }
}

#[test]
fn all_missing_variables_are_named_at_once() {
    let nothing = Settings::from_variables(|_| None).expect_err("everything is missing");

    insta::assert_snapshot!(nothing, @"the app cannot start without SCALEKIT_ENVIRONMENT_URL, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET, SCALEKIT_REDIRECT_URI, SCALEKIT_POST_LOGOUT_REDIRECT_URI; set them in its environment");
}

#[test]
fn a_secret_of_webhooks_is_read_if_there_is_one_and_never_shown() {
    let without = with(&[]).expect("it need not be there");
    assert!(without.webhook_secret.is_none());

    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let settings = with(&[("SCALEKIT_WEBHOOK_SECRET", secret)]).expect("it is right");
    assert!(settings.webhook_secret.is_some() && !format!("{settings:?}").contains("MfKQ"));

    let wrong = complaint(&[("SCALEKIT_WEBHOOK_SECRET", "test_canary")]);
    assert_eq!(
        wrong,
        "SCALEKIT_WEBHOOK_SECRET cannot be used: a webhook secret begins with `whsec_`"
    );
}

#[test]
fn both_spellings_of_the_environment_url_are_read() {
    let short = with(&[
        ("SCALEKIT_ENVIRONMENT_URL", ""),
        ("SCALEKIT_ENV_URL", "https://short.scalekit.com"),
    ]);
    let agreeing = with(&[("SCALEKIT_ENV_URL", "https://acme.scalekit.com")]);

    assert_eq!(
        short.expect("one spelling is enough").environment_url,
        "https://short.scalekit.com"
    );
    agreeing.expect("they agree");
    insta::assert_snapshot!(complaint(&[("SCALEKIT_ENV_URL", "https://other.scalekit.com")]), @"SCALEKIT_ENVIRONMENT_URL and SCALEKIT_ENV_URL name different environments; set one of them");
}

#[test]
fn addresses_that_cannot_work_are_explained() {
    insta::assert_snapshot!(complaint(&[("SCALEKIT_REDIRECT_URI", "/auth/callback")]), @"SCALEKIT_REDIRECT_URI must be an absolute http or https URL without a fragment, such as http://localhost:3000/auth/callback");
    insta::assert_snapshot!(complaint(&[("SCALEKIT_REDIRECT_URI", "https://app.example/auth/callback/")]), @"SCALEKIT_REDIRECT_URI cannot be used: its path must be exactly /auth/callback, without a query, because that is where this app finishes a sign-in");
    insta::assert_snapshot!(complaint(&[("SCALEKIT_REDIRECT_URI", "http://app.example/auth/callback")]), @"SCALEKIT_REDIRECT_URI must begin with https://; http:// is for this machine only");
    insta::assert_snapshot!(complaint(&[("SCALEKIT_POST_LOGOUT_REDIRECT_URI", "http://app.example/logged-out")]), @"SCALEKIT_POST_LOGOUT_REDIRECT_URI must begin with https://; http:// is for this machine only");
}

#[test]
fn http_is_fine_on_this_machine() {
    for host in ["localhost:3000", "app.localhost", "127.0.0.1:3000", "[::1]:3000"] {
        let (callback, landing) =
            (format!("http://{host}/auth/callback"), format!("http://{host}/logged-out"));
        let variables: HashMap<_, _> = COMPLETE
            .into_iter()
            .chain([
                ("SCALEKIT_REDIRECT_URI", callback.as_str()),
                ("SCALEKIT_POST_LOGOUT_REDIRECT_URI", &landing),
            ])
            .collect();

        let settings =
            Settings::from_variables(|name| variables.get(name).map(|value| (*value).to_owned()));

        assert!(settings.is_ok(), "{host}: {settings:?}");
    }
}

#[test]
fn a_public_app_refuses_a_development_environment() {
    let development = [("SCALEKIT_ENVIRONMENT_URL", "https://acme.scalekit.dev")];

    insta::assert_snapshot!(complaint(&development), @"the app is public but its Scalekit environment is a development one (*.scalekit.dev); set the production environment's URL, id and secret");
}

#[test]
fn the_secret_prints_nowhere() {
    let settings = with(&[]).expect("nothing is missing");

    assert!(!format!("{settings:?}").contains("canary"));
}

#[tokio::test]
async fn an_auth_is_built_with_a_store_and_a_home_of_this_site() {
    let settings = with(&[]).expect("nothing is missing");
    let complete = || settings.clone().auth().expect("the settings are right");

    let without_store = complete().build().expect_err("there is no store");
    insta::assert_snapshot!(without_store, @"the app has no session store; give one to `AuthBuilder::store`");
    for (home, realm) in
        [("//evil.example", "app"), ("/logout", "app"), ("/", "a \"quoted\" realm")]
    {
        let store = crate::Sqlite::in_memory().await.expect("a database in memory");
        let refused = complete().store(store).after_sign_in(home).realm(realm).build();
        refused.expect_err("the home or the realm cannot work");
    }
}
