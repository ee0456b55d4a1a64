//! Two instances of the app behind one name, which share a database: a file, PostgreSQL, or Redis.

use e2e::{World, strategies};
use sample_app::{Database, Strategy};
use sample_server::SampleApp;
use tempfile::TempDir;
use test_servers::{Kind, Server};
use tokio::task::JoinSet;
use user_agent::{Page, UserAgent};

const ALICE: &str = "alice@acme.example";

/// A database of one story, which goes when the story ends.
enum Shared {
    File(TempDir),
    Server(Kind, Server),
}

impl Shared {
    fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    /// Returns a database of each kind, the servers if they are installed, for each strategy of keeping sessions.
    fn each() -> impl Iterator<Item = (Self, Strategy)> {
        strategies().into_iter().flat_map(|strategy| {
            let shared = [Self::file()].into_iter().chain(Self::servers());
            shared.map(move |shared| (shared, strategy.clone()))
        })
    }

    /// Returns the servers that are installed.
    fn servers() -> impl Iterator<Item = Self> {
        let started = |kind| Some(Self::Server(kind, Server::start(kind)?));
        [Kind::Postgres, Kind::Redis].into_iter().filter_map(started)
    }

    fn name(&self) -> &'static str {
        match self {
            Self::File(_) => "SQLite",
            Self::Server(kind, _) => kind.name(),
        }
    }

    fn database(&self) -> Database {
        match self {
            Self::File(folder) => Database::File(folder.path().join("sessions.db")),
            Self::Server(_, server) => Database::parse(&server.url(0)).unwrap(),
        }
    }
}

/// The fake forgives no refresh token that is presented twice, not even at once.
#[tokio::test(flavor = "multi_thread")]
async fn at_expiry_twenty_requests_to_two_instances_share_one_renewal_and_nobody_is_out() {
    for (shared, strategy) in Shared::each() {
        let world = World::start_on(shared.database(), strategy, |seed| {
            seed.policies(|policies| policies.refresh_grace_seconds = 0)
        })
        .await;
        let other = world.another_instance().await;
        let browser = world.browser_of(ALICE).await;

        for round in 1..=3 {
            world.idp.outlive_access_tokens();
            let mut requests = JoinSet::new();
            for number in 0..20 {
                let app = if number % 2 == 0 { &world.app } else { &other };
                let (mut tab, url) = (browser.new_tab(), app.url("/api/me"));
                requests.spawn(async move { tab.open(url.as_str()).await.unwrap().status() });
            }

            assert_eq!(requests.join_all().await, [200; 20], "{}, {round}", shared.name());
            assert_eq!(world.count("refresh_token.rotated"), round, "{}", shared.name());
        }
        assert_eq!(world.count("token.refused"), 0, "{}", shared.name());
    }
}

#[tokio::test]
async fn who_signs_out_at_one_instance_is_out_at_the_other() {
    for (shared, strategy) in Shared::each() {
        let world = World::start_on(shared.database(), strategy, |seed| seed).await;
        let other = world.another_instance().await;
        let mut browser = world.browser_of(ALICE).await;
        let kept = browser.jar();
        assert_eq!(open_at(&other, &mut browser.new_tab(), "/api/me").await.status(), 200);

        world.open(&mut browser, "/dashboard").await;
        browser.press("Sign out").await.unwrap();

        for app in [&world.app, &other] {
            browser.restore(&kept);
            let page = open_at(app, &mut browser.new_tab(), "/api/me").await;
            assert_eq!(page.status(), 401, "{}", shared.name());
        }
    }
}

#[tokio::test]
async fn while_the_database_is_down_everybody_waits_and_after_that_nobody_is_out() {
    for (mut shared, strategy) in Shared::each() {
        let database = shared.database();
        let Shared::Server(kind, server) = &mut shared else { continue };
        let world = World::start_on(database, strategy, |seed| {
            seed.policies(|policies| policies.refresh_grace_seconds = 0)
        })
        .await;
        let other = world.another_instance().await;
        let mut browser = world.browser_of(ALICE).await;
        world.open(&mut browser, "/dashboard").await;
        let (kept, apps) = (session_cookies(&browser), [&world.app, &other]);

        world.idp.outlive_access_tokens();
        server.stop();

        for app in apps {
            for path in ["/dashboard", "/api/me", "/login", "/logout"] {
                let page = open_at(app, &mut browser.new_tab(), path).await;
                assert_eq!(page.status(), 503, "{kind:?} {path}");
            }
        }
        let refused = browser.press("Sign out").await.unwrap();
        assert_eq!(refused.status(), 503, "{kind:?}: a sign-out that failed does not pretend");
        assert_eq!(session_cookies(&browser), kept, "{kind:?}");
        assert_eq!(world.count("refresh_token.rotated"), 0, "{kind:?}");

        server.start_again();

        for app in apps {
            let page = open_at(app, &mut browser.new_tab(), "/dashboard").await;
            assert_eq!(page.status(), 200, "{kind:?}");
        }
        assert_eq!(world.count("refresh_token.rotated"), 1, "{kind:?}");
        assert_eq!(world.count("token.refused"), 0, "{kind:?}");
    }
}

async fn open_at(app: &SampleApp, browser: &mut UserAgent, path: &str) -> Page {
    browser.open(app.url(path).as_str()).await.unwrap()
}

/// Returns the cookies that outlast an access token: one of the app's own is dropped at its end.
fn session_cookies(browser: &UserAgent) -> Vec<String> {
    let (jar, names) = (browser.jar(), ["session", "refreshToken", "idToken"]);
    let cookies = names.iter().flat_map(|name| jar.named(name));
    cookies.map(|cookie| cookie.value.clone()).collect()
}
