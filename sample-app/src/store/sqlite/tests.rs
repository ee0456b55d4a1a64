//! What the store promises, in memory and in a file.

use std::time::Duration;

use scalekit::{Client, SignIn};

use super::*;
use crate::next::Next;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn session_until(end: u64) -> Session {
    Session { ends_at: at(end), ..Session::example() }
}

fn begun_until(end: u64) -> BegunSignIn {
    let client = Client::builder("https://acme.scalekit.com", "skc_1").build().expect("settings");
    let attempt = client.begin(SignIn::to("https://app.example/auth/callback"));
    BegunSignIn { ends_at: at(end), ..BegunSignIn::new(attempt, Next::dashboard(), at(0)) }
}

async fn store() -> Sqlite {
    Sqlite::in_memory().await.expect("a database in memory")
}

#[tokio::test]
async fn a_session_is_found_until_it_ends_and_hands_over_its_id_token_once() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    store.begin(key, &session_until(100)).await.expect("stored");

    let found = store.load(key).await.expect("asked").expect("a session");
    let first = store.end(key).await.expect("ended");
    let second = store.end(key).await.expect("ended again");

    assert_eq!(found.identity.sid.as_deref(), Some("ses_1"));
    assert_eq!(first.and_then(|s| s.tokens.id_token).expect("the hint").secret(), "id");
    assert!(second.is_none());
    assert!(store.load(key).await.expect("asked").is_none());
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_brought_back_by_its_renewal() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    let session = session_until(100);
    store.begin(key, &session).await.expect("stored");
    assert!(store.replace(key, &session).await.expect("replaced"));

    store.end(key).await.expect("ended");

    assert!(!store.replace(key, &session).await.expect("asked"));
    assert!(store.load(key).await.expect("asked").is_none());
}

#[tokio::test]
async fn a_begun_sign_in_is_good_for_one_callback_of_its_own_browser() {
    let (store, browser) = (store().await, CookieHash::of("browser"));
    let begun = begun_until(600);
    let state = begun.attempt.state();
    store.begin_sign_in(browser, &begun).await.expect("stored");

    let stranger = store.take_sign_in(CookieHash::of("stranger"), state).await.expect("asked");
    let guess = store.take_sign_in(browser, "guess").await.expect("asked");
    let first = store.take_sign_in(browser, state).await.expect("asked");
    let second = store.take_sign_in(browser, state).await.expect("asked");

    assert!(stranger.is_none() && guess.is_none() && second.is_none());
    assert_eq!(first.expect("the sign-in").next, Next::dashboard());
}

#[tokio::test]
async fn the_oldest_sign_ins_of_a_browser_give_way() {
    let (store, browser) = (store().await, CookieHash::of("browser"));
    let tabs: Vec<_> = (0..=ATTEMPTS_PER_BROWSER).map(|_| begun_until(600)).collect();

    for begun in &tabs {
        store.begin_sign_in(browser, begun).await.expect("stored");
    }

    assert_eq!(store.sign_ins(browser).await.expect("counted"), ATTEMPTS_PER_BROWSER);
    let oldest = store.take_sign_in(browser, tabs[0].attempt.state()).await.expect("asked");
    assert!(oldest.is_none());
}

#[tokio::test]
async fn a_flood_of_sign_ins_costs_no_more_than_the_bound() {
    let store = store().await;
    let begun = begun_until(600);
    // Ten thousand rows at once, so that the next one is one too many.
    let flood = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO sign_ins (browser, state, ends_at, record) SELECT x'00', 's' || i, 600, '' FROM n";
    sqlx::query(flood).execute(&store.pool).await.expect("a flood");

    store.begin_sign_in(CookieHash::of("browser"), &begun).await.expect("stored");

    let count = sqlx::query("SELECT count(*), min(id) FROM sign_ins").fetch_one(&store.pool).await;
    let count = count.expect("counted");
    assert_eq!(count.get::<u32, _>(0), ATTEMPTS_ALTOGETHER);
    assert_eq!(count.get::<u32, _>(1), 2, "the oldest gave way");
}

#[tokio::test]
async fn the_sweep_takes_what_is_over_and_leaves_the_rest() {
    let store = store().await;
    let [over, alive] = ["over", "alive"].map(CookieHash::of);
    for (key, end) in [(over, 100), (alive, 101)] {
        store.begin(key, &session_until(end)).await.expect("stored");
        store.begin_sign_in(key, &begun_until(end)).await.expect("stored");
    }

    store.sweep(at(100)).await.expect("swept");

    assert!(store.load(over).await.expect("asked").is_none());
    assert!(store.load(alive).await.expect("asked").is_some());
    assert_eq!(store.sign_ins(over).await.expect("counted"), 0);
    assert_eq!(store.sign_ins(alive).await.expect("counted"), 1);
}

#[tokio::test]
async fn a_file_keeps_sessions_over_a_restart_and_no_cookie_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sessions.db");
    let (cookie, key) = ("the-cookie-itself", CookieHash::of("the-cookie-itself"));

    let before = Sqlite::at(&path).await.expect("a new file");
    before.begin(key, &session_until(100)).await.expect("stored");
    before.pool.close().await;
    let after = Sqlite::at(&path).await.expect("the same file");

    assert!(after.load(key).await.expect("asked").is_some());
    after.pool.close().await;
    let bytes = std::fs::read(&path).expect("the file");
    assert!(!bytes.windows(cookie.len()).any(|window| window == cookie.as_bytes()));
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sessions.db");

    let _store = Sqlite::at(&path).await.expect("a new file");

    let mode = std::fs::metadata(&path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_no_session() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    store.begin(key, &session_until(100)).await.expect("stored");

    let spoil = sqlx::query("UPDATE sessions SET record = '{\"of\":\"another version\"}'");
    spoil.execute(&store.pool).await.expect("spoilt");

    assert!(store.load(key).await.expect("asked").is_none());
}
