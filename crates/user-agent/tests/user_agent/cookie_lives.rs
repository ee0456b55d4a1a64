//! The life of a cookie: its expiry, order, clearing and visibility (RFC 6265bis §5.7, §5.8).

use std::time::{Duration, SystemTime};

use url::Url;
use user_agent::{Cookie, CookieChange, CookieContext, CookieError, Jar, SameSite};

const NOW: SystemTime = SystemTime::UNIX_EPOCH;
const DAY: Duration = Duration::from_hours(24);

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address of the table")
}

fn set(line: &str, at: &str) -> (Jar, Result<CookieChange, CookieError>) {
    let mut jar = Jar::default();
    let outcome = jar.set(&url(at), line, CookieContext::SameSite, NOW);
    (jar, outcome)
}

#[test]
fn max_age_and_expires_end_a_life_and_four_hundred_days_end_any() {
    let expires = |days: u64| Some(NOW + DAY * u32::try_from(days).expect("a few days"));
    for (line, end) in [
        ("a=1", None),
        ("a=1; Max-Age=86400", expires(1)),
        ("a=1; Expires=Fri, 02 Jan 1970 00:00:00 GMT", expires(1)),
        ("a=1; Max-Age=86400; Expires=Thu, 01 Jan 1970 00:00:00 GMT", expires(1)),
        ("a=1; Max-Age=1; Max-Age=86400", expires(1)),
        ("a=1; Max-Age=nonsense", None),
        ("a=1; Expires=nonsense", None),
        ("a=1; Max-Age=99999999999999999999999", expires(400)),
        ("a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", expires(400)),
    ] {
        assert_eq!(set(line, "http://localhost/").0.cookies()[0].expires, end, "{line}");
    }
}

#[test]
fn a_cookie_dies_at_its_moment() {
    let (mut jar, _) = set("a=1; Max-Age=60", "http://localhost/");
    let at = |seconds| NOW + Duration::from_secs(seconds);

    let sent = |jar: &Jar, now| {
        jar.header(&url("http://localhost/"), CookieContext::SameSite, now).is_some()
    };

    assert!(sent(&jar, at(59)));
    assert!(!sent(&jar, at(60)));
    jar.forget_expired(at(60));
    assert!(jar.cookies().is_empty());
}

#[test]
fn only_the_same_name_domain_and_path_clear_a_cookie() {
    #[rustfmt::skip] // a table
    let table = [
        ("access=; Max-Age=0; Path=/api", CookieChange::Cleared),
        ("access=; Max-Age=-1; Path=/api", CookieChange::Cleared),
        ("access=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/api; Secure; HttpOnly", CookieChange::Cleared),
        ("access=; Max-Age=0; Path=/", CookieChange::ClearedNothing),
        ("access=; Max-Age=0", CookieChange::ClearedNothing),
        ("access=; Max-Age=0; Path=/api/", CookieChange::ClearedNothing),
        ("Access=; Max-Age=0; Path=/api", CookieChange::ClearedNothing),
        ("access=; Max-Age=0; Path=/api; Domain=app.localhost", CookieChange::ClearedNothing),
    ];
    for (clearing, change) in table {
        let (mut jar, _) = set("access=1; Path=/api", "http://app.localhost/");

        let outcome =
            jar.set(&url("http://app.localhost/logout"), clearing, CookieContext::SameSite, NOW);

        assert_eq!(outcome, Ok(change), "{clearing}");
        assert_eq!(jar.cookies().is_empty(), change == CookieChange::Cleared, "{clearing}");
    }
}

#[test]
fn longer_paths_come_first_and_then_the_older_cookies() {
    let mut jar = Jar::default();
    let root = ["first=1", "second=1", "third=1", "second=2"].map(|pair| format!("{pair}; Path=/"));
    let deeper = ["long=1; Path=/api/v1", "middle=1; Path=/api"].map(ToOwned::to_owned);
    for line in root.iter().chain(&deeper) {
        jar.set(&url("http://localhost/"), line, CookieContext::SameSite, NOW)
            .expect("a plain cookie is taken");
    }

    let header = jar.header(&url("http://localhost/api/v1/me"), CookieContext::SameSite, NOW);

    let expected = "long=1; middle=1; first=1; second=2; third=1";
    assert_eq!(header.as_deref(), Some(expected));
}

