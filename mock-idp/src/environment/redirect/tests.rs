//! Scalekit's tables of URIs that may be registered, and of the requests that each admits.

use proptest::prelude::*;

use super::*;
use EnvironmentType::{Development, Production};
use RedirectUriError::*;

fn acme() -> Organization {
    Organization {
        slug: Some("acme".into()),
        metadata: [("custom_domain".to_owned(), "login.acme.example".to_owned())].into(),
        ..Organization::new("org_1".parse().unwrap(), "Acme", jiff::Timestamp::UNIX_EPOCH)
    }
}

#[test]
fn development_registers_what_the_documents_allow() {
    for uri in [
        "http://localhost:3000/auth/callback",
        "https://app.example.com/callback",
        "myapp://callback",
        "http://127.0.0.1:9004/callback",
        "https://*.acmecorp.com",
        "https://auth-*.acmecorp.com",
        "https://*.auth.acmecorp.com",
        "https://{{org_slug}}.yourapp.com/callback",
        "https://{{org_slug}}/callback",
        "https://yourapp.com/{{org_slug}}/callback",
    ] {
        assert!(RegisteredUri::new(uri, Development).is_ok(), "{uri} should register");
    }
}

#[test]
fn development_refuses_what_the_documents_refuse() {
    let cases = [
        ("/callback", NotAbsolute),
        ("https://app.example.com/cb?next=1", Query),
        ("https://app.example.com/cb#top", Fragment),
        ("https://ann:pw@app.example.com/cb", Credentials),
        ("https://app.example.com/c\nb", NotPrintable),
        ("https://app.example.com/rückkehr", NotPrintable),
        ("javascript:alert(1)", Scheme("javascript")),
        ("https://*.com", WildcardTooWide),
        ("https://*.*.acmecorp.com", SeveralWildcards),
        ("https://acmecorp.*.com", WildcardOutOfPlace),
        ("https://auth.*.acmecorp.com", WildcardOutOfPlace),
        ("https://app.acmecorp.com/*", WildcardOutOfPlace),
        ("https://app-{{org_slug}}.yourapp.com", TemplateOutOfPlace),
        ("https://{{org_slug.yourapp.com", TemplateOutOfPlace),
        ("https:/{{org_slug}}/callback", TemplateOutOfPlace),
        ("https://yourapp.com/callback.{{org_slug}}", TemplateOutOfPlace),
        ("https://yourapp.com/{{org_slug}}.html", TemplateOutOfPlace),
        ("https://yourapp.com:{{port}}/callback", TemplateOutOfPlace),
    ];
    for (uri, why) in cases {
        assert_eq!(RegisteredUri::new(uri, Development), Err(why), "{uri}");
    }
    let long = format!("https://app.example.com/{}", "a".repeat(LONGEST));
    assert_eq!(RegisteredUri::new(&long, Development), Err(TooLong));
}

#[test]
fn production_is_stricter() {
    let cases = [
        ("http://app.example.com/cb", Err(HttpInProduction)),
        ("https://localhost/cb", Err(LocalhostInProduction)),
        ("https://localhost./cb", Err(LocalhostInProduction)),
        ("https://app.localhost./cb", Err(LocalhostInProduction)),
        ("https://127.0.0.1/cb", Err(LocalhostInProduction)),
        ("https://[::1]/cb", Err(LocalhostInProduction)),
        ("https://*.acmecorp.com/cb", Err(WildcardInProduction)),
        ("https://app.example.com/cb", Ok(())),
        ("myapp://callback", Ok(())),
    ];
    for (uri, expected) in cases {
        assert_eq!(RegisteredUri::new(uri, Production).map(|_| ()), expected, "{uri}");
    }
}

#[test]
fn matching_is_exact_to_the_character() {
    let registered =
        RegisteredUri::new("http://localhost:3000/auth/callback", Development).unwrap();

    assert!(registered.admits("http://localhost:3000/auth/callback", None));
    for near in [
        "https://localhost:3000/auth/callback",
        "http://localhost:3001/auth/callback",
        "http://127.0.0.1:3000/auth/callback",
        "http://localhost:3000/auth/callback/",
        "http://localhost:3000/auth/Callback",
        "http://localhost:3000/auth/callback?x=1",
        "http://localhost:3000/auth/callback#x",
        "http://localhost:3000/auth/callback%20",
        "<http://localhost:3000/auth/callback>",
    ] {
        assert!(!registered.admits(near, None), "{near} is not registered");
    }
}

