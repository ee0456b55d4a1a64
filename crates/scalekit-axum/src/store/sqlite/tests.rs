//! What is SQLite's own: memory, and the file. The promises of every store are in `store/contract.rs`.

use std::time::{Duration, SystemTime};

use sqlx::sqlite::SqliteJournalMode;

use super::*;
use crate::sealed::CookieHash;
use crate::store::{SealedSession, SealedSignIn, SessionStore as _};
use crate::testing::holds;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn session(cookie: &str, end: u64) -> SealedSession {
    SealedSession {
        key: CookieHash::of(cookie),
        sid: Some(format!("ses of {cookie}")),
        sub: "usr_1".to_owned(),
        ends_at: at(end),
        record: cookie.as_bytes().to_vec(),
    }
}

fn sign_in(browser: &str, state: u8, end: u64) -> SealedSignIn {
    SealedSignIn {
        browser: CookieHash::of(browser),
        state: [state; 32],
        ends_at: at(end),
        record: vec![state],
    }
}

async fn store() -> Sqlite {
    Sqlite::in_memory().await.expect("a database in memory")
}

#[tokio::test]
async fn a_flood_of_sign_ins_costs_no_more_than_the_bound() {
    let store = store().await;
    // Ten thousand rows at once, so that the next one is one too many.
    let flood = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO scalekit_sign_ins (browser, state, ends_at, record) SELECT x'00', x'00', 600, x'00' FROM n";
    sqlx::query(flood).execute(&store.pool).await.expect("a flood");

    store.begin_sign_in(&sign_in("browser", 0, 600)).await.expect("stored");

    let count =
        sqlx::query("SELECT count(*), min(id) FROM scalekit_sign_ins").fetch_one(&store.pool).await;
    let count = count.expect("counted");
    assert_eq!(count.get::<u32, _>(0), ATTEMPTS_ALTOGETHER);
    assert_eq!(count.get::<u32, _>(1), 2, "the oldest gave way");
}

#[tokio::test]
async fn a_file_of_before_is_begun_anew_and_its_tokens_are_not_left_lying_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sessions.db");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let before = SqlitePool::connect_with(options.journal_mode(SqliteJournalMode::Wal)).await;
    let before = before.expect("a file of before");
    let schema = "CREATE TABLE sessions (key BLOB PRIMARY KEY, sid TEXT, ends_at INTEGER, record TEXT);
        CREATE TABLE sign_ins (id INTEGER PRIMARY KEY, browser BLOB, state TEXT, ends_at INTEGER, record TEXT);
        INSERT INTO sessions VALUES (x'00', 'ses_1', 100, 'a token in the clear');
        CREATE TABLE scalekit_refresh_tokens (jti TEXT PRIMARY KEY);
        INSERT INTO scalekit_refresh_tokens VALUES ('of a session of before');";
    sqlx::raw_sql(schema).execute(&before).await.expect("a session of before");
    before.close().await;

    let after = Sqlite::at(&path).await.expect("the same file");
    after.begin(&session("cookie", 100)).await.expect("stored");

    assert!(!holds(folder.path(), b"a token in the clear"));
    assert!(!holds(folder.path(), b"of a session of before"), "its tokens end with it");
    assert!(holds(folder.path(), b"ses of cookie"), "what is kept now is found like this");
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
async fn of_four_instances_that_start_together_none_fails() {
    for _ in 0..50 {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sessions.db");
        let (one, two, three, four) = tokio::join!(
            Sqlite::at(&path),
            Sqlite::at(&path),
            Sqlite::at(&path),
            Sqlite::at(&path)
        );
        let opened = [one, two, three, four].map(Result::err);
        assert!(opened.iter().all(Option::is_none), "{opened:?}");
    }
}
