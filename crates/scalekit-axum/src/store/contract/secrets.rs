//! Secrets: the store has none, and its errors show nothing.

use super::examples::session;
use super::place::Place;
use crate::sealed::{CookieSecret, SealedStore};
use crate::session::Session;
use crate::store::SealedSession;

of_every_store! {
    no_token_and_no_cookie_is_in_the_files_of_the_store
    an_error_shows_no_record_and_nobody
}

/// Returns a session whose tokens can be searched for.
fn with_canaries() -> Session {
    let mut session = serde_json::to_value(Session::example()).expect("JSON");
    for token in ["access_token", "refresh_token", "id_token"] {
        session["tokens"][token] = format!("{token}_canary").into();
    }
    session["identity"]["name"] = "name_canary".into();
    session["identity"]["sid"] = "ses_in_the_clear".into();
    serde_json::from_value(session).expect("a session")
}

async fn no_token_and_no_cookie_is_in_the_files_of_the_store(place: Place) {
    let cookie = CookieSecret::fresh();
    let raw = place.instance().await;
    let sealed = SealedStore::over_shared(place.instance().await);

    sealed.begin(&cookie, &with_canaries()).await.expect("stored");
    let begun = raw.load(cookie.hash()).await.expect("a store").expect("a record").record;
    assert!(sealed.replace(&cookie, &with_canaries()).await.expect("a store"));
    let renewed = raw.load(cookie.hash()).await.expect("a store").expect("a record").record;

    for secret in ["token_canary", "name_canary", cookie.secret()] {
        assert!(!place.holds(secret.as_bytes()), "{secret}");
        for record in [&begun, &renewed] {
            assert!(!String::from_utf8_lossy(record).contains(secret), "{secret}");
        }
    }
    assert_ne!(begun, renewed, "each seal has a nonce of its own");
    assert!(place.holds(b"ses_in_the_clear"), "what is in the clear is found like this");
    let found = sealed.load(&cookie).await.expect("a store").expect("the session");
    assert_eq!(found.identity.name.as_deref(), Some("name_canary"));
}

async fn an_error_shows_no_record_and_nobody(place: Place) {
    let store = place.instance().await;
    let session = SealedSession {
        sid: Some("sid_canary".to_owned()),
        sub: "sub_canary".to_owned(),
        record: b"record_canary".to_vec(),
        ..session("cookie")
    };
    store.begin(&session).await.expect("stored");

    let error = store.begin(&session).await.expect_err("there is such a session");

    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("canary") && !printed.contains("Detail"), "{printed}");
    let key = format!("{:02x}{:02x}", session.key.as_bytes()[0], session.key.as_bytes()[1]);
    assert!(!printed.contains(&format!("\\x{key}")), "{printed}");
    let kept = store.load(session.key).await.expect("a store").expect("the first");
    assert_eq!(kept.record, session.record);
}
