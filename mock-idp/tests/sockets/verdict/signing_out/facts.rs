//! What an exchange says of a logout: whose session, whose hint, which application.

use reqwest::Method;

use super::{Application, CLIENT_ID, fetch_metadata};

/// Returns session, hinted session and client of the last exchange, by their names in this table.
fn facts(app: &Application, names: &[(&str, &str)]) -> String {
    let exchanges = app.idp.exchanges();
    let last = exchanges.last().expect("an exchange");
    let name = |id: Option<String>| {
        let Some(id) = id else { return "none" };
        names.iter().find(|(known, _)| *known == id).map_or("?", |(_, name)| *name)
    };
    let session = name(last.session.as_ref().map(ToString::to_string));
    let hinted = name(last.hinted.as_ref().map(ToString::to_string));
    let client = name(last.client.as_ref().map(ToString::to_string));
    format!("session {session}, hinted {hinted}, client {client}")
}

fn session(app: &Application) -> String {
    let exchanges = app.idp.exchanges();
    let began = exchanges.iter().rfind(|exchange| exchange.caused("user.login"));
    began.and_then(|exchange| exchange.session.as_ref()).expect("a session").as_str().to_owned()
}

#[test]
fn a_logout_knows_session_hint_and_client_as_far_as_they_came() {
    let app = Application::start();
    let (alices, bobs) = (app.browser(), app.browser());
    let alice = app.sign_in(&alices);
    let of_alice = session(&app);
    let bob = app.sign_in_bob(&bobs);
    let of_bob = session(&app);
    let names = [(&*of_alice, "Alice's"), (&*of_bob, "Bob's"), (CLIENT_ID, "Acme web")];
    let mut lines = Vec::new();
    let mut note = |what: &str| lines.push(format!("{what}: {}", facts(&app, &names)));

    let bare = bobs.without_cookies(&app, Method::GET, "/oidc/logout");
    bobs.send(fetch_metadata(bare, "cors", "empty", "cross-site"));
    note("neither cookie nor hint");
    let hinted = bobs.without_cookies(&app, Method::GET, &app.logout_url(&bob));
    bobs.send(fetch_metadata(hinted, "cors", "empty", "cross-site"));
    note("a hint alone");
    let refused = app.logout(&bob).with("post_logout_redirect_uri", "/").encoded();
    bobs.goes_to(&app, &format!("/oidc/logout?{refused}"));
    note("cookie and hint, refused");
    bobs.goes_to(&app, &format!("/end_session?{refused}"));
    note("another path");
    bobs.goes_to(&app, &app.logout_url(&alice));
    note("cookie, and the hint of another session");
    let cookie = alices.kept();
    alices.goes_to(&app, "/oidc/logout");
    note("a cookie alone");
    let kept =
        alices.without_cookies(&app, Method::GET, &app.logout_url(&alice)).header("cookie", cookie);
    alices.send(fetch_metadata(kept, "navigate", "document", "cross-site"));
    note("the cookie of an ended session, and its hint");
    alices.goes_to(&app, &format!("/oidc/logout?client_id={CLIENT_ID}"));
    note("a client's id alone");

    insta::assert_snapshot!(lines.join("\n"), @r"
    neither cookie nor hint: session none, hinted none, client none
    a hint alone: session none, hinted Bob's, client Acme web
    cookie and hint, refused: session Bob's, hinted Bob's, client Acme web
    another path: session Bob's, hinted Bob's, client Acme web
    cookie, and the hint of another session: session Bob's, hinted Alice's, client Acme web
    a cookie alone: session Alice's, hinted none, client none
    the cookie of an ended session, and its hint: session Alice's, hinted Alice's, client Acme web
    a client's id alone: session none, hinted none, client Acme web
    ");
}

/// Two cookies of the environment, as a neighbour on the same host can plant one.
#[test]
fn of_two_sessions_that_end_the_exchange_has_the_one_that_was_meant() {
    let app = Application::start();
    let (alices, bobs) = (app.browser(), app.browser());
    let alice = app.sign_in(&alices);
    let of_alice = session(&app);
    app.sign_in_bob(&bobs);
    let cookies = format!("{}; {}", alices.kept(), bobs.kept());

    let request = bobs.without_cookies(&app, Method::GET, &app.logout_url(&alice));
    bobs.send(fetch_metadata(
        request.header("cookie", cookies),
        "navigate",
        "document",
        "cross-site",
    ));

    let names = [(&*of_alice, "Alice's"), (CLIENT_ID, "Acme web")];
    assert_eq!(facts(&app, &names), "session Alice's, hinted Alice's, client Acme web");
    assert_eq!(app.said(), "");
}
