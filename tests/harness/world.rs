//! One fake, one app, and the browsers that visit them.

use std::sync::Arc;
use std::time::Duration;

use mock_idp::{Clock, MockIdp, Registration, Seed, seed};
use sample_app::{
    CALLBACK_PATH, Database, Hosting, Keys, LOGGED_OUT_PATH, OwnTokens, Settings, Strategy,
};
use sample_server::{BoundApp, SampleApp};
use user_agent::{Transcript, UserAgent};

use crate::CuttableProxy;

/// What the fake calls the app.
pub const CLIENT_NAME: &str = "Sample app";

/// The moment at which every story begins: a Monday morning.
const BEGINNING: &str = "2026-01-05T09:00:00Z";

/// The ids of every story are drawn from this seed.
const IDS: u64 = 7;

/// A fake Scalekit and the sample app, signed up with each other.
#[derive(Debug)]
pub struct World {
    /// The fake, with the default world and one more client, the app.
    pub idp: Arc<MockIdp>,
    /// The app.
    pub app: SampleApp,
    /// What every browser of [`World::browser`] does, in order, and below each request what the fake
    /// wrote into its journal meanwhile: the sequence diagram of a story.
    pub transcript: Transcript,
    settings: Settings,
}

/// Returns each way by which the app can keep sessions.
pub fn strategies() -> [Strategy; 3] {
    let keys: Keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse().expect("a key");
    let own_tokens = OwnTokens::signed_with(keys.clone());
    [Strategy::Server, Strategy::SealedCookies(keys), Strategy::OwnTokens(own_tokens)]
}

impl World {
    /// Starts both, with a clock that stands still until a story advances it.
    pub async fn start() -> Self {
        Self::start_with(|seed| seed).await
    }

    /// Starts both, with changes to the seed.
    pub async fn start_with(change: impl FnOnce(Seed) -> Seed) -> Self {
        Self::start_as(MockIdp::builder(), |settings| settings, change).await
    }

    /// Starts both, with the app's sessions in a database that [other instances](Self::another_instance) share.
    pub async fn start_on(
        database: Database,
        strategy: Strategy,
        change: impl FnOnce(Seed) -> Seed,
    ) -> Self {
        let hosting = Hosting { database, strategy, ..Hosting::default() };
        let settings = |settings| Settings { hosting, ..settings };
        Self::start_as(MockIdp::builder(), settings, change).await
    }

    /// Starts another instance of the app, at a port of its own: browsers send the same cookies there, because
    /// cookies know no ports (RFC 6265 §8.5).
    pub async fn another_instance(&self) -> SampleApp {
        let bound = SampleApp::bind().await.expect("a free port");
        bound.start(self.settings.clone()).await.expect("the settings are right")
    }

    /// Starts both with a proxy between that a story can cut: the app and the browsers reach the fake through it.
    pub async fn start_behind_a_proxy() -> (Self, CuttableProxy) {
        let proxy = CuttableProxy::bind().await;
        let idp = MockIdp::builder().public_url(proxy.url());
        let world = Self::start_as(idp, |settings| settings, |seed| seed).await;
        proxy.lead_to(world.idp.address());
        (world, proxy)
    }

    async fn start_as(
        idp: mock_idp::Builder,
        with: impl FnOnce(Settings) -> Settings,
        change: impl FnOnce(Seed) -> Seed,
    ) -> Self {
        let bound = SampleApp::bind().await.expect("a free port");
        Self::start_at(bound, idp, with, change).await
    }

    pub(crate) async fn start_at(
        bound: BoundApp,
        idp: mock_idp::Builder,
        with: impl FnOnce(Settings) -> Settings,
        change: impl FnOnce(Seed) -> Seed,
    ) -> Self {
        let client = seed::Client::web(CLIENT_NAME)
            .id("skc_200000000000000001")
            .secret("test_sample_app_secret_not_for_production")
            .redirect_uri(bound.url(CALLBACK_PATH))
            .post_logout_redirect_uri(bound.url(LOGGED_OUT_PATH))
            .initiate_login_uri(bound.url("/login"));
        let seed = change(Seed::default().ids(IDS).client(client));
        let clock = Clock::frozen_at(BEGINNING.parse().expect("a time"));
        let idp = idp.seed(seed).clock(clock).strict().start().expect("the seed is right");
        let settings = with(settings(&bound, &idp));
        let app = bound.start(settings.clone()).await.expect("the settings are right");
        let transcript = Transcript::default();
        transcript.call(idp.environment_url(), "idp");
        transcript.call(app.url("/").as_str(), "app");
        let idp = Arc::new(idp);
        transcript.beside(news_of(&idp));
        Self { idp, app, transcript, settings }
    }

    /// Returns a browser without a past. Everything that it does is in the world's transcript.
    pub fn browser(&self) -> UserAgent {
        let clock = self.idp.clock().clone();
        UserAgent::new().clock(move || clock.system_time()).writing_to(&self.transcript)
    }

    /// Returns a browser in which this person has signed in to the app with one click. The transcript begins
    /// after that, so that a story tells what it is about.
    pub async fn browser_of(&self, email: &str) -> UserAgent {
        let mut browser = self.browser();
        self.idp.sign_in_next_as(email).expect("the person is in the seed");
        browser.open(self.url("/login").as_str()).await.expect("the app sends people to sign in");
        self.transcript.clear();
        browser
    }

    /// Returns the address of one of the app's pages.
    pub fn url(&self, path: &str) -> url::Url {
        self.app.url(path)
    }

    /// Returns what the app is registered as.
    pub fn client(&self) -> Registration {
        self.idp.client(CLIENT_NAME)
    }

    /// Lets time pass, for the fake, the app and every browser.
    pub fn pass(&self, time: Duration) {
        self.idp.clock().advance(time);
    }
}

fn settings(bound: &BoundApp, idp: &MockIdp) -> Settings {
    let client = idp.client(CLIENT_NAME);
    let secret = client.client_secret.expect("a web client has a secret");
    let clock = idp.clock().clone();
    let mut settings = bound.settings(idp.environment_url(), &client.client_id, secret.as_str());
    let webhook_secret = idp.webhook_secret().reveal().parse();
    settings.scalekit.webhook_secret = Some(webhook_secret.expect("the fake's secret is good"));
    settings.scalekit.clock = sample_app::Clock::new(move || clock.system_time());
    settings
}

/// Returns the journal's lines since the last time, for as long as the fake is there.
fn news_of(idp: &Arc<MockIdp>) -> impl FnMut() -> Vec<String> + Send + use<> {
    let idp = Arc::downgrade(idp);
    let mut shown = 0;
    move || {
        let journal = idp.upgrade().map(|idp| idp.journal()).unwrap_or_default();
        let news: Vec<String> = journal.lines().skip(shown).map(str::to_owned).collect();
        shown += news.len();
        news
    }
}
