//! The browser of a request and its initiator: foreign cookies, forms of other sites, prefetches.

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{COOKIE, HeaderValue, ORIGIN};
use serde_json::json;

use crate::http::{ALICE, AUTHORIZE, Answer, DAVE, Fake, sent};

const AFTERWARDS: &str = "post_logout_redirect_uri=http://localhost:3000/logged-out";

/// Returns a `Cookie` header of these octets.
fn octets(parts: &[&[u8]]) -> HeaderValue {
    HeaderValue::from_bytes(&parts.concat()).expect("a header value")
}

/// Adds the Fetch Metadata of a page at another port of this host.
fn from_the_application(request: RequestBuilder, mode: &str, destination: &str) -> RequestBuilder {
    request
        .header("sec-fetch-site", "same-site")
        .header("sec-fetch-mode", mode)
        .header("sec-fetch-dest", destination)
}

fn is_signed_in(fake: &Fake, cookie: &str) -> bool {
    fake.get_with(cookie, &format!("{AUTHORIZE}&prompt=none")).parameter("code").is_some()
}

#[test]
fn whatever_neighbours_send_the_session_is_found_and_ended() {
    let fake = Fake::start();
    let planted = "sk_idp_session=c29tZSAzMiBvY3RldHMgb2YgYSB0ZXN0IGJyb3dzZXI";
    for (before, after) in [
        (&b"name=J\xfcrgen; "[..], &b""[..]),
        (b"euro=\xe2\x82\xac; a=b=c; quoted=\"x y\"; ", b"; z=\xff"),
        (planted.as_bytes(), b""),
        (b"sk_idp_session=\xff\xfe; sk_idp_session=\"; sk_idp_session=a=b; ", b"; sk_idp_session="),
        (b"=; ;;sk_idp_session; ", b";"),
    ] {
        let (_, cookie) = fake.alice();
        let separator: &[u8] = if before.ends_with(b" ") { b"" } else { b"; " };
        let line = octets(&[before, separator, cookie.as_bytes(), after]);
        let request = |path: &str| fake.stranger(Method::GET, path).header(COOKIE, line.clone());

        let silent = sent(request(&format!("{AUTHORIZE}&prompt=none")));
        let ended = sent(request("/oidc/logout"));

        assert!(silent.parameter("code").is_some(), "{line:?}: {silent}");
        assert!(ended.page_text().contains("You are signed out"), "{line:?}: {ended}");
        assert!(!is_signed_in(&fake, &cookie), "{line:?}");
    }
}

#[test]
fn a_logout_ends_every_session_that_the_cookies_open() {
    let fake = Fake::start();
    let (first, second) = (fake.alice().1, fake.alice().1);

    sent(fake.stranger(Method::GET, "/oidc/logout").header(COOKIE, format!("{first}; {second}")));

    assert!(!is_signed_in(&fake, &first) && !is_signed_in(&fake, &second));
}

#[test]
fn what_would_leave_the_cookie_at_home_ends_nothing_and_says_why() {
    let fake = Fake::start();
    let (_, cookie) = fake.alice();
    let get = || fake.get_request_with(&cookie, "/oidc/logout");
    let post = || fake.form("/oidc/logout", "").header(COOKIE, &cookie);

    let answers = [
        ("a form or a 307", from_the_application(post(), "navigate", "document")),
        ("the same without metadata", post().header(ORIGIN, "http://app.test:3000")),
        ("a frame", from_the_application(get(), "navigate", "iframe")),
        ("an image", from_the_application(get(), "no-cors", "image")),
        (
            "a prefetch",
            from_the_application(get(), "navigate", "document")
                .header("sec-purpose", "prefetch;prerender"),
        ),
        ("a script", from_the_application(get(), "cors", "empty")),
        ("a script without metadata", get().header(ORIGIN, "http://app.test:3000")),
    ]
    .map(|(name, request)| (name, sent(request)));

    let reasons: Vec<String> = answers
        .iter()
        .map(|(name, answer)| {
            assert_eq!(answer.header("set-cookie"), None, "{name}");
            // A browser that got 503 for a prefetch sends the request again when the person goes there.
            let status = if *name == "a prefetch" { 503 } else { 200 };
            assert_eq!(answer.status, status, "{name}");
            let text = answer.page_text();
            let reason = text.lines().find(|line| line.starts_with("Why: "));
            format!("{name}\n  {}", reason.expect("a reason"))
        })
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @"
    a form or a 307
      Why: a form or a 307 made this a POST from another site, so the browser keeps the SameSite=Lax cookie at home: send the browser here by a 302 or 303.
    the same without metadata
      Why: a form or a 307 made this a POST from another site, so the browser keeps the SameSite=Lax cookie at home: send the browser here by a 302 or 303.
    a frame
      Why: a frame made the request, and within a page of another site the browser keeps the SameSite=Lax cookie at home: send the whole window here by a redirect.
    an image
      Why: the page loaded this address as a part of itself (image), for which the browser keeps the SameSite=Lax cookie at home: send the browser here by a redirect.
    a prefetch
      Why: the browser prefetched this address (Sec-Purpose), and nobody has gone there yet: a logout happens when the browser goes there.
    a script
      Why: a page's script made the request: send the browser here by a redirect.
    a script without metadata
      Why: a page's script made the request: send the browser here by a redirect.
    ");
    assert!(is_signed_in(&fake, &cookie));
}

