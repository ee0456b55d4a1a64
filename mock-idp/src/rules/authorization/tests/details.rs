//! The errors that a trusted client gets by redirect.

use crate::rules::Refusal as _;
use crate::rules::authorization::Step;
use crate::rules::authorization::{AuthorizationEndpointError, AuthorizeError, ErrorResponse};
use crate::seed::{Client, Seed};
use crate::testing::{AUTHORIZE, AUTHORIZE_SPA, CALLBACK, World, but, refusal, without};

/// Returns the error response, and its code.
fn error(world: &mut World, query: &str) -> (ErrorResponse, &'static str) {
    let refusal = refusal(world.authorize(query));
    let code = refusal.code().as_str();
    match refusal {
        AuthorizationEndpointError::Redirect(response) => (*response, code),
        AuthorizationEndpointError::Page(why) => panic!("{query} got a page: {why}"),
    }
}

#[test]
fn every_mistake_goes_back_with_the_state() {
    let mut world = World::new();

    for query in [
        without(AUTHORIZE, "response_type"),
        but(AUTHORIZE, "response_type=token"),
        but(AUTHORIZE, "response_mode=fragment"),
        but(AUTHORIZE, "request=eyJhbGciOiJub25lIn0"),
        but(AUTHORIZE, "request_uri=https://app.example/request"),
        without(AUTHORIZE, "scope"),
        but(AUTHORIZE, "scope=profile email"),
        but(AUTHORIZE, "prompt=cake"),
        but(AUTHORIZE, "prompt=none login"),
        format!("{AUTHORIZE}&nonce=another"),
        format!("{AUTHORIZE}&organization_id=org_1&organization_id=org_2"),
        but(AUTHORIZE_SPA, "code_challenge_method=plain"),
        but(AUTHORIZE_SPA, "code_challenge_method=S512"),
        but(AUTHORIZE_SPA, "code_challenge=short"),
        without(AUTHORIZE_SPA, "code_challenge_method"),
        without(AUTHORIZE_SPA, "code_challenge"),
    ] {
        let (response, code) = error(&mut world, &query);

        assert_eq!(response.state.as_deref(), Some("xyz"), "{query}");
        assert!(response.to.as_str().ends_with("/callback"), "{query}");
        assert!(matches!(response.error, AuthorizeError::Request(_)), "{query}");
        assert_eq!(code, response.error.code().as_str());
    }
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  authorize.refused            invalid_request: response_type is missing; send response_type=code
    00:00  authorize.refused            unsupported_response_type: response_type `token` is not supported; Scalekit knows `code` only
    00:00  authorize.refused            invalid_request: response_mode `fragment` is not supported; the answer comes in the query
    00:00  authorize.refused            request_not_supported: request objects are not supported; send plain parameters
    00:00  authorize.refused            request_uri_not_supported: request_uri is not supported; send plain parameters
    00:00  authorize.refused            invalid_scope: scope is missing; ask for `openid profile email`, and `offline_access` for a refresh token
    00:00  authorize.refused            invalid_scope: scope lacks `openid`; ask for `openid profile email`, and `offline_access` for a refresh token
    00:00  authorize.refused            invalid_request: prompt `cake` is unknown; send `none`, `login`, `create`, `select_account` or `consent`
    00:00  authorize.refused            invalid_request: prompt `none` cannot be combined with another
    00:00  authorize.refused            invalid_request: nonce came more than once; RFC 6749 §3.1 allows a parameter once
    00:00  authorize.refused            invalid_request: organization_id came more than once; RFC 6749 §3.1 allows a parameter once
    00:00  authorize.refused            invalid_request: code_challenge_method `plain` proves nothing to whoever sees the request; send S256
    00:00  authorize.refused            invalid_request: code_challenge_method is neither S256 nor anything else that RFC 7636 knows; send S256
    00:00  authorize.refused            invalid_request: code_challenge is not the 43 base64url characters of a SHA-256 digest (RFC 7636 §4.2)
    00:00  authorize.refused            invalid_request: code_challenge came without code_challenge_method, which RFC 7636 §4.3 reads as `plain`; send code_challenge_method=S256
    00:00  authorize.refused            invalid_request: code_challenge_method came without code_challenge
    ");
}