#[test]
fn an_attribute_of_more_than_1024_octets_is_skipped() {
    let path = |length: usize| format!("/{}", "p".repeat(length - 1));

    let (kept, _) = set(&format!("a=1; Path={}", path(1024)), "http://localhost/");
    let (skipped, _) = set(&format!("a=1; Path={}", path(1025)), "http://localhost/");

    assert_eq!(kept.cookies()[0].path, path(1024));
    assert_eq!(skipped.cookies()[0].path, "/");
}

#[test]
fn a_script_is_blind_to_http_only_cookies_and_cannot_replace_them() {
    let (mut jar, _) = set("session=1; HttpOnly", "http://localhost/");
    let at = url("http://localhost/");

    let forged = jar.set(&at, "session=2", CookieContext::Script, NOW);
    let marked = jar.set(&at, "mine=1; HttpOnly", CookieContext::Script, NOW);
    let plain = jar.set(&at, "theme=dark", CookieContext::Script, NOW);

    assert_eq!(
        (forged, marked),
        (Err(CookieError::HttpOnlyFromScript), Err(CookieError::HttpOnlyFromScript))
    );
    assert_eq!(plain, Ok(CookieChange::Set));
    assert_eq!(jar.header(&at, CookieContext::Script, NOW).as_deref(), Some("theme=dark"));
    assert_eq!(
        jar.header(&at, CookieContext::SameSite, NOW).as_deref(),
        Some("session=1; theme=dark")
    );
}

#[test]
fn plain_http_leaves_secure_cookies_alone() {
    for (line, outcome) in [
        ("a=2", Err(CookieError::OverwritesSecure)),
        ("a=2; Path=/login/here", Err(CookieError::OverwritesSecure)),
        ("a=2; Domain=app.example", Err(CookieError::OverwritesSecure)),
        ("a=2; Path=/", Ok(CookieChange::Set)),
        ("b=2", Ok(CookieChange::Set)),
    ] {
        let (mut jar, _) = set("a=1; Secure; Path=/login", "https://www.app.example/");
        let plain =
            jar.set(&url("http://www.app.example/login/x"), line, CookieContext::SameSite, NOW);
        assert_eq!(plain, outcome, "{line}");
    }
}

#[test]
fn a_cookie_that_says_nothing_is_lax_and_known_to_have_said_nothing() {
    let (silent, _) = set("a=1", "http://localhost/");
    let (explicit, _) = set("a=1; samesite=lax", "http://localhost/");

    let same_site = |jar: &Jar| (jar.cookies()[0].same_site, jar.cookies()[0].says_same_site);

    assert_eq!(same_site(&silent), (SameSite::Lax, false));
    assert_eq!(same_site(&explicit), (SameSite::Lax, true));
}

#[test]
fn the_end_of_the_browser_session_spares_lasting_cookies() {
    let (mut jar, _) = set("brief=1", "http://localhost/");
    jar.set(&url("http://localhost/"), "lasting=1; Max-Age=60", CookieContext::SameSite, NOW)
        .expect("it is taken");

    jar.end_session();

    assert_eq!(jar.cookies().iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["lasting"]);
}

#[test]
fn an_injected_cookie_is_not_judged() {
    let mut jar = Jar::default();
    let mut stolen = Cookie::new("__Host-session", "kept", "localhost");
    stolen.path = "/api".to_owned();

    jar.put(stolen);

    let header = jar.header(&url("http://localhost/api"), CookieContext::SameSite, NOW);
    assert_eq!(header.as_deref(), Some("__Host-session=kept"));
}

#[test]
fn values_stay_out_of_debug_prints() {
    let (jar, _) = set("session=5ecret; HttpOnly", "http://localhost/");

    let print = format!("{jar:?}");

    assert!(!print.contains("5ecret"), "{print}");
    insta::assert_snapshot!(format!("{:?}", jar.cookies()[0]), @"session=[6 chars]; host=localhost; Path=/; no SameSite; HttpOnly");
}
