//! Cookies that span a domain: set and cleared alike, and what becomes of the old ones when the setting changes.

use std::time::SystemTime;

use axum::http::{Method, StatusCode};
use sample_app::Database;
use tempfile::TempDir;
use url::Url;
use user_agent::{CookieContext, Jar};

use super::world::{Answer, Browser, OWN_LINK, World};
use crate::SESSION_COOKIES;

const APP: &str = "https://app.example.test";

/// The time of the jar, whose cookies do not grow old here.
const NOW: SystemTime = SystemTime::UNIX_EPOCH;

/// The domain of the cookies, and the one of before.
type Domains<'d> = (Option<&'d str>, Option<&'d str>);

const OF_THE_HOST: Domains<'_> = (None, None);
const OF_THE_DOMAIN: Domains<'_> = (Some(".example.test"), None);

/// A browser whose cookies are in a jar with a browser's rules.
#[derive(Clone)]
struct Visitor {
    browser: Browser,
    jar: Jar,
}

/// Starts with the sessions in a file, which several settings of the app share.
async fn world() -> (TempDir, World) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sessions.db");
    (folder, World::at(APP, Database::File(file)).await)
}

impl Visitor {
    /// Returns a browser at the app with these domains.
    async fn at(world: &World, domains: Domains<'_>) -> Self {
        Self { browser: world.browser(), jar: Jar::default() }.moved(world, domains).await
    }

    /// Returns the same browser at the app restarted with other domains.
    async fn moved(&self, world: &World, (domain, former): Domains<'_>) -> Self {
        let parsed = |domain: Option<&str>| domain.map(|name| name.parse().expect("a domain"));
        let mut settings = world.settings();
        settings.hosting.cookie_domain = parsed(domain);
        settings.hosting.former_cookie_domain = parsed(former);
        let app = sample_app::app(settings.open().await.expect("the settings are right"));
        Self { browser: self.browser.at(&app), jar: self.jar.clone() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        let url: Url = format!("{APP}{path}").parse().expect("a URL");
        let line = self.jar.header(&url, CookieContext::SameSite, NOW).unwrap_or_default();
        self.browser.cookies.clear();
        self.browser.neighbours = Some(format!("{line}; OURS").into_bytes());
        let answer = self.browser.send(Method::GET, path, &OWN_LINK, "").await;
        for line in answer.set_cookies() {
            let taken = self.jar.set(&url, line, CookieContext::SameSite, NOW);
            assert!(taken.is_ok(), "{taken:?}: {line}");
        }
        answer
    }

    async fn sign_in(&mut self, world: &World) {
        let sent = self.get("/login").await.location_query();
        world.idp.scenario().nonce.clone_from(&sent["nonce"]);
        let callback = format!("/auth/callback?code=code_canary&state={}", sent["state"]);
        assert_eq!(self.get(&callback).await.status, StatusCode::SEE_OTHER);
    }

    async fn is_signed_in(&self) -> bool {
        self.clone().get("/api/me").await.status == StatusCode::OK
    }

    /// Returns the names of the cookies, each with the domain that it spans.
    fn cookies(&self) -> Vec<String> {
        let cookies = self.jar.cookies().iter().map(|cookie| {
            assert!(cookie.secure && cookie.http_only && cookie.path == "/", "{cookie:?}");
            let spans = if cookie.host_only { "" } else { &cookie.domain };
            format!("{} {spans}", cookie.name)
        });
        cookies.collect()
    }
}

/// Returns the names of a session's cookies with a prefix, and the domain that they span.
fn named(prefix: &str, domain: &str) -> Vec<String> {
    SESSION_COOKIES.map(|name| format!("{prefix}{name} {domain}")).to_vec()
}

#[tokio::test]
async fn a_sign_in_sets_them_for_the_domain_and_a_sign_out_clears_them_there() {
    let (_folder, world) = world().await;
    let mut visitor = Visitor::at(&world, OF_THE_DOMAIN).await;

    visitor.get("/login").await;
    assert_eq!(visitor.cookies(), ["__Host-sign_in "], "what binds a sign-in is the host's");
    visitor.sign_in(&world).await;
    let kept = visitor.clone();
    assert_eq!(visitor.cookies().split_last().expect("some").1.len(), SESSION_COOKIES.len());
    assert!(named("__Secure-", "example.test").iter().all(|name| kept.cookies().contains(name)));
    assert!(kept.is_signed_in().await);
    visitor.get("/logout").await;

    assert_eq!(visitor.cookies(), Vec::<String>::new());
    assert_eq!(visitor.jar.refused(), []);
    assert!(!kept.is_signed_in().await);
}

#[tokio::test]
async fn when_the_domain_changes_a_sign_in_ends_the_old_session_and_clears_its_cookies() {
    let of_the_app = (Some("app.example.test"), None);
    let back = (None, Some("example.test"));
    let up = (Some("example.test"), Some("app.example.test"));
    #[rustfmt::skip]
    let table = [
        (OF_THE_HOST,   OF_THE_DOMAIN, named("__Secure-", "example.test"), false),
        (OF_THE_DOMAIN, back,          named("__Host-", ""),               false),
        // Of one name, so that the old session goes on until then.
        (of_the_app,    up,            named("__Secure-", "example.test"), true),
    ];
    for (before, after, names, goes_on) in table {
        let (_folder, world) = world().await;
        let mut old = Visitor::at(&world, before).await;
        old.sign_in(&world).await;

        let mut visitor = old.moved(&world, after).await;
        assert_eq!(visitor.is_signed_in().await, goes_on, "{after:?}");
        visitor.sign_in(&world).await;

        assert_eq!(visitor.cookies(), names, "{after:?}: one cookie of each name");
        assert!(visitor.is_signed_in().await && !old.is_signed_in().await, "{after:?}");
    }
}

#[tokio::test]
async fn a_sign_out_ends_and_clears_those_of_the_host_too() {
    let (_folder, world) = world().await;
    let mut old = Visitor::at(&world, OF_THE_HOST).await;
    old.sign_in(&world).await;

    let mut visitor = old.moved(&world, OF_THE_DOMAIN).await;
    visitor.get("/logout").await;

    assert_eq!(visitor.cookies(), Vec::<String>::new());
    assert!(!old.is_signed_in().await);
}

/// Another host of the domain can plant a cookie of any value. No sign-in adopts it.
#[tokio::test]
async fn a_planted_session_is_ended_by_the_sign_in_that_finds_it() {
    let (_folder, world) = world().await;
    let mut attacker = Visitor::at(&world, OF_THE_DOMAIN).await;
    attacker.sign_in(&world).await;

    let mut visitor = Visitor { jar: attacker.jar.clone(), ..attacker.clone() };
    visitor.sign_in(&world).await;

    assert!(visitor.is_signed_in().await && !attacker.is_signed_in().await);
}
