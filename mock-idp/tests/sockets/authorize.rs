//! `/oauth/authorize`: a page where no redirect URI can be trusted, redirects otherwise.

use crate::http::{ALICE, AUTHORIZE, Fake, SPA, transcript};

#[test]
fn a_good_request_waits_at_the_sign_in_page() {
    let fake = Fake::start();

    let answer = fake.get(AUTHORIZE);

    insta::assert_snapshot!(answer, @"
    302
    cache-control: no-store
    location: /login?request=ar_466832397956113305
    ");
}

#[test]
fn a_request_may_come_by_post() {
    let fake = Fake::start();
    let (_, query) = AUTHORIZE.split_once('?').expect("a query");

    let good = fake.post("/oauth/authorize", query);

    assert_eq!(good.status, 303);
    assert!(good.location().starts_with("/login?request=ar_"));
}

#[test]
fn a_live_session_is_answered_at_once() {
    let fake = Fake::start();
    let signed_in = fake.sign_in(AUTHORIZE, ALICE);

    let answer = fake.get_with(&signed_in.cookie, AUTHORIZE);

    insta::assert_snapshot!(answer, @"
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?code=f16mxCC1L7jEd3FXsQWnEkOiJSOZoS5F5DddivNZJ6M&state=xyz&iss=http%3A%2F%2Fidp.test
    ");
}

#[test]
fn the_state_comes_back_as_it_was_sent() {
    let fake = Fake::start();
    let cookie = fake.sign_in(AUTHORIZE, ALICE).cookie;
    let base = AUTHORIZE.replace("&state=xyz", "");

    for state in ["a b", "a+b&c=d#e", "é/?", "%25", "\"<script>"] {
        let encoded: String = url::form_urlencoded::byte_serialize(state.as_bytes()).collect();
        let answer = fake.get_with(&cookie, &format!("{base}&state={encoded}"));
        assert_eq!(answer.parameter("state").as_deref(), Some(state));
    }
    let without = fake.get_with(&cookie, &base);
    assert_eq!(without.parameter("state"), None);
}

#[test]
fn a_client_that_cannot_be_trusted_gets_a_page_that_escapes_what_it_sent() {
    let fake = Fake::start();
    let callback = "redirect_uri=http://localhost:3000/auth/callback";

    let pages = transcript([
        (
            "unknown client",
            fake.get(&format!("/oauth/authorize?client_id=<b>skc_1</b>&{callback}")),
        ),
        ("unregistered", fake.get(&format!("/oauth/authorize?{SPA}&{callback}&state=xyz"))),
    ]);

    assert!(!pages.contains("location:"));
    insta::assert_snapshot!(pages, @r#"
    > unknown client
    400
    cache-control: no-store

    This client is unknown
    Why: there is no client
    <b>skc_1</b>
    in this environment.
    client_id
    <b>skc_1</b>
    clients there are
    skc_100000000000000001 (Acme web)
    skc_100000000000000002 (Acme SPA)
    What to do:
    Configure the application with one of the client ids of this environment.
    See what this environment has
    Its entry in the journal

    > unregistered
    400
    cache-control: no-store

    This redirect URI is not registered
    Acme SPA requested an answer at an address that it has not registered.
    requested
    http://localhost:3000/
    auth
    /callback
    registered for Acme SPA
    http://localhost:3000/
    spa
    /callback
    What to do:
    Register the URI exactly as it was requested, or request one that is registered. Scheme, host, port, path and trailing slash all count.
    Register this URI
    curl
    for Register this URI
    curl
    --json
    '{"uri":"http://localhost:3000/auth/callback"}'
    http://idp.test/_mock/clients/skc_100000000000000002/redirect_uris
    See what this environment has
    Its entry in the journal
    "#);
}

#[test]
fn another_mistake_goes_back_by_redirect() {
    let fake = Fake::start();
    let (_, query) = AUTHORIZE.split_once('?').expect("a query");

    let refused = fake.get(&format!("{AUTHORIZE}&prompt=%22%C3%A9%5C"));
    let by_post = fake.post("/oauth/authorize", &format!("{query}&prompt=none"));

    insta::assert_snapshot!(transcript([("GET", refused), ("POST", by_post)]), @"
    > GET
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_request&error_description=prompt+%60%3F%3F%3F%60+is+unknown%3B+send+%60none%60%2C+%60login%60%2C+%60create%60%2C+%60select_account%60+or+%60consent%60&state=xyz&iss=http%3A%2F%2Fidp.test

    > POST
    303
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=login_required&error_description=nobody+is+signed+in+with+this+browser%2C+and+prompt%3Dnone+allows+no+page&state=xyz&iss=http%3A%2F%2Fidp.test
    ");
}
