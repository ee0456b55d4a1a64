//! What the variables of an application mean, and what is said of those that cannot be used.

use insta::assert_snapshot;

use super::*;

fn read(variables: &[(&str, &str)]) -> Result<Hosting, HostingError> {
    Hosting::from_variables("MY_APP", |wanted| {
        let found = variables.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn without_variables_or_with_empty_ones_sessions_are_in_memory_and_nobody_is_believed() {
    let empty = read(&[("MY_APP_DATABASE", " "), ("MY_APP_SESSIONS", "")]);

    for hosting in [read(&[]), empty] {
        let hosting = hosting.expect("nothing is wrong");
        assert_eq!(hosting.database, Database::Memory);
        assert!(matches!(hosting.strategy, Strategy::Server));
        assert_eq!(hosting.trusted_proxies, TrustedProxies::default());
        assert!(hosting.cookie_domain.is_none() && hosting.front_end.is_none());
    }
}

#[test]
fn each_variable_is_read() {
    let hosting = read(&[
        ("MY_APP_DATABASE", "sqlite:sessions.db"),
        ("MY_APP_SESSIONS", "sealed-cookies"),
        ("MY_APP_KEYS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
        ("MY_APP_TRUSTED_PROXIES", "127.0.0.1"),
        ("MY_APP_COOKIE_DOMAIN", "example.test"),
        ("MY_APP_FORMER_COOKIE_DOMAIN", "old.test"),
        ("MY_APP_FRONT_END", "https://spa.example.test"),
    ]);

    let hosting = hosting.expect("nothing is wrong");
    assert_eq!(hosting.database, Database::File("sessions.db".into()));
    assert!(matches!(hosting.strategy, Strategy::SealedCookies(_)));
    assert_eq!(hosting.trusted_proxies, "127.0.0.1".parse().expect("an address"));
    assert_eq!(hosting.cookie_domain, Some("example.test".parse().expect("a domain")));
    assert_eq!(hosting.former_cookie_domain, Some("old.test".parse().expect("a domain")));
    assert_eq!(hosting.front_end.as_deref(), Some("https://spa.example.test"));
}

#[test]
fn what_cannot_be_used_is_named() {
    let why = |name, value| read(&[(name, value)]).expect_err(value).to_string();

    assert_snapshot!(
        [
            why("MY_APP_DATABASE", "gopher://sessions.example"),
            why("MY_APP_SESSIONS", "cookies"),
            why("MY_APP_SESSIONS", "own-tokens"),
            why("MY_APP_TRUSTED_PROXIES", "everybody"),
            why("MY_APP_COOKIE_DOMAIN", "com"),
            why("MY_APP_FORMER_COOKIE_DOMAIN", "localhost"),
        ]
        .join("\n")
    );
}