#[test]
fn a_link_and_a_redirect_and_a_program_with_a_jar_sign_out() {
    let fake = Fake::start();
    for kind in ["link", "node", "curl"] {
        let (_, cookie) = fake.alice();
        let request = fake.get_request_with(&cookie, &format!("/oidc/logout?{AFTERWARDS}"));
        let request = match kind {
            "link" => from_the_application(request, "navigate", "document"),
            // Node's `fetch`
            "node" => request.header("sec-fetch-mode", "cors"),
            _ => request,
        };

        assert_eq!(sent(request).location(), "http://localhost:3000/logged-out");

        assert!(!is_signed_in(&fake, &cookie), "{kind}");
    }
}

#[test]
fn a_silent_frame_of_the_same_site_succeeds() {
    let fake = Fake::start();
    let (_, cookie) = fake.alice();
    let request = fake.get_request_with(&cookie, &format!("{AUTHORIZE}&prompt=none"));

    let answer = sent(from_the_application(request, "navigate", "iframe"));

    assert!(answer.parameter("code").is_some(), "{answer}");
}

#[test]
fn a_request_is_bound_to_its_browser_by_a_cookie() {
    let fake = Fake::start();

    let begun = sent(fake.stranger(Method::GET, AUTHORIZE));

    insta::assert_snapshot!(lines_of(&begun), @"sk_idp_request_ar_466832397956113305=Jo3SnME_qz0PSrZ51-CX_gZMZC-cMRy9KS70QDZ9D-Q; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
    let cookie = begun.cookie();
    let page = begun.location();
    let (_, request) = page.split_once("request=").expect("a request");
    let form = format!("request={request}&user={ALICE}");
    let own = |cookie: &str| fake.stranger_form("/login/as", &form).header(COOKIE, cookie);

    let elsewhere = fake.get(&page);
    for form in [fake.post("/login/as", &form), sent(fake.stranger_form("/login/as", &form))] {
        assert_eq!(form.to_string(), elsewhere.to_string());
    }
    insta::assert_snapshot!(elsewhere, @"
    403
    cache-control: no-store

    Another browser began this sign-in
    Why: this sign-in began in another browser, or this one did not keep the cookie sk_idp_request_* of /oauth/authorize; begin again at the application.
    Acme web
    Its entry in the journal
    ");
    assert_eq!(fake.idp.journal().matches("login.refused").count(), 3);
    assert_eq!(sent(fake.stranger(Method::GET, &page).header(COOKIE, &cookie)).status, 200);
    let (name, _) = cookie.split_once('=').expect("a pair");
    let planted = format!("{name}={PLANTED}");
    for refused in [planted.clone(), cookie.replace("_ar_", "_ar_9")] {
        assert_eq!(sent(own(&refused)).status, 403, "{refused}");
    }
    let answer = sent(own(&format!("{planted}; {cookie}; {name}={PLANTED}-")));
    assert!(answer.parameter("code").is_some());
    insta::assert_snapshot!(lines_of(&answer), @"sk_idp_request_ar_466832397956113305=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

/// A value of the right shape that somebody else knows.
const PLANTED: &str = "c29tZSAzMiBvY3RldHMgb2YgYSB0ZXN0IGJyb3dzZXI";

/// Returns the `Set-Cookie` lines of requests.
fn lines_of(answer: &Answer) -> String {
    answer.request_cookies().collect::<Vec<_>>().join("\n")
}

#[test]
fn whoever_planted_a_value_before_finishes_nothing() {
    let fake = Fake::start();
    for name in ["sk_idp_browser", "sk_idp_request_", "sk_idp_request_ar_466832397956113305"] {
        let planted = format!("{name}={PLANTED}");
        let begun = sent(fake.stranger(Method::GET, AUTHORIZE).header(COOKIE, &planted));
        let page = begun.location();
        let (_, request) = page.split_once("request=").expect("a request");
        let planted = format!("{planted}; sk_idp_request_{request}={PLANTED}");
        let form = format!("request={request}&user={ALICE}");

        let answer = sent(fake.stranger_form("/login/as", &form).header(COOKIE, &planted));

        assert_eq!(answer.status, 403, "{name}: {answer}");
        assert!(!begun.cookie().contains(PLANTED), "{begun}");
    }
}

#[test]
fn a_request_that_is_over_takes_its_cookie_back() {
    let fake = Fake::start();
    for (path, fields) in [
        ("/login/as", format!("user={ALICE}")),
        ("/login/as", format!("user={DAVE}")),
        ("/login/decline", String::new()),
    ] {
        let request = fake.page(AUTHORIZE);

        let answer = fake.post(path, &format!("request={request}&{fields}"));

        let name = format!("sk_idp_request_{request}");
        let taken = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        assert_eq!(lines_of(&answer), taken, "{path}: {answer}");
        let again = fake.get(&format!("/login?request={request}"));
        assert_eq!(again.status, 410, "{path}: {again}");
    }
}

#[test]
fn what_is_answered_without_a_page_gives_no_cookie_of_a_request() {
    let fake = Fake::start();
    let (_, cookie) = fake.alice();

    for query in ["", "&prompt=none", "&prompt=none&max_age=0", "&prompt=nothing"] {
        let answer = fake.get_with(&cookie, &format!("{AUTHORIZE}{query}"));
        assert_eq!((answer.status, lines_of(&answer)), (302, String::new()), "{query}");
    }
}

#[test]
fn a_browser_that_finishes_nothing_keeps_twenty_requests() {
    let fake = Fake::start();

    let begun: Vec<String> = (0..200).map(|_| fake.page(AUTHORIZE)).collect();

    let status = |request: &String| fake.get(&format!("/login?request={request}")).status;
    assert!(begun[..180].iter().all(|request| status(request) == 403), "the oldest gave way");
    assert!(begun[180..].iter().all(|request| status(request) == 200));
    let first = format!("request={}&user={ALICE}", begun[180]);
    assert!(fake.post("/login/as", &first).parameter("code").is_some());
}

#[test]
fn requests_that_wait_nowhere_give_way_first() {
    let fake = Fake::start();
    let waiting = fake.page(AUTHORIZE);
    let planted = |number: u32| format!("sk_idp_request_ar_{number}={PLANTED}");
    let planted: Vec<String> = (0..30).map(planted).collect();
    let request = fake.request(Method::GET, AUTHORIZE).header(COOKIE, planted.join("; "));

    let answer = sent(request);

    let lines: Vec<&str> = answer.request_cookies().collect();
    assert_eq!(lines.len(), 1 + 12, "31 were there, and 20 are left with the new one");
    assert!(lines.iter().all(|line| !line.contains(&waiting)), "{lines:?}");
}

#[test]
fn a_form_of_another_site_is_refused_wherever_it_is_sent() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    for path in [
        "/login/email",
        "/login/code",
        "/login/resend",
        "/login/restart",
        "/login/as",
        "/login/organization",
        "/login/decline",
        "/login/social",
        "/login/upstream",
        "/idp",
    ] {
        let form = || fake.form(path, &format!("request={request}&user={ALICE}&email=a@b.example"));
        for foreign in [
            form().header("sec-fetch-site", "cross-site"),
            form().header("sec-fetch-site", "same-site").header(ORIGIN, "http://idp.test"),
            form().header(ORIGIN, "http://evil.test"),
            form().header(ORIGIN, "null"),
        ] {
            let answer = sent(foreign);
            assert_eq!(answer.status, 403, "{path}: {answer}");
            assert!(answer.page_text().contains("Another site sent this form"), "{answer}");
        }
    }
    let journal = fake.idp.journal();
    let last = journal.lines().last().expect("refusals are noted");
    insta::assert_snapshot!(last, @"00:00  idp_initiated_login.refused  invalid_request: a page of another origin sent this form (Origin: null); the pages of this environment alone may send it");
    assert_eq!(journal.matches("login.refused").count(), 40);
}

#[test]
fn our_own_form_is_taken_with_metadata_with_an_origin_and_with_neither() {
    let fake = Fake::start();
    let own = format!("http://{}", fake.idp.address());
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", own.as_str()),
        ("origin", "http://idp.test"),
        ("x-nothing", "more"),
    ] {
        let request = fake.page(AUTHORIZE);
        let form = fake.form("/login/as", &format!("request={request}&user={ALICE}"));

        let answer = sent(form.header(name, value));

        assert!(answer.parameter("code").is_some(), "{name}: {value}: {answer}");
    }
}

#[test]
fn pages_with_forms_let_browsers_say_that_the_forms_are_ours() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);

    let page = fake.get(&format!("/login?request={request}"));

    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
}

