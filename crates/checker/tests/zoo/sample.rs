//! The sample application: nothing is broken.

use checker::{BrowserChoice, Options, Outcome, Report};
use mock_idp::seed::Webhook;
use mock_idp::{MockIdp, Seed};
use practices::Area;
use sample_app::{
    BACK_CHANNEL_LOGOUT_PATH, CALLBACK_PATH, Keys, LOGGED_OUT_PATH, OwnTokens, Strategy,
    WEBHOOKS_PATH,
};
use sample_server::{BoundApp, SampleApp};

use crate::world;

/// The practices about Scalekit's messages: rows 103 to 108.
const MESSAGES: [&str; 6] = [
    "logout-token-is-verified",
    "session-keeps-sid",
    "each-app-cleans-up",
    "webhook-is-verified",
    "csrf-exempts-webhook-only",
    "logout-event-by-session-id",
];

#[tokio::test]
async fn in_the_sample_app_nothing_is_broken() {
    nothing_is_broken(Strategy::Server).await;
}

#[tokio::test]
async fn with_sealed_cookies_nothing_of_it_is_broken_either() {
    nothing_is_broken(sealed_cookies()).await;
}

#[tokio::test]
async fn with_tokens_of_its_own_nothing_of_it_is_broken_either() {
    nothing_is_broken(own_tokens()).await;
}

#[cfg(feature = "chromium")]
mod in_chromium {
    //! On one thread, as the program is: whatever waits there for what it has to do itself waits for ever.

    use super::*;
    use crate::chromium::is_installed;

    #[tokio::test]
    #[ignore = "takes half a minute and more, so .ci/run has a step for it"]
    async fn nothing_of_it_is_broken() {
        nothing_is_broken_if_installed(Strategy::Server).await;
    }

    #[tokio::test]
    #[ignore = "takes half a minute and more, so .ci/run has a step for it"]
    async fn nor_with_sealed_cookies() {
        nothing_is_broken_if_installed(sealed_cookies()).await;
    }

    #[tokio::test]
    #[ignore = "takes half a minute and more, so .ci/run has a step for it"]
    async fn nor_with_tokens_of_its_own() {
        nothing_is_broken_if_installed(own_tokens()).await;
    }

    async fn nothing_is_broken_if_installed(strategy: Strategy) {
        if is_installed() {
            nothing_is_broken_in(BrowserChoice::Chromium, strategy).await;
        }
    }
}

async fn nothing_is_broken(strategy: Strategy) {
    nothing_is_broken_in(BrowserChoice::Agent, strategy).await;
}

async fn nothing_is_broken_in(browser: BrowserChoice, strategy: Strategy) {
    let (idp, bound) = bind(false).await;

    let report = check(&idp, bound, strategy, |options| Options { browser, ..options }).await;

    assert_eq!(world::in_words(&report), "", "{report}");
    assert_eq!(report.exit(), 0, "{report}");
}

fn sealed_cookies() -> Strategy {
    Strategy::SealedCookies(keys())
}

fn own_tokens() -> Strategy {
    Strategy::OwnTokens(OwnTokens::signed_with(keys()))
}

fn keys() -> Keys {
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse().expect("a key")
}

#[tokio::test]
async fn the_sample_app_believes_genuine_messages_alone_and_ends_what_they_name() {
    for strategy in [Strategy::Server, sealed_cookies(), own_tokens()] {
        let (idp, bound) = bind(false).await;

        let report = check(&idp, bound, strategy, messages_alone).await;

        assert_eq!(not_held(&report), [""; 0]);
    }
}

#[tokio::test]
async fn nothing_of_it_is_broken_if_scalekit_sends_the_sample_app_its_messages() {
    let (idp, bound) = bind(true).await;

    let report = check(&idp, bound, Strategy::Server, messages_alone).await;

    assert_eq!(world::in_words(&report), "", "{report}");
}

fn messages_alone(options: Options) -> Options {
    Options { only: vec![Area::Remote], thorough: true, ..options }
}

/// Returns the practices about messages that were not seen to hold, each with its outcome.
fn not_held(report: &Report) -> Vec<String> {
    let outcome = |slug| report.row(slug).map(|row| row.outcome.clone());
    let not_held = MESSAGES.iter().filter(|slug| !matches!(outcome(slug), Some(Outcome::Holds)));
    not_held.map(|slug| format!("{slug}: {:?}", outcome(slug))).collect()
}

async fn bind(gets_messages: bool) -> (MockIdp, BoundApp) {
    let bound = SampleApp::bind().await.expect("a free port");
    let idp = world::fake(|client| {
        let client = client
            .redirect_uri(bound.url(CALLBACK_PATH))
            .post_logout_redirect_uri(bound.url(LOGGED_OUT_PATH))
            .initiate_login_uri(bound.url("/login"));
        if !gets_messages {
            return Seed::default().client(client);
        }
        let client = client.back_channel_logout_uri(bound.url(BACK_CHANNEL_LOGOUT_PATH));
        Seed::default().client(client).webhook(Webhook::to(bound.url(WEBHOOKS_PATH)))
    });
    (idp, bound)
}

async fn check(
    idp: &MockIdp,
    bound: BoundApp,
    strategy: Strategy,
    change: impl FnOnce(Options) -> Options,
) -> Report {
    let mut settings = bound.settings(idp.environment_url(), world::CLIENT_ID, world::SECRET);
    settings.hosting.strategy = strategy;
    let secret = idp.webhook_secret().reveal().parse();
    settings.scalekit.webhook_secret = Some(secret.expect("the fake's secret is good"));
    let app = bound.start(settings).await.expect("the settings are right");
    let mut options = world::options(idp, &app.url("/"));
    options.configuration.webhook = Some(WEBHOOKS_PATH.to_owned());
    options.configuration.back_channel = Some(BACK_CHANNEL_LOGOUT_PATH.to_owned());
    Box::pin(checker::check(change(options))).await.expect("a check")
}
