//! `/oauth/authorize`: pages for whoever cannot be trusted, redirects for everybody else.

use std::time::Duration;

use mock_idp::Seed;
use mock_idp::seed::Client;

use crate::http::{ALICE, ASK, Fake, SPA, asked};

#[test]
fn whoever_cannot_be_trusted_gets_a_page_and_never_a_redirect() {
    let fake = Fake::start();
    let callback = "redirect_uri=http://localhost:3000/auth/callback";

    let told = asked([
        ("no client", fake.get(&format!("/oauth/authorize?{callback}"))),
        (
            "unknown client",
            fake.get(&format!("/oauth/authorize?client_id=<b>skc_1</b>&{callback}")),
        ),
        ("client twice", fake.get(&format!("/oauth/authorize?{SPA}&{SPA}&{callback}"))),
        ("no redirect", fake.get(&format!("/oauth/authorize?{SPA}"))),
        ("redirect twice", fake.get(&format!("{ASK}&redirect_uri=http://evil.example/"))),
        ("unregistered", fake.get(&format!("/oauth/authorize?{SPA}&{callback}&state=xyz"))),
    ]);

    assert!(!told.contains("location:"));
    insta::assert_snapshot!(told, @"
    > no client
    400
    cache-control: no-store

    This request cannot be answered
    Why: client_id is missing.
    What to do:
    Send response_type, client_id, redirect_uri, scope and state once each.
    See what this environment has

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

    > client twice
    400
    cache-control: no-store

    This request cannot be answered
    Why: client_id came more than once; RFC 6749 §3.1 allows a parameter once.
    What to do:
    Send response_type, client_id, redirect_uri, scope and state once each.
    See what this environment has

    > no redirect
    400
    cache-control: no-store

    This request cannot be answered
    Why: redirect_uri is missing.
    What to do:
    Send response_type, client_id, redirect_uri, scope and state once each.
    See what this environment has

    > redirect twice
    400
    cache-control: no-store

    This request cannot be answered
    Why: redirect_uri came more than once; RFC 6749 §3.1 allows a parameter once.
    What to do:
    Send response_type, client_id, redirect_uri, scope and state once each.
    See what this environment has

    > unregistered
    400
    cache-control: no-store

    This redirect URI is not registered
    Acme SPA asked for an answer at an address that it has not registered.
    asked for
    http://localhost:3000/auth/callback
    registered for Acme SPA
    http://localhost:3000/spa/callback
    What to do:
    Register the URI exactly as it is asked for, or ask for one that is registered. Scheme, host, port, path and trailing slash all count.
    See what this environment has
    ");
}

#[test]
fn a_client_without_redirects_is_told_that_it_has_none() {
    let seed = Seed::empty().client(Client::web("Machine").id("skc_1").secret("only_for_tests"));
    let fake = Fake::with(seed);

    let answer = fake.get("/oauth/authorize?client_id=skc_1&redirect_uri=http://localhost:3000/");

    insta::assert_snapshot!(answer, @"
    400
    cache-control: no-store

    This redirect URI is not registered
    Machine asked for an answer at an address that it has not registered.
    asked for
    http://localhost:3000/
    registered for Machine
    none
    What to do:
    Register the URI exactly as it is asked for, or ask for one that is registered. Scheme, host, port, path and trailing slash all count.
    See what this environment has
    ");
}

/// The answer to Acme web's request with these parameters more.
fn with(fake: &Fake, more: &str) -> String {
    let answer = fake.get(&format!("{ASK}&{more}"));
    assert_eq!(answer.status, 302, "{more}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.parameter("iss").as_deref(), Some("http://idp.test"));
    assert_eq!(answer.parameter("state").as_deref(), Some("xyz"), "{more}");
    let error = answer.parameter("error").expect("an error");
    let description = answer.parameter("error_description").expect("a reason");
    format!("{more}\n  {error}: {description}")
}

#[test]
fn every_other_mistake_goes_back_by_redirect() {
    let fake = Fake::start();
    let challenge = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    let told: Vec<String> = [
        "response_mode=form_post",
        "request=eyJhbGciOiJub25lIn0",
        "request_uri=https://app.example/request",
        "prompt=cake",
        "prompt=%22%C3%A9%5C",
        "prompt=none+login",
        "prompt=none",
        "nonce=another",
        "code_challenge_method=S256",
        &format!("{challenge}&code_challenge_method=plain"),
        &format!("{challenge}&code_challenge_method=S512"),
        challenge,
        "code_challenge=short&code_challenge_method=S256",
        "organization_id=org_1",
        "connection_id=conn_1",
        "provider=google",
        "domain_hint=acme.example",
        "domain=acme.example",
    ]
    .iter()
    .map(|more| with(&fake, more))
    .collect();

    insta::assert_snapshot!(told.join("\n"), @"
    response_mode=form_post
      invalid_request: response_mode `form_post` is not supported; the answer comes in the query
    request=eyJhbGciOiJub25lIn0
      request_not_supported: request objects are not supported; send plain parameters
    request_uri=https://app.example/request
      request_uri_not_supported: request_uri is not supported; send plain parameters
    prompt=cake
      invalid_request: prompt `cake` is unknown; send `none`, `login`, `create`, `select_account` or `consent`
    prompt=%22%C3%A9%5C
      invalid_request: prompt `???` is unknown; send `none`, `login`, `create`, `select_account` or `consent`
    prompt=none+login
      invalid_request: prompt `none` cannot be combined with another
    prompt=none
      login_required: nobody is signed in with this browser, and prompt=none allows no page
    nonce=another
      invalid_request: nonce came more than once; RFC 6749 section 3.1 allows a parameter once
    code_challenge_method=S256
      invalid_request: code_challenge_method came without code_challenge
    code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain
      invalid_request: code_challenge_method `plain` proves nothing to whoever sees the request; send S256
    code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S512
      invalid_request: code_challenge_method is neither S256 nor anything else that RFC 7636 knows; send S256
    code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
      invalid_request: code_challenge came without code_challenge_method, which RFC 7636 section 4.3 reads as `plain`; send code_challenge_method=S256
    code_challenge=short&code_challenge_method=S256
      invalid_request: code_challenge is not the 43 base64url characters of a SHA-256 digest (RFC 7636 section 4.2)
    organization_id=org_1
      invalid_organization_id: there is no organization `org_1` in this environment
    connection_id=conn_1
      invalid_connection_id: there is no connection `conn_1` in this environment
    provider=google
      no_configured_connections: no connection to the provider `google` is configured in this environment
    domain_hint=acme.example
      domain_not_found: no organization of this environment owns the domain `acme.example`
    domain=acme.example
      domain_not_found: no organization of this environment owns the domain `acme.example`
    ");
}

#[test]
fn what_is_missing_is_told_by_redirect_too() {
    let fake = Fake::start();
    let ask = "/oauth/authorize?client_id=skc_100000000000000001&redirect_uri=http://localhost:3000/auth/callback";
    let spa = "/oauth/authorize?client_id=skc_100000000000000002&redirect_uri=http://localhost:3000/spa/callback";

    let told = asked([
        ("no response_type", fake.get(ask)),
        ("another response_type", fake.get(&format!("{ask}&response_type=token"))),
        ("no scope", fake.get(&format!("{ask}&response_type=code"))),
        ("no openid", fake.get(&format!("{ask}&response_type=code&scope=email"))),
        (
            "a public client without PKCE",
            fake.get(&format!("{spa}&response_type=code&scope=openid")),
        ),
        ("state twice", fake.get(&format!("{ask}&response_type=code&state=a&state=b"))),
    ]);

    insta::assert_snapshot!(told, @"
    > no response_type
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_request&error_description=response_type+is+missing%3B+send+response_type%3Dcode&iss=http%3A%2F%2Fidp.test

    > another response_type
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=unsupported_response_type&error_description=response_type+%60token%60+is+not+supported%3B+Scalekit+knows+%60code%60+only&iss=http%3A%2F%2Fidp.test

    > no scope
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_scope&error_description=scope+is+missing%3B+ask+for+%60openid+profile+email%60%2C+and+%60offline_access%60+for+a+refresh+token&iss=http%3A%2F%2Fidp.test

    > no openid
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_scope&error_description=scope+lacks+%60openid%60%3B+ask+for+%60openid+profile+email%60%2C+and+%60offline_access%60+for+a+refresh+token&iss=http%3A%2F%2Fidp.test

    > a public client without PKCE
    302
    cache-control: no-store
    location: http://localhost:3000/spa/callback?error=invalid_request&error_description=this+client+must+use+PKCE%3A+send+code_challenge+and+code_challenge_method%3DS256&iss=http%3A%2F%2Fidp.test

    > state twice
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?error=invalid_request&error_description=state+came+more+than+once%3B+RFC+6749+section+3.1+allows+a+parameter+once&iss=http%3A%2F%2Fidp.test
    ");
}

#[test]
fn a_good_request_waits_at_the_sign_in_page() {
    let fake = Fake::start();

    let answer = fake.get(ASK);

    insta::assert_snapshot!(answer, @"
    302
    cache-control: no-store
    location: /login?request=ar_466832397956113305
    ");
}

#[test]
fn a_request_may_come_by_post() {
    let fake = Fake::start();
    let (_, query) = ASK.split_once('?').expect("a query");

    let good = fake.post("/oauth/authorize", query);
    let bad = fake.post("/oauth/authorize", &format!("{query}&prompt=none"));

    assert_eq!(good.status, 303);
    assert!(good.location().starts_with("/login?request=ar_"));
    assert_eq!(bad.status, 303);
    assert_eq!(bad.parameter("error").as_deref(), Some("login_required"));
}

#[test]
fn a_live_session_is_answered_at_once() {
    let fake = Fake::start();
    let signed_in = fake.sign_in(ASK, ALICE);

    let answer = fake.get_with(&signed_in.cookie, ASK);

    insta::assert_snapshot!(answer, @"
    302
    cache-control: no-store
    location: http://localhost:3000/auth/callback?code=f16mxCC1L7jEd3FXsQWnEkOiJSOZoS5F5DddivNZJ6M&state=xyz&iss=http%3A%2F%2Fidp.test
    ");
}

#[test]
fn the_state_comes_back_as_it_was_sent() {
    let fake = Fake::start();
    let cookie = fake.sign_in(ASK, ALICE).cookie;
    let base = ASK.replace("&state=xyz", "");

    for state in ["a b", "a+b&c=d#e", "é/?", "%25", "\"<script>"] {
        let encoded: String = url::form_urlencoded::byte_serialize(state.as_bytes()).collect();
        let answer = fake.get_with(&cookie, &format!("{base}&state={encoded}"));
        assert_eq!(answer.parameter("state").as_deref(), Some(state));
    }
    let without = fake.get_with(&cookie, &base);
    assert_eq!(without.parameter("state"), None);
}

#[test]
fn a_session_that_is_older_than_max_age_needs_a_new_proof() {
    let fake = Fake::start();
    let (_, cookie) = fake.alice();
    fake.idp.clock().advance(Duration::from_mins(1));
    let ask = |more: &str| fake.get_with(&cookie, &format!("{ASK}&{more}"));

    let young = ask("max_age=60");
    let page = ask("max_age=59");
    let refused = ask("max_age=0&prompt=none");
    let mistaken = ask("max_age=1e3");

    assert!(young.parameter("code").is_some(), "{young}");
    assert!(page.location().starts_with("/login?request="), "{page}");
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    assert_eq!(mistaken.parameter("error").as_deref(), Some("invalid_request"));
    assert_eq!(mistaken.parameter("state").as_deref(), Some("xyz"));
}
