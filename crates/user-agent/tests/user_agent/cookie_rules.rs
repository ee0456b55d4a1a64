//! Which cookies a browser takes and to whom it gives them, as tables (RFC 6265bis §5).

use std::time::SystemTime;

use url::Url;
use user_agent::{CookieChange, CookieContext, CookieError, Jar};

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

fn url(text: &str) -> Url {
    Url::parse(text).expect("an address of the table")
}

fn set(line: &str, at: &str) -> (Jar, Result<CookieChange, CookieError>) {
    let mut jar = Jar::default();
    let outcome = jar.set(&url(at), line, CookieContext::SameSite, NOW);
    (jar, outcome)
}

#[test]
fn a_cookie_goes_where_its_domain_and_path_reach() {
    #[rustfmt::skip] // a table
    let table = [
        // Host-only, and every port of the host.
        ("a=1", "http://app.localhost/", "http://app.localhost/", true),
        ("a=1", "http://app.localhost:1/", "http://app.localhost:2/", true),
        ("a=1", "http://app.localhost/", "http://sub.app.localhost/", false),
        ("a=1", "http://app.localhost/", "http://localhost/", false),
        ("a=1", "http://localhost/", "http://127.0.0.1/", false),
        ("a=1", "http://APP.localhost/", "http://app.LOCALHOST/", true),
        // Domain.
        ("a=1; Domain=app.localhost", "http://app.localhost/", "http://sub.app.localhost/", true),
        ("a=1; Domain=.app.localhost", "http://sub.app.localhost/", "http://app.localhost/", true),
        ("a=1; DOMAIN=APP.LOCALHOST", "http://app.localhost/", "http://sub.app.localhost/", true),
        ("a=1; Domain=", "http://app.localhost/", "http://sub.app.localhost/", false),
        ("a=1; Domain=app.localhost; Domain=", "http://app.localhost/", "http://sub.app.localhost/", false),
        ("a=1; Domain=app.localhost", "http://app.localhost/", "http://myapp.localhost/", false),
        ("a=1; Domain=localhost", "http://localhost/", "http://app.localhost/", false),
        ("a=1; Domain=127.0.0.1", "http://127.0.0.1/", "http://127.0.0.1/", true),
        // The default path is the directory of the address.
        ("a=1", "http://localhost/api/login", "http://localhost/api/me", true),
        ("a=1", "http://localhost/api/login", "http://localhost/api", true),
        ("a=1", "http://localhost/api/login", "http://localhost/", false),
        ("a=1", "http://localhost/login", "http://localhost/", true),
        ("a=1; Path=relative", "http://localhost/api/login", "http://localhost/", false),
        // Path matches whole segments, with case.
        ("a=1; Path=/", "http://localhost/api/login", "http://localhost/", true),
        ("a=1; Path=/api", "http://localhost/", "http://localhost/api", true),
        ("a=1; Path=/api", "http://localhost/", "http://localhost/api/", true),
        ("a=1; Path=/api", "http://localhost/", "http://localhost/api/x", true),
        ("a=1; Path=/api", "http://localhost/", "http://localhost/apis", false),
        ("a=1; Path=/api", "http://localhost/", "http://localhost/API", false),
        ("a=1; Path=/api/", "http://localhost/", "http://localhost/api", false),
        ("a=1; Path=/auth/refresh", "http://localhost/login", "http://localhost/logout", false),
        ("a=1; Path=/a; Path=/b", "http://localhost/", "http://localhost/b", true),
        // Secure requires TLS or loopback.
        ("a=1; Secure", "http://localhost/", "http://localhost/", true),
        ("a=1; Secure", "http://127.0.0.1/", "http://127.0.0.1/", true),
        ("a=1; Secure", "https://app.example/", "https://app.example/", true),
        ("a=1; Secure", "https://app.example/", "http://app.example/", false),
        ("a=1", "https://app.example/", "http://app.example/", true),
    ];
    for (line, from, to, sent) in table {
        let (jar, outcome) = set(line, from);
        assert_eq!(outcome, Ok(CookieChange::Set), "{line} from {from}");
        let header = jar.header(&url(to), CookieContext::SameSite, NOW);
        assert_eq!(header.is_some(), sent, "{line} from {from} to {to}");
    }
}

