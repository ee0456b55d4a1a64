//! `/oidc/logout`: the browser's cookie decides, and the journal says why.

use reqwest::Method;
use reqwest::header::COOKIE;

use crate::http::{AUTHORIZE, Fake, sent, transcript};

const AFTERWARDS: &str = "post_logout_redirect_uri=http://localhost:3000/logged-out";

/// Signs Alice in; returns a logout URL for her, and her cookie.
fn alice(fake: &Fake) -> (String, String) {
    let (tokens, cookie) = fake.alice();
    let hint = tokens["id_token"].as_str().expect("an ID token");
    (format!("/oidc/logout?id_token_hint={hint}&{AFTERWARDS}&state=xyz"), cookie)
}

/// Says whether a sign-in with this cookie needs no page.
fn is_signed_in(fake: &Fake, cookie: &str) -> bool {
    let answer = fake.get_with(cookie, &format!("{AUTHORIZE}&prompt=none"));
    answer.parameter("code").is_some()
}

#[test]
fn a_logout_ends_the_session_takes_the_cookie_and_goes_on() {
    let fake = Fake::start();
    let (url, cookie) = alice(&fake);

    let answer = fake.get_with(&cookie, &url);

    insta::assert_snapshot!(answer, @"
    302
    cache-control: no-store
    location: http://localhost:3000/logged-out?state=xyz
    set-cookie: sk_idp_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax
    ");
    assert!(!is_signed_in(&fake, &cookie));
}

#[test]
fn without_an_address_the_way_ends_on_a_page() {
    let fake = Fake::start();
    let (_, cookie) = alice(&fake);

    let answers = transcript([
        ("signed in", fake.get_with(&cookie, "/oidc/logout")),
        ("again", fake.get_with(&cookie, "/oidc/logout")),
        ("no cookie", fake.get("/oidc/logout")),
    ]);

    insta::assert_snapshot!(answers, @"
    > signed in
    200
    cache-control: no-store
    set-cookie: sk_idp_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax

    You are signed out
    The session of this environment has ended, for every application that shares it.
    The logout request named no
    post_logout_redirect_uri
    , so the way ends here.

    > again
    200
    cache-control: no-store
    set-cookie: sk_idp_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax

    No session was ended
    Why: the cookie's session had ended before.
    The logout request named no
    post_logout_redirect_uri
    , so the way ends here.

    > no cookie
    200
    cache-control: no-store

    No session was ended
    Why: the request carried no Scalekit cookie, so no session was found: send the browser here by a redirect.
    The logout request named no
    post_logout_redirect_uri
    , so the way ends here.
    ");
}

#[test]
fn a_server_and_a_script_are_redirected_and_end_nothing() {
    let fake = Fake::start();
    let (url, cookie) = alice(&fake);
    let before = fake.idp.journal_since(1).len();
    let fetch = fake.request(Method::GET, &url).header(COOKIE, &cookie);

    let server = fake.get(&url);
    let script = sent(fetch.header("sec-fetch-site", "same-site").header("sec-fetch-mode", "cors"));
    let (path, form) = url.split_once('?').expect("a query");
    let form_of_another_site = fake.post(path, form);

    insta::assert_snapshot!(
        transcript([("server", server), ("fetch", script), ("POST", form_of_another_site)]),
        @"
    > server
    302
    cache-control: no-store
    location: http://localhost:3000/logged-out?state=xyz

    > fetch
    302
    cache-control: no-store
    location: http://localhost:3000/logged-out?state=xyz

    > POST
    303
    cache-control: no-store
    location: http://localhost:3000/logged-out?state=xyz
    "
    );
    insta::assert_snapshot!(fake.journal_from(before + 1), @"
    00:00  logout.ended_nothing         alice@acme.example: the request carried no Scalekit cookie, so no session was found: send the browser here by a redirect
    00:00  verdict.finding              doubt logout-by-navigation: a program without the session's cookie requested /oidc/logout on the connection of an application's token requests: nobody was signed out at Scalekit; if it is the application's server, let it redirect the browser there; if it is a test that plays the browser, let it send the browser's cookies
    00:00  logout.ended_nothing         alice@acme.example: a page's script made the request: send the browser here by a redirect
    00:00  logout.ended_nothing         alice@acme.example: the request carried no Scalekit cookie, so no session was found: send the browser here by a redirect
    ");
    assert!(is_signed_in(&fake, &cookie));
}

#[test]
fn a_form_of_the_same_site_carries_the_cookie_and_ends_the_session() {
    let fake = Fake::start();
    let (url, cookie) = alice(&fake);
    let (path, form) = url.split_once('?').expect("a query");

    let answer = sent(fake.form(path, form).header(COOKIE, &cookie));

    assert_eq!(answer.status, 303);
    assert!(!is_signed_in(&fake, &cookie));
}

#[test]
fn a_refusal_is_a_page_that_escapes_what_was_sent_and_the_session_stays() {
    let fake = Fake::start();
    let (tokens, cookie) = fake.alice();
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let evil = "post_logout_redirect_uri=http://evil.example/<b>";

    let refused = fake.get_with(&cookie, &format!("/oidc/logout?id_token_hint={hint}&{evil}"));

    insta::assert_snapshot!(refused, @r#"
    400
    cache-control: no-store

    This logout was refused
    The address to go to after logout is not registered.
    requested
    http://
    evil.example/<b>
    registered
    http://localhost:3000/logged-out
    http://
    localhost:3000/
    What to do:
    No session was ended. Register the URI under Post Logout URLs exactly as it was requested.
    Register this URI
    curl
    for Register this URI
    curl
    --json
    '{"uri":"http://evil.example/<b>"}'
    http://idp.test/_mock/clients/skc_100000000000000001/post_logout_redirect_uris
    See what this environment has
    Its entry in the journal
    "#);
    assert!(is_signed_in(&fake, &cookie));
}