#[test]
fn a_wildcard_is_part_of_one_label() {
    let registered =
        RegisteredUri::new("https://pr-*.preview.example.com/cb", Development).unwrap();

    assert!(registered.admits("https://pr-17.preview.example.com/cb", None));
    for outside in [
        "https://pr-.preview.example.com/cb",
        "https://pr-a.b.preview.example.com/cb",
        "https://pr-evil.example/.preview.example.com/cb",
        "https://pr-x@evil.preview.example.com/cb",
        "https://pr-17.preview.example.com/cb/more",
    ] {
        assert!(!registered.admits(outside, None), "{outside}");
    }
}

#[test]
fn a_template_is_filled_from_the_organization_in_scope() {
    let by_slug = RegisteredUri::new("https://{{org_slug}}.yourapp.com/cb", Development).unwrap();
    let by_metadata = RegisteredUri::new("https://{{custom_domain}}/cb", Development).unwrap();
    let by_missing = RegisteredUri::new("https://{{external_id}}/cb", Development).unwrap();

    assert!(by_slug.admits("https://acme.yourapp.com/cb", Some(&acme())));
    assert!(by_metadata.admits("https://login.acme.example/cb", Some(&acme())));
    assert!(!by_slug.admits("https://other.yourapp.com/cb", Some(&acme())));
    assert!(
        !by_slug.admits("https://acme.yourapp.com/cb", None),
        "without an organization nothing is filled"
    );
    assert!(!by_missing.admits("https://{{external_id}}/cb", Some(&acme())));
}

#[test]
fn what_fills_a_template_is_no_wildcard() {
    let everywhere = Organization {
        metadata: [("custom_domain".to_owned(), "*.acme.example".to_owned())].into(),
        ..acme()
    };
    let template = RegisteredUri::new("https://{{custom_domain}}/cb", Development).unwrap();
    let both = RegisteredUri::new("https://*.acme.com/{{org_slug}}/cb", Development).unwrap();
    let odd_name = RegisteredUri::new("https://{{a*b}}.acme.com/cb", Development).unwrap();

    assert!(!template.admits("https://evil.acme.example/cb", Some(&everywhere)));
    assert!(!template.admits("https://*.acme.example/cb", Some(&everywhere)));
    assert!(both.admits("https://pr-17.acme.com/acme/cb", Some(&acme())));
    assert!(!both.admits("https://pr-17.acme.com/other/cb", Some(&acme())));
    assert!(!odd_name.admits("https://{{aXb}}.acme.com/cb", Some(&acme())));
}

#[test]
fn what_no_header_could_carry_fills_no_template() {
    let template = RegisteredUri::new("https://{{custom_domain}}/cb", Development).unwrap();

    for domain in ["acme.example\r\nset-cookie: a=b", "acmé.example", "acme .example"] {
        let odd = Organization {
            metadata: [("custom_domain".to_owned(), domain.to_owned())].into(),
            ..acme()
        };
        assert!(!template.admits(&format!("https://{domain}/cb"), Some(&odd)));
    }
}

#[test]
fn a_value_fills_its_place_and_nothing_else() {
    for (registered, value, filled) in [
        // A label among others is one label.
        ("https://{{v}}.app.example/cb", "acme", Some("https://acme.app.example/cb")),
        ("https://{{v}}.app.example/cb", "evil.example/", None),
        ("https://{{v}}.app.example/cb", "evil.example#", None),
        ("https://{{v}}.app.example/cb", "evil.example?", None),
        ("https://{{v}}.app.example/cb", "evil.example\\", None),
        ("https://{{v}}.app.example/cb", "evil.example:443", None),
        ("https://{{v}}.app.example/cb", "user@evil", None),
        ("https://{{v}}.app.example/cb", "a.b", None),
        ("https://{{v}}.app.example/cb", "-a", None),
        ("https://{{v}}.app.example/cb", "", None),
        // At its end a host takes several.
        ("https://{{v}}/cb", "login.acme.example", Some("https://login.acme.example/cb")),
        ("https://{{v}}/cb", "login..example", None),
        ("https://{{v}}/cb", "evil.example/x", None),
        ("https://{{v}}:8443/cb", "evil.example@good", None),
        // A path takes one segment.
        ("https://app.example/{{v}}/cb", "crm:7@eu", Some("https://app.example/crm:7@eu/cb")),
        ("https://app.example/{{v}}/cb", "..", None),
        ("https://app.example/{{v}}/cb", "a/b", None),
        ("https://app.example/{{v}}/cb", "a?b", None),
        ("https://app.example/{{v}}/cb", "a#b", None),
        ("https://app.example/{{v}}/cb", "%2e%2e", None),
        ("com.acme:/{{v}}/cb", "/evil.example", None),
        ("com.acme:/{{v}}/cb", "", None),
    ] {
        let uri = RegisteredUri::new(registered, Development).unwrap();
        let organization =
            Organization { metadata: [("v".to_owned(), value.to_owned())].into(), ..acme() };

        assert_eq!(uri.filled(Some(&organization)).as_deref(), filled, "{registered} {value}");
        assert_eq!(uri.misfit("v", value).is_some(), filled.is_none(), "{registered} {value}");
    }
}

