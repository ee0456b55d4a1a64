//! Until the redirect is trusted, no error goes there.

use crate::environment::{EnvironmentType, RegisteredUri};
use crate::rules::Refusal as _;
use crate::rules::authorization::Step;
use crate::rules::authorization::{AuthorizationEndpointError, UntrustedRedirectError};
use crate::seed::{Client, Organization, Seed};
use crate::testing::{AUTHORIZE, World, but, page, refusal, without};
use crate::wire::RepeatedError;

/// Returns the error that is shown on a page, and its code.
fn untrusted(world: &mut World, query: &str) -> (UntrustedRedirectError, &'static str) {
    let refusal = refusal(world.authorize(query));
    let code = refusal.code().as_str();
    match refusal {
        AuthorizationEndpointError::Page(why) => (why, code),
        AuthorizationEndpointError::Redirect(to) => panic!("{query} was answered at {to:?}"),
    }
}

#[test]
fn an_unknown_or_repeated_client_gets_a_page() {
    let mut world = World::new();

    let missing = untrusted(&mut world, &without(AUTHORIZE, "client_id"));
    let unknown = untrusted(&mut world, &but(AUTHORIZE, "client_id=skc_1"));
    let twice = untrusted(&mut world, &format!("{AUTHORIZE}&client_id=skc_1"));

    assert_eq!(missing, (UntrustedRedirectError::NoClient, "invalid_client"));
    let known = ["skc_100000000000000001 (Acme web)", "skc_100000000000000002 (Acme SPA)"]
        .map(str::to_owned);
    let no_client =
        UntrustedRedirectError::UnknownClient { requested: "skc_1".into(), known: known.into() };
    assert_eq!(unknown, (no_client, "invalid_client"));
    assert_eq!(
        twice,
        (UntrustedRedirectError::Repeated(RepeatedError("client_id")), "invalid_request")
    );
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  authorize.refused            invalid_client: client_id is missing
    00:00  authorize.refused            invalid_client: there is no client `skc_1` in this environment
    00:00  authorize.refused            invalid_request: client_id came more than once; RFC 6749 §3.1 allows a parameter once
    ");
}

#[test]
fn a_redirect_that_is_missing_or_doubled_gets_a_page() {
    let mut world = World::new();

    let missing = untrusted(&mut world, &without(AUTHORIZE, "redirect_uri"));
    let twice = untrusted(&mut world, &format!("{AUTHORIZE}&redirect_uri=x"));

    assert_eq!(missing, (UntrustedRedirectError::NoRedirect, "invalid_redirect_uri"));
    assert_eq!(
        twice,
        (UntrustedRedirectError::Repeated(RepeatedError("redirect_uri")), "invalid_request")
    );
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  authorize.refused            invalid_redirect_uri: redirect_uri is missing
    00:00  authorize.refused            invalid_request: redirect_uri came more than once; RFC 6749 §3.1 allows a parameter once
    ");
}

#[test]
fn a_redirect_is_compared_character_for_character() {
    for near in [
        "http://localhost:3000/auth/callback/",
        "http://localhost:3000/auth/Callback",
        "http://LOCALHOST:3000/auth/callback",
        "https://localhost:3000/auth/callback",
        "http://127.0.0.1:3000/auth/callback",
        "http://localhost:3001/auth/callback",
        "http://localhost:3000/auth/callback?next=x",
        "http://localhost:3000/auth/callback#x",
        "http://localhost:3000/auth/../auth/callback",
        "http://localhost:3000/auth",
        "/auth/callback",
        "<http://localhost:3000/auth/callback>",
        // Registered by Acme SPA, and for after a logout, on other lists.
        "http://localhost:3000/spa/callback",
        "http://localhost:3000/logged-out",
    ] {
        let mut world = World::new();
        let encoded: String = url::form_urlencoded::byte_serialize(near.as_bytes()).collect();

        let (why, code) =
            untrusted(&mut world, &but(AUTHORIZE, &format!("redirect_uri={encoded}")));

        assert_eq!(code, "invalid_redirect_uri");
        assert_eq!(
            why,
            UntrustedRedirectError::Unregistered {
                requested: near.into(),
                client: "Acme web".into(),
                registered: vec![registered("http://localhost:3000/auth/callback")],
                is_another_port: near == "http://localhost:3001/auth/callback",
            }
        );
    }
}

fn registered(uri: &str) -> RegisteredUri {
    RegisteredUri::new(uri, EnvironmentType::Development).expect("a URI")
}

#[test]
fn the_port_of_a_loopback_address_is_matched_exactly_and_the_refusal_says_so() {
    let mut world = World::new();

    untrusted(&mut world, &but(AUTHORIZE, "redirect_uri=http://localhost:49152/auth/callback"));

    insta::assert_snapshot!(world.last_story(), @"00:00  authorize.refused            invalid_redirect_uri: redirect_uri http://localhost:49152/auth/callback is not registered for Acme web; registered: http://localhost:3000/auth/callback; only the port is another, and Scalekit matches it exactly, of loopback addresses too");
}

#[test]
fn the_refusal_of_a_redirect_says_what_is_registered() {
    let mut world = World::new();

    untrusted(&mut world, &but(AUTHORIZE, "redirect_uri=http://evil.example/"));

    insta::assert_snapshot!(world.last_story(), @"00:00  authorize.refused            invalid_redirect_uri: redirect_uri http://evil.example/ is not registered for Acme web; registered: http://localhost:3000/auth/callback");
}

#[test]
fn a_template_is_filled_from_the_organization_in_scope() {
    let seed = Seed::empty()
        .client(
            Client::web("Acme web")
                .id("skc_1")
                .secret("only_for_tests")
                .redirect_uri("https://{{org_slug}}.app.example/callback"),
        )
        .organization(Organization::new("Acme").id("org_1").slug("acme"));
    let mut world = World::of(&seed);
    let query = "response_type=code&client_id=skc_1&redirect_uri=https://acme.app.example/callback&scope=openid";

    let in_scope = world.authorize(&format!("{query}&organization_id=org_1"));

    assert!(matches!(in_scope, Ok(Step::Page(_))));
    for out_of_scope in
        ["", "&organization_id=org_2", "&organization_id=org_1&organization_id=org_1"]
    {
        let (why, _) = untrusted(&mut world, &format!("{query}{out_of_scope}"));
        assert!(matches!(why, UntrustedRedirectError::Unregistered { .. }));
    }
    let other = but(query, "redirect_uri=https://globex.app.example/callback");
    let (why, _) = untrusted(&mut world, &format!("{other}&organization_id=org_1"));
    assert!(matches!(why, UntrustedRedirectError::Unregistered { .. }));
}

#[test]
fn a_page_waits_for_a_person_and_remembers_the_request() {
    let mut world = World::new();

    let page = page(world.authorize(&format!("{AUTHORIZE}&login_hint=alice@acme.example")));

    let (hint, state) = world.idp.read(|env| {
        let request = env.auth_request(&page).expect("the page waits");
        (request.login_hint.clone(), request.state.clone())
    });
    assert_eq!(hint.as_deref(), Some("alice@acme.example"));
    assert_eq!(state.as_deref(), Some("xyz"));
    insta::assert_snapshot!(world.last_story(), @"00:00  authorization.requested      Acme web: openid profile email offline_access");
}