#[test]
fn a_prefetch_accepts_no_invitation_and_does_nothing_else() {
    let fake = Fake::start();
    let user = json!({ "email": "erin@initech.example" });
    fake.manage(Method::POST, "/api/v1/organizations/org_100000000000000001/users", &user);
    let link = fake.idp.newest_link("erin@initech.example").expect("a mail");
    let link = link.strip_prefix("http://idp.test").expect("a link to the environment").to_owned();
    let request = fake.page(AUTHORIZE);
    let before = fake.idp.journal_since(1).len();

    for path in [
        link.as_str(),
        AUTHORIZE,
        "/magicLink/x",
        &format!("/sso/v1/connections/conn_1/partner:callback?state={request}"),
    ] {
        for (name, value) in [("sec-purpose", "prefetch"), ("purpose", "prefetch")] {
            let answer = sent(fake.request(Method::GET, path).header(name, value));
            assert_eq!(answer.status, 503, "{path}: {answer}");
            assert_eq!(answer.header("set-cookie"), None, "{path}");
        }
    }

    let lines = fake.journal_from(before + 1);
    let lines: Vec<&str> = lines.lines().filter(|line| !line.contains("verdict.finding")).collect();
    assert_eq!(lines.len(), 8);
    assert!(lines.iter().all(|line| line.contains("route.refused")), "{lines:?}");
    assert!(fake.get(&link).cookie().starts_with("sk_idp_session="), "the invitation still works");
}

#[test]
fn the_code_page_sent_twice_says_that_the_person_is_signed_in() {
    let fake = Fake::start();
    let request = fake.page(AUTHORIZE);
    fake.post("/login/email", &format!("request={request}&email=alice@acme.example"));
    let digits = fake.idp.newest_code("alice@acme.example").expect("a mail");
    let form = format!("request={request}&code={digits}");
    let first = sent(fake.form("/login/code", &form));

    let second = fake.post("/login/code", &form);

    assert_eq!(second.cookie(), first.cookie(), "the browser may have dropped the first answer");
    let with_session = fake.stranger_form("/login/code", &form).header(COOKIE, first.cookie());
    let third = sent(with_session);
    assert_eq!(third.page_text(), second.page_text(), "or it has taken it");
    insta::assert_snapshot!(second.page_text(), @"
    You are signed in
    This form was sent twice. The first time has signed alice@acme.example in, and the application was told so.
    Go on to Acme web
    ");
    fake.idp.clock().advance(std::time::Duration::from_secs(10));
    assert_eq!(fake.post("/login/code", &form).status, 410);
}
