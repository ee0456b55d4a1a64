//! Waiting in line, with a Scalekit that cannot be reached.

use crate::{
    settings::{Database, Settings},
    store::Sqlite,
};

use super::*;

/// An app whose environment refuses every connection: nobody listens at port 1.
async fn app_in_an_outage() -> Arc<App> {
    let settings = Settings {
        environment_url: "http://127.0.0.1:1".to_owned(),
        client_id: "skc_1".to_owned(),
        client_secret: "secret".into(),
        redirect_uri: "http://localhost:3000/auth/callback"
            .parse()
            .expect("a URL"),
        post_logout_redirect_uri: "http://localhost:3000/logged-out".parse().expect("a URL"),
        address: "127.0.0.1:3000".parse().expect("an address"),
        database: Database::Memory,
        clock: scalekit::Clock::new(|| SystemTime::UNIX_EPOCH),
    };
    let store = Sqlite::in_memory().await.expect("a database in memory");
    App::new(settings, store).expect("the settings are right")
}

#[tokio::test]
async fn those_who_wait_in_line_share_the_failure_and_the_next_one_tries_again() {
    let (app, key) = (app_in_an_outage().await, CookieHash::of("cookie"));
    let session = Session::example();
    app.store.begin(key, &session).await.expect("stored");

    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (app, session) = (Arc::clone(&app), session.clone());
        requests.spawn(async move { renew(&app, key, &session).await });
    }
    let outcomes = requests.join_all().await;

    assert_eq!(outcomes.len(), 20);
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Err(Lapse::Unreachable(_))))
    );
    assert_eq!(app.renewals.line(key).failures().count, 1);

    let later = renew(&app, key, &session).await;
    assert!(matches!(later, Err(Lapse::Unreachable(_))));
    assert_eq!(app.renewals.line(key).failures().count, 2);
}

#[tokio::test]
async fn whoever_comes_after_a_renewal_takes_its_result() {
    let (app, key) = (app_in_an_outage().await, CookieHash::of("cookie"));
    let seen = Session::example();
    let renewed = Session {
        renewals: 1,
        ..seen.clone()
    };
    app.store.begin(key, &renewed).await.expect("stored");

    let outcome = renew(&app, key, &seen).await;

    assert_eq!(outcome.expect("no need to ask Scalekit").renewals, 1);
}

#[tokio::test]
async fn failures_are_forgotten_with_the_session_and_after_their_pause() {
    let (app, key) = (app_in_an_outage().await, CookieHash::of("cookie"));
    let (now, later) = (app.now(), app.now() + PAUSE_AFTER_FAILURE);

    app.renewals.line(key).failed(now);
    assert!(app.renewals.failed_lately(key, now));
    assert!(!app.renewals.failed_lately(key, later));

    app.renewals.sweep(now);
    assert_eq!(app.renewals.with_lines(|lines| lines.len()), 1);
    app.renewals.sweep(later);
    assert_eq!(app.renewals.with_lines(|lines| lines.len()), 0);
}