#[test]
fn an_origin_is_that_of_an_address_that_is_admitted() {
    let admits = |registered: &str, origin: &str| {
        let uri = RegisteredUri::new(registered, Development).unwrap();
        uri.admits_origin(origin, [&acme()].into_iter())
    };
    for (registered, origin) in [
        ("http://localhost:3000/cb", "http://localhost:3000"),
        ("https://App.example:443/cb", "https://app.example"),
        ("http://[::1]:3000/cb", "http://[::1]:3000"),
        ("https://pr-*.preview.example.com/cb", "https://pr-17.preview.example.com"),
        ("https://{{org_slug}}.yourapp.com/{{custom_domain}}/cb", "https://acme.yourapp.com"),
        ("https://*.yourapp.com:8443/{{org_slug}}/cb", "https://pr-1.yourapp.com:8443"),
    ] {
        assert!(admits(registered, origin), "{registered} {origin}");
    }
    for (registered, origin) in [
        ("http://localhost:3000/cb", "http://localhost:3001"),
        ("http://localhost:3000/cb", "https://localhost:3000"),
        ("https://pr-*.preview.example.com/cb", "https://pr-17.evil.preview.example.com"),
        ("https://pr-*.preview.example.com/cb", "https://pr-17.preview.example.com.evil.example"),
        ("https://{{org_slug}}.yourapp.com/cb", "https://other.yourapp.com"),
        ("https://{{org_slug}}.yourapp.com/{{missing}}/cb", "https://acme.yourapp.com"),
        ("com.acme.phone:/callback", "null"),
    ] {
        assert!(!admits(registered, origin), "{registered} {origin}");
    }
}

proptest! {
    #[test]
    fn no_value_moves_a_redirect(value in "[a-z./#@:?%\\\\-]{0,12}") {
        for (registered, end) in [
            ("https://{{v}}.app.example/cb", ".app.example"),
            ("https://app.example/{{v}}/cb", "app.example"),
        ] {
            let uri = RegisteredUri::new(registered, Development).unwrap();
            let metadata = [("v".to_owned(), value.clone())].into();
            let organization = Organization { metadata, ..acme() };
            if let Some(filled) = uri.filled(Some(&organization)) {
                let url = Url::parse(&filled).unwrap();
                prop_assert!(url.host_str().unwrap().ends_with(end), "{}", filled);
                prop_assert_eq!(url.path_segments().unwrap().next_back(), Some("cb"));
                prop_assert!(url.username().is_empty() && url.query().is_none());
            }
        }
    }

    #[test]
    fn a_wildcard_never_admits_another_host(middle in ".{0,40}") {
        let registered = RegisteredUri::new("https://*.acmecorp.com/cb", Development).unwrap();
        let requested = format!("https://{middle}.acmecorp.com/cb");

        if registered.admits(&requested, None) {
            let url = Url::parse(&requested).unwrap();
            let host = url.host_str().unwrap();
            prop_assert!(host.ends_with(".acmecorp.com"));
            prop_assert_eq!(host.matches('.').count(), 2);
        }
    }

    #[test]
    fn no_text_makes_registration_panic(text in ".{0,300}") {
        let _ = RegisteredUri::new(&text, Production);
    }
}
