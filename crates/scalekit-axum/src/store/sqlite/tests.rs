//! The promises of the store, in memory and in a file.

use std::time::Duration;

use super::*;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
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
async fn a_session_is_found_until_it_ends_and_its_record_is_handed_over_once() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    store.begin(&session("cookie", 100)).await.expect("stored");

    let found = store.load(key).await.expect("asked");
    let first = store.end(key).await.expect("ended");
    let second = store.end(key).await.expect("ended again");

    let found = found.map(|found| found.record);
    assert_eq!(found.as_deref(), Some(&b"cookie"[..]));
    assert_eq!((first, second), (found, None));
    assert_eq!(store.load(key).await.expect("asked"), None);
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_brought_back_by_its_renewal() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    store.begin(&session("cookie", 100)).await.expect("stored");
    assert!(store.replace(key, 0, b"renewed").await.expect("replaced"));
    let renewed = VersionedRecord { record: b"renewed".to_vec(), version: 1 };
    assert_eq!(store.load(key).await.expect("asked"), Some(renewed));
    assert!(!store.replace(key, 0, b"late").await.expect("asked"), "another was faster");

    store.end(key).await.expect("ended");

    assert!(!store.replace(key, 1, b"renewed").await.expect("asked"));
    assert!(store.load(key).await.expect("asked").is_none());
}

fn lease(cookie: &str, holder: &str, until: u64) -> RenewalLease {
    RenewalLease { key: CookieHash::of(cookie), holder: holder.to_owned(), until: at(until) }
}

#[tokio::test]
async fn a_lease_is_held_by_one_until_it_is_returned_runs_out_or_bears_fruit() {
    let (store, key) = (store().await, CookieHash::of("cookie"));
    store.begin(&session("cookie", 900)).await.expect("stored");
    let take = async |holder, now| {
        store.lease_renewal(&lease("cookie", holder, now + 60), at(now)).await.expect("a store")
    };

    assert!(take("first", 100).await);
    assert!(!take("second", 100).await && !take("second", 159).await, "it is held");
    store.return_lease(&lease("cookie", "second", 160)).await.expect("a store");
    assert!(!take("second", 159).await, "only the holder can return it");
    assert!(take("second", 160).await, "the first has crashed");
    store.return_lease(&lease("cookie", "first", 160)).await.expect("a store");
    assert!(!take("third", 161).await, "who comes back late returns no lease of others");
    store.return_lease(&lease("cookie", "second", 220)).await.expect("a store");
    assert!(take("third", 161).await, "it was returned");
    assert!(store.replace(key, 0, b"renewed").await.expect("a store"));
    assert!(take("fourth", 161).await, "the renewal is done");
    store.end(key).await.expect("a store");
    assert!(!take("fifth", 900).await, "there is nothing to renew");
}

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
async fn a_session_is_found_without_its_cookie_by_its_sid_and_by_its_user() {
    let store = store().await;
    for cookie in ["phone", "laptop", "desk"] {
        store.begin(&session(cookie, 100)).await.expect("stored");
    }
    let other = SealedSession { sub: "usr_2".to_owned(), ..session("other", 100) };
    store.begin(&other).await.expect("stored");

    assert_eq!(store.end_of_sid("ses of phone").await.expect("ended"), 1);
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 2);
    assert_eq!(store.end_of_user("usr_1").await.expect("ended"), 0);
    assert!(store.load(other.key).await.expect("asked").is_some());
}

#[tokio::test]
async fn a_begun_sign_in_is_good_for_one_callback_of_its_own_browser() {
    let (store, browser) = (store().await, CookieHash::of("browser"));
    store.begin_sign_in(&sign_in("browser", 7, 600)).await.expect("stored");

    let stranger = store.take_sign_in(CookieHash::of("stranger"), [7; 32]).await.expect("asked");
    let guess = store.take_sign_in(browser, [8; 32]).await.expect("asked");
    let first = store.take_sign_in(browser, [7; 32]).await.expect("asked");
    let second = store.take_sign_in(browser, [7; 32]).await.expect("asked");

    assert!(stranger.is_none() && guess.is_none() && second.is_none());
    assert_eq!(first, Some(vec![7]));
}

#[tokio::test]
async fn the_oldest_sign_ins_of_a_browser_give_way() {
    let (store, browser) = (store().await, CookieHash::of("browser"));

    for tab in 0..=ATTEMPTS_PER_BROWSER {
        let tab = u8::try_from(tab).expect("a browser has few tabs");
        store.begin_sign_in(&sign_in("browser", tab, 600)).await.expect("stored");
    }

    assert_eq!(store.sign_ins(browser).await.expect("counted"), ATTEMPTS_PER_BROWSER);
    assert!(store.take_sign_in(browser, [0; 32]).await.expect("asked").is_none());
    assert!(store.take_sign_in(browser, [1; 32]).await.expect("asked").is_some());
}

#[tokio::test]
async fn a_flood_of_sign_ins_costs_no_more_than_the_bound() {
    let store = store().await;
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
async fn the_sweep_takes_what_is_over_and_leaves_the_rest() {
    let store = store().await;
    for (cookie, end) in [("over", 100), ("alive", 101)] {
        store.begin(&session(cookie, end)).await.expect("stored");
        store.begin_sign_in(&sign_in(cookie, 0, end)).await.expect("stored");
    }
    let [over, alive] = ["over", "alive"].map(CookieHash::of);

    store.sweep(at(100)).await.expect("swept");

    assert!(store.load(over).await.expect("asked").is_none());
    assert!(store.load(alive).await.expect("asked").is_some());
    assert_eq!(store.sign_ins(over).await.expect("counted"), 0);
    assert_eq!(store.sign_ins(alive).await.expect("counted"), 1);
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