#[test]
fn a_state_that_came_twice_is_not_returned() {
    let mut world = World::new();

    let (response, code) = error(&mut world, &format!("{AUTHORIZE}&state=other"));

    assert_eq!((response.state, code), (None, "invalid_request"));
    assert_eq!(response.to.as_str(), CALLBACK);
    insta::assert_snapshot!(world.last_story(), @"00:00  authorize.refused            invalid_request: state came more than once; RFC 6749 §3.1 allows a parameter once");
}

#[test]
fn a_public_client_must_prove_that_it_keeps_its_code() {
    let mut world = World::new();
    let bare = without(&without(AUTHORIZE_SPA, "code_challenge"), "code_challenge_method");

    let (response, code) = error(&mut world, &bare);

    assert_eq!(response.error, AuthorizeError::NoChallenge);
    assert_eq!(code, "invalid_request");
    insta::assert_snapshot!(world.last_story(), @"00:00  authorize.refused            invalid_request: this client must use PKCE: send code_challenge and code_challenge_method=S256");
}

#[test]
fn pkce_of_a_confidential_client_is_its_own_switch() {
    let client = || {
        Client::web("Acme web")
            .id("skc_1")
            .secret("only_for_tests")
            .redirect_uri("http://localhost:3000/callback")
    };
    let mut lax = World::of(&Seed::empty().client(client()));
    let mut strict = World::of(&Seed::empty().client(client().enforce_pkce()));
    let bare = "response_type=code&client_id=skc_1&redirect_uri=http://localhost:3000/callback&scope=openid";

    let page = lax.authorize(bare);
    let (response, _) = error(&mut strict, bare);

    assert!(matches!(page, Ok(Step::Page(_))));
    assert_eq!(response.error, AuthorizeError::NoChallenge);
}

#[test]
fn selectors_are_judged_in_the_order_of_precedence() {
    let mut world = World::new();
    let domain = format!("{AUTHORIZE}&domain_hint=acme.example");
    let organization = format!("{domain}&organization_id=org_1");
    let connection = format!("{organization}&connection_id=conn_1");
    let provider = format!("{connection}&provider=google");

    let why = |(response, code): (ErrorResponse, _)| (response.error, code);
    assert_eq!(
        why(error(&mut world, &provider)),
        (AuthorizeError::UnknownProvider("google".into()), "no_configured_connections")
    );
    assert_eq!(
        why(error(&mut world, &connection)),
        (AuthorizeError::UnknownConnection("conn_1".into()), "invalid_connection_id")
    );
    assert_eq!(
        why(error(&mut world, &organization)),
        (AuthorizeError::UnknownOrganization("org_1".into()), "invalid_organization_id")
    );
    assert_eq!(
        why(error(&mut world, &domain)),
        (AuthorizeError::UnknownDomain("acme.example".into()), "domain_not_found")
    );
    assert_eq!(
        why(error(&mut world, &format!("{AUTHORIZE}&domain=acme.example"))).1,
        "domain_not_found",
        "two official SDKs send it under this name"
    );
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  authorize.refused            no_configured_connections: no connection to the provider `google` is configured in this environment
    00:00  authorize.refused            invalid_connection_id: there is no connection `conn_1` in this environment
    00:00  authorize.refused            invalid_organization_id: there is no organization `org_1` in this environment
    00:00  authorize.refused            domain_not_found: no organization of this environment owns the domain `acme.example`
    00:00  authorize.refused            domain_not_found: no organization of this environment owns the domain `acme.example`
    ");
}

#[test]
fn a_selector_of_an_organization_that_exists_is_good() {
    let mut world = World::new();

    let page = world.authorize(&format!(
        "{AUTHORIZE}&organization_id=org_100000000000000001&domain_hint=nobodys.example"
    ));

    assert!(matches!(page, Ok(Step::Page(_))));
}