#[test]
fn a_refused_cookie_says_which_rule_it_broke() {
    let too_large = format!("a={}", "v".repeat(4096));
    #[rustfmt::skip] // a table
    let table = [
        ("", "http://localhost/", CookieError::Empty),
        ("=", "http://localhost/", CookieError::Empty),
        (" ; Path=/", "http://localhost/", CookieError::Empty),
        ("a=1\u{7}", "http://localhost/", CookieError::ControlCharacter),
        ("a=1\twith a tab", "http://localhost/", CookieError::ControlCharacter),
        (too_large.as_str(), "http://localhost/", CookieError::TooLarge(4097)),
        ("a=1; Domain=idp.localhost", "http://app.localhost/", CookieError::ForeignDomain),
        ("a=1; Domain=sub.app.localhost", "http://app.localhost/", CookieError::ForeignDomain),
        ("a=1; Domain=0.0.1", "http://127.0.0.1/", CookieError::ForeignDomain),
        ("a=1; Domain=localhost", "http://app.localhost/", CookieError::PublicSuffix),
        ("a=1; Secure", "http://app.example/", CookieError::InsecureConnection),
        ("a=1; SameSite=None", "http://localhost/", CookieError::NoneWithoutSecure),
        ("__Secure-a=1", "http://localhost/", CookieError::SecurePrefix),
        ("__secure-a=1", "http://localhost/", CookieError::SecurePrefix),
        ("__Secure-a=1; Secure", "http://app.example/", CookieError::SecurePrefix),
        ("__Host-a=1; Path=/", "http://localhost/", CookieError::HostPrefix),
        ("__Host-a=1; Secure", "http://localhost/", CookieError::HostPrefix),
        ("__Host-a=1; Secure; Path=/api", "http://localhost/", CookieError::HostPrefix),
        ("__HOST-a=1; Secure; Path=/; Domain=app.localhost", "http://app.localhost/", CookieError::HostPrefix),
        ("__Host-a=1; Secure; Path=/; Domain=localhost", "http://localhost/", CookieError::HostPrefix),
        ("__Http-a=1; Secure", "http://localhost/", CookieError::HttpPrefix),
        ("__http-a=1; HttpOnly", "http://localhost/", CookieError::HttpPrefix),
        ("__Http-a=1; Secure; HttpOnly", "http://app.example/", CookieError::HttpPrefix),
        ("__Host-Http-a=1; Secure; Path=/", "http://localhost/", CookieError::HttpPrefix),
        ("__Host-Http-a=1; Secure; HttpOnly", "http://localhost/", CookieError::HostPrefix),
        ("=__Host-a=1; Secure; Path=/", "http://localhost/", CookieError::NamelessPrefix),
        ("__secure-a", "http://localhost/", CookieError::NamelessPrefix),
    ];
    for (line, from, why) in table {
        let (jar, outcome) = set(line, from);
        assert_eq!(outcome, Err(why), "{line:.60} from {from}");
        assert_eq!(jar.refused()[0].why, why, "{line:.60} is kept among the refused");
        assert!(jar.cookies().is_empty(), "{line:.60} is not kept among the cookies");
    }
}

#[test]
fn what_only_looks_wrong_is_taken() {
    let largest = format!("a={}", "v".repeat(4095));
    for line in [
        largest.as_str(),
        "__Host-a=1; Secure; Path=/",
        "__Secure-a=1; Secure; Domain=app.localhost",
        "__Host-a=1; Secure; Path=/; Domain=",
        "__Hosta=1",
        "just-a-value",
        "a=1; SameSite=None; Secure",
        "a=1; SameSite=Nonsense",
        "a=\"quoted\"; HttpOnly=no; Secure=no",
        "__Http-a=1; Secure; HttpOnly",
        "__Host-Http-a=1; Secure; HttpOnly; Path=/",
        "a=b=c",
        "a=1; Expires=the day after",
        "a=1; Max-Age=+5",
    ] {
        assert_eq!(set(line, "http://app.localhost/").1, Ok(CookieChange::Set), "{line:.60}");
    }
}

#[test]
fn same_site_decides_by_who_began_the_request() {
    use CookieContext::{CrossSiteLink, CrossSitePost, CrossSiteSubresource, SameSite as Same};
    #[rustfmt::skip] // a table
    let table = [
        ("a=1; SameSite=Strict", Same, true),
        ("a=1; SameSite=Strict", CrossSiteLink, false),
        ("a=1; SameSite=Lax", CrossSiteLink, true),
        ("a=1; SameSite=Lax", CrossSitePost, false),
        ("a=1; SameSite=Lax", CrossSiteSubresource, false),
        ("a=1", CrossSiteLink, true),
        ("a=1", CrossSitePost, false),
        ("a=1", CrossSiteSubresource, false),
        ("a=1; SameSite=None; Secure", CrossSitePost, true),
        ("a=1; SameSite=None; Secure", CrossSiteSubresource, true),
    ];
    for (line, context, sent) in table {
        let (jar, _) = set(line, "http://localhost/");
        let header = jar.header(&url("http://localhost/"), context, NOW);
        assert_eq!(header.is_some(), sent, "{line} on {context:?}");
    }
}

#[test]
fn a_cross_site_subresource_sets_only_what_it_would_be_given() {
    let at = url("http://localhost/");
    #[rustfmt::skip] // a table
    let table = [
        ("a=1", CookieContext::CrossSiteSubresource, false),
        ("a=1; SameSite=Strict", CookieContext::CrossSiteSubresource, false),
        ("a=1; SameSite=None; Secure", CookieContext::CrossSiteSubresource, true),
        ("a=1; SameSite=Strict", CookieContext::CrossSiteLink, true),
        ("a=1; SameSite=Strict", CookieContext::CrossSitePost, true),
    ];
    for (line, context, taken) in table {
        let outcome = Jar::default().set(&at, line, context, NOW);
        assert_eq!(outcome.is_ok(), taken, "{line} on {context:?}");
    }
}
