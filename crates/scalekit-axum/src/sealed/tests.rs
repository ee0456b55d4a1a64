//! Records at rest, and who can read them.

use std::time::UNIX_EPOCH;

use scalekit::{Client, SignIn};

use super::*;
use crate::attempt::ATTEMPT_LIFETIME;
use crate::return_path::ReturnPath;
use crate::store::Sqlite;

fn begun() -> BegunSignIn {
    let client = Client::builder("https://acme.scalekit.com", "skc_1").build().expect("settings");
    let attempt = client.begin(SignIn::to("https://app.example/auth/callback"));
    BegunSignIn::new(attempt, ReturnPath::root(), UNIX_EPOCH)
}

async fn store() -> SealedStore {
    SealedStore::over(Sqlite::in_memory().await.expect("a database in memory"))
}

#[tokio::test]
async fn the_cookie_opens_its_session_and_hands_over_the_id_token_once() {
    let (store, cookie) = (store().await, CookieSecret::fresh());
    store.begin(&cookie, &Session::example()).await.expect("stored");

    let found = store.load(&cookie).await.expect("asked").expect("a session");
    let other = store.load(&CookieSecret::fresh()).await.expect("asked");
    let first = store.end(&cookie.clone().into()).await.expect("ended");
    let second = store.end(&cookie.clone().into()).await.expect("ended again");

    assert_eq!(found.identity.sid.as_deref(), Some("ses_1"));
    assert_eq!(first.and_then(|s| s.tokens.id_token).expect("the hint").secret(), "id");
    assert!(other.is_none() && second.is_none());
}

#[tokio::test]
async fn what_is_remembered_was_new_once_until_it_is_swept() {
    let (store, token) = (store().await, Memory::LogoutToken("1"));
    let until = UNIX_EPOCH + ATTEMPT_LIFETIME;
    assert!(!store.remembers(token).await.expect("a store"));

    let first = store.remember(token, until).await.expect("a store");
    let second = store.remember(token, until).await.expect("a store");

    assert!(first && !second);
    assert!(store.remembers(token).await.expect("a store"));
    assert!(!store.remembers(Memory::Webhook("1")).await.expect("a store"), "another kind");
    store.sweep(UNIX_EPOCH).await.expect("swept");
    assert!(store.remembers(token).await.expect("a store"), "its time has not come");
    store.sweep(until).await.expect("swept");
    assert!(!store.remembers(token).await.expect("a store"));
}

#[tokio::test]
async fn the_cookie_opens_its_sign_in() {
    let (store, browser, begun) = (store().await, CookieSecret::fresh(), begun());
    store.begin_sign_in(&browser, &begun).await.expect("stored");

    let taken = store.take_sign_in(&browser, begun.attempt.state()).await.expect("asked");

    let taken = taken.expect("the sign-in");
    assert_eq!(taken.attempt.state(), begun.attempt.state());
    assert_eq!((taken.next, taken.ends_at), (ReturnPath::root(), UNIX_EPOCH + ATTEMPT_LIFETIME));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_no_session() {
    let store = Sqlite::in_memory().await.expect("a database in memory");
    let (mine, yours) = (CookieSecret::fresh(), CookieSecret::fresh());
    let sealed = SealedStore::over(store.clone());
    for cookie in [&mine, &yours] {
        sealed.begin(cookie, &Session::example()).await.expect("stored");
    }
    let of_another = store.load(yours.hash()).await.expect("asked").expect("a record").record;
    let of_another_kind = mine.seal(SIGN_IN, &Session::example()).expect("sealed");
    let of_another_version = mine.seal(SESSION, &["another"]).expect("sealed");

    for (version, record) in
        (0..).zip([of_another, of_another_kind, of_another_version, Vec::new()])
    {
        assert!(store.replace(mine.hash(), version, &record).await.expect("replaced"));
        assert!(sealed.load(&mine).await.expect("asked").is_none());
    }
    assert!(sealed.end(&mine.clone().into()).await.expect("ended").is_none());
}

#[test]
fn the_cookie_prints_no_secret() {
    assert_eq!(format!("{:?}", CookieSecret::fresh()), "CookieSecret([redacted])");
}

#[test]
fn the_name_in_the_store_does_not_give_the_cookie_away() {
    let cookie = secrets::fresh();

    let shown = format!("{:?}", CookieHash::of(&cookie));

    assert_eq!(shown.chars().count(), "CookieHash(01234567…)".chars().count());
    assert!(!shown.contains(&cookie));
}
