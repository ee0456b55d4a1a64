//! The fake, the zoo, and the browsers that visit it, under one clock that stands still.

use std::time::{Duration, SystemTime};

use mock_idp::{Clock, MockIdp, Seed};
use user_agent::{Page, UserAgent};
use zoo::{Defect, Options, Unusual, Zoo};

pub(crate) const ALICE: &str = "alice@acme.example";
pub(crate) const BOB: &str = "bob@acme.example";

/// Longer than an access token lives.
pub(crate) const A_WHILE: Duration = Duration::from_mins(6);

/// The fake and the zoo, which know each other.
pub(crate) struct World {
    // Dropped first: a strict fake looks at what the zoo did.
    pub(crate) idp: MockIdp,
    pub(crate) zoo: Zoo,
}

impl World {
    /// Starts both; the fake panics at the end if the zoo did what no honest client does.
    pub(crate) async fn right(unusual: &[Unusual]) -> Self {
        Self::start(MockIdp::builder().strict(), &[], unusual).await
    }

    /// Starts both, the zoo with a defect.
    pub(crate) async fn with(defect: Defect) -> Self {
        Self::start(MockIdp::builder(), &[defect], &[]).await
    }

    /// Starts both, the zoo with a clock that is so many seconds late, and with a defect if there is one.
    pub(crate) async fn late_by(seconds: i64, defect: Option<Defect>) -> Self {
        let idp = MockIdp::builder();
        Self::start_late(idp, defect.as_slice(), &[], seconds).await
    }

    /// Starts both, the fake with this seed.
    pub(crate) async fn of(seed: Seed, defect: Option<Defect>) -> Self {
        Self::start(MockIdp::builder().seed(seed), defect.as_slice(), &[]).await
    }

    async fn start(idp: mock_idp::Builder, defects: &[Defect], unusual: &[Unusual]) -> Self {
        Self::start_late(idp, defects, unusual, 0).await
    }

    async fn start_late(
        idp: mock_idp::Builder,
        defects: &[Defect],
        unusual: &[Unusual],
        seconds: i64,
    ) -> Self {
        let bound = Zoo::bind().await.expect("a free port");
        let clock = Clock::frozen_at("2026-01-05T09:00:00Z".parse().expect("a time"));
        let idp = idp.redirect_base(bound.url()).clock(clock);
        let idp = idp.start().expect("the seed is right");
        let client = idp.client("Acme web");
        let secret = client.client_secret.expect("a web client has a secret");
        let clock = idp.clock().clone();
        let mut options = Options::new(idp.environment_url(), &client.client_id, &secret)
            .webhook_secret(idp.webhook_secret().reveal())
            .clock(move || shifted(clock.system_time(), -seconds));
        for defect in defects {
            options = options.with(*defect);
        }
        for unusual in unusual {
            options = options.unusually(*unusual);
        }
        Self { idp, zoo: bound.start(options) }
    }

    /// Returns the address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.zoo.url())
    }

    /// Returns a browser without a past.
    pub(crate) fn browser(&self) -> UserAgent {
        let clock = self.idp.clock().clone();
        UserAgent::new().clock(move || clock.system_time())
    }

    /// Returns a browser in which this person has signed in.
    pub(crate) async fn browser_of(&self, email: &str) -> UserAgent {
        let mut browser = self.browser();
        self.sign_in(&mut browser, email).await;
        browser
    }

    /// Lets a person sign in, from the first page.
    pub(crate) async fn sign_in(&self, browser: &mut UserAgent, email: &str) -> Page {
        browser.open(&self.url("/")).await.expect("the first page");
        self.idp.sign_in_next_as(email).expect("a person of the seed");
        browser.click("Sign in").await.expect("the sign-in")
    }

    /// Opens a page, and returns its heading.
    pub(crate) async fn heading(&self, browser: &mut UserAgent, path: &str) -> String {
        let page = browser.open(&self.url(path)).await.expect("a page");
        page.heading()
    }

    /// Lets time pass for all.
    pub(crate) fn pass(&self, time: Duration) {
        self.idp.clock().advance(time);
    }
}

fn shifted(time: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { time - by } else { time + by }
}
