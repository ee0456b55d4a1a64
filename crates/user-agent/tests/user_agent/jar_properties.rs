//! Properties of jars that hold for all cookies.

use std::time::SystemTime;

use proptest::prelude::*;
use url::Url;
use user_agent::{CookieChange, CookieContext, Jar, SameSite};

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

fn host() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "localhost",
        "app.localhost",
        "a.app.localhost",
        "b.app.localhost",
        "idp.localhost",
        "127.0.0.1",
    ])
}

fn path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["/", "/api", "/api/me", "/auth/refresh", "/apis"])
}

fn line() -> impl Strategy<Value = String> {
    let maybe = |options: Vec<&'static str>| prop::sample::select(options);
    (
        maybe(vec!["a", "b", "__Host-a", "__Secure-a"]),
        maybe(vec!["", "; Path=/", "; Path=/api", "; Path=/auth/refresh"]),
        maybe(vec!["", "; Domain=app.localhost", "; Domain=localhost", "; Domain=idp.localhost"]),
        maybe(vec!["", "; SameSite=Lax", "; SameSite=Strict", "; SameSite=None"]),
        maybe(vec!["", "; Secure", "; HttpOnly", "; Secure; HttpOnly"]),
        maybe(vec!["", "; Max-Age=60", "; Max-Age=0"]),
    )
        .prop_map(|(name, path, domain, site, flags, life)| {
            format!("{name}=1{path}{domain}{site}{flags}{life}")
        })
}

fn address() -> impl Strategy<Value = Url> {
    (host(), path())
        .prop_map(|(host, path)| Url::parse(&format!("http://{host}{path}")).expect("an address"))
}

fn jar() -> impl Strategy<Value = Jar> {
    prop::collection::vec((address(), line()), 0..20).prop_map(|lines| {
        let mut jar = Jar::default();
        for (url, line) in lines {
            let _ = jar.set(&url, &line, CookieContext::SameSite, NOW);
        }
        jar
    })
}

proptest! {
    #[test]
    fn a_host_only_cookie_returns_to_its_host_alone(jar in jar(), url in address()) {
        for cookie in jar.matching(&url, CookieContext::SameSite, NOW).into_iter().filter(|c| c.host_only) {
            prop_assert_eq!(Some(cookie.domain.as_str()), url.host_str());
        }
    }

    #[test]
    fn nothing_but_none_goes_with_a_cross_site_post(jar in jar(), url in address()) {
        for cookie in jar.matching(&url, CookieContext::CrossSitePost, NOW) {
            prop_assert_eq!(cookie.same_site, SameSite::None);
            prop_assert!(cookie.secure);
        }
    }

    #[test]
    fn a_cleared_identity_is_gone_and_the_others_stay(mut jar in jar(), url in address(), line in line()) {
        let set = jar.set(&url, &format!("{line}; Max-Age=60"), CookieContext::SameSite, NOW);
        let others = jar.cookies().len();

        let cleared = jar.set(&url, &format!("{line}; Max-Age=0"), CookieContext::SameSite, NOW);

        prop_assert_eq!(set.is_ok(), cleared.is_ok());
        if set.is_ok() {
            prop_assert_eq!(cleared, Ok(CookieChange::Cleared));
            prop_assert_eq!(jar.cookies().len(), others - 1);
        }
    }

    #[test]
    fn identities_are_never_kept_twice(jar in jar()) {
        let mut identities: Vec<_> = jar.cookies().iter().map(user_agent::Cookie::identity).collect();
        identities.sort();
        identities.dedup();
        prop_assert_eq!(identities.len(), jar.cookies().len());
    }

    #[test]
    fn a_host_prefix_keeps_its_promise(jar in jar()) {
        for cookie in jar.cookies().iter().filter(|c| c.name.starts_with("__Host-")) {
            prop_assert!(cookie.secure && cookie.host_only && cookie.path == "/");
        }
    }

    #[test]
    fn no_line_breaks_the_jar(url in address(), line in any::<String>()) {
        let mut jar = Jar::default();
        let outcome = jar.set(&url, &line, CookieContext::SameSite, NOW);
        prop_assert_eq!(outcome.is_err(), !jar.refused().is_empty());
    }
}
