//! The promises of every store, in memory; and what is special about files.

use super::*;
use crate::attempt::ATTEMPTS_PER_BROWSER;
use crate::store::promises::promises;

promises!(Sqlite::in_memory().await.expect("a database in memory"));

#[tokio::test]
async fn two_processes_share_a_file_and_what_one_ends_is_over_for_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sessions.db");
    let (one, other) = tokio::join!(Sqlite::at(&path), Sqlite::at(&path));
    let (one, other) = (one.expect("a file"), other.expect("the same file"));
    let key = CookieHash::of("cookie");
    one.begin(&session("cookie", 900)).await.expect("stored");

    let (first, second) = (lease("cookie", "first", 60), lease("cookie", "second", 60));
    let (first, second) =
        tokio::join!(one.lease_renewal(&first, at(0)), other.lease_renewal(&second, at(0)));

    assert!(first.expect("a store") ^ second.expect("a store"), "one of them");
    assert!(other.load(key).await.expect("a store").is_some());
    assert_eq!(other.end_of_sid("ses of cookie").await.expect("ended"), 1);
    assert!(one.load(key).await.expect("a store").is_none());
    assert!(!one.replace(key, 0, b"renewed").await.expect("a store"), "it stays ended");
}

#[tokio::test]
async fn a_flood_of_sign_ins_costs_no_more_than_the_bound() {
    let store = Sqlite::in_memory().await.expect("a database in memory");
    // Ten thousand rows at once, so that the next one is one too many.
    let flood = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO sign_ins (browser, state, ends_at, record) SELECT x'00', x'00', 600, x'00' FROM n";
    sqlx::query(flood).execute(&store.pool).await.expect("a flood");

    store.begin_sign_in(&sign_in("browser", 0, 600)).await.expect("stored");

    let count = sqlx::query("SELECT count(*), min(id) FROM sign_ins").fetch_one(&store.pool).await;
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
        INSERT INTO sessions VALUES (x'00', 'ses_1', 100, 'a token in the clear');";
    sqlx::raw_sql(schema).execute(&before).await.expect("a session of before");
    before.close().await;

    let after = Sqlite::at(&path).await.expect("the same file");
    after.begin(&session("cookie", 100)).await.expect("stored");

    assert!(!holds(folder.path(), b"a token in the clear"));
    assert!(holds(folder.path(), b"ses of cookie"), "what is kept now is found like this");
}

/// Says whether any file of the folder has these bytes in it: the database's, or its journal's.
pub(crate) fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder").flatten();
    let mut files = files.map(|file| std::fs::read(file.path()).expect("a file"));
    files.any(|file| file.windows(bytes.len()).any(|window| window == bytes))
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
