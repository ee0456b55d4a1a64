//! What the tests of several rooms need.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use scalekit::Clock;

use crate::{Auth, AuthBuilder, SealedStore, Settings, Sqlite, Strategy};

/// Returns an [`Auth`] with sessions in memory, whose Scalekit nobody visits.
pub(crate) async fn auth() -> Auth {
    let store = Sqlite::in_memory().await.expect("a database in memory");
    auth_at("https://acme.scalekit.com", Clock::system(), store)
}

/// Returns an [`Auth`] of this environment.
pub(crate) fn auth_at(environment_url: &str, clock: Clock, store: impl Into<SealedStore>) -> Auth {
    let builder = builder_at(environment_url, clock);
    builder.store(store).build().expect("the parts are right")
}

/// Returns an [`Auth`] with sessions in sealed cookies, whose Scalekit nobody visits.
pub(crate) async fn auth_with_sealed_cookies(clock: Clock) -> Auth {
    let store = Sqlite::in_memory().await.expect("a database in memory");
    let keys = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".parse().expect("a key");
    let builder = builder_at("https://acme.scalekit.com", clock).store(store);
    builder.strategy(Strategy::SealedCookies(keys)).build().expect("the parts are right")
}

pub(crate) fn builder_at(environment_url: &str, clock: Clock) -> AuthBuilder {
    let settings = Settings {
        environment_url: environment_url.to_owned(),
        client_id: "skc_1".to_owned(),
        client_secret: "secret".into(),
        redirect_uri: "http://localhost:3000/auth/callback".parse().expect("a URL"),
        post_logout_redirect_uri: "http://localhost:3000/logged-out".parse().expect("a URL"),
        webhook_secret: None,
        clock,
    };
    settings.auth().expect("the settings are right")
}

/// Returns a clock, and the seconds since the epoch that it shows.
pub(crate) fn clock() -> (Clock, Arc<AtomicU64>) {
    let now = Arc::new(AtomicU64::new(0));
    let clock = Clock::new({
        let now = Arc::clone(&now);
        move || SystemTime::UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed))
    });
    (clock, now)
}

/// Says whether any file of the folder has these octets in it: the database's, or its journal's.
pub(crate) fn holds(folder: &Path, octets: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut files = files.filter_map(|file| std::fs::read(file.path()).ok());
    files.any(|file| file.windows(octets.len()).any(|window| window == octets))
}
