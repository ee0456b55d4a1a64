//! Callbacks that must not lead to a token request, and the errors of these.

use std::time::Duration;

use proptest::prelude::*;
use scalekit::{Callback, SignIn};
use serde_json::json;
use wiremock::{MockGuard, ResponseTemplate};

use crate::world::{CALLBACK, COOLED_DOWN, World, answering};

/// Finishes an attempt with a callback; `STATE` in the query stands for the right state.
async fn finish_with(world: &World, query: &str) -> String {
    let attempt = world.client.begin(SignIn::to(CALLBACK));
    let query = query.replace("STATE", attempt.state()).replace("ISSUER", &world.idp.uri());
    let outcome = world.client.finish(attempt, Callback::from_query(&query)).await;
    outcome.expect_err("this callback brings no one in").to_string()
}

#[tokio::test]
async fn a_callback_that_is_not_the_answer_makes_no_token_request() {
    let world = World::start().await;
    let queries = [
        "",
        "code=c",
        "code=c&state=",
        "code=c&state=wrong",
        "code=c&state=STATE&state=STATE",
        "code=c&code=c&state=STATE",
        "code=c&state=STATE&iss=https://evil.example",
        "code=c&state=STATE&iss=",
        "state=STATE",
        "code=&state=STATE",
    ];

    let mut outcomes = Vec::new();
    for query in queries {
        outcomes.push(format!("?{query}\n    {}", finish_with(&world, query).await));
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    ?
        not to be trusted: the callback's `state` is not the attempt's
    ?code=c
        not to be trusted: the callback's `state` is not the attempt's
    ?code=c&state=
        not to be trusted: the callback's `state` is not the attempt's
    ?code=c&state=wrong
        not to be trusted: the callback's `state` is not the attempt's
    ?code=c&state=STATE&state=STATE
        not to be trusted: the parameter `state` comes more than once
    ?code=c&code=c&state=STATE
        not to be trusted: the parameter `code` comes more than once
    ?code=c&state=STATE&iss=https://evil.example
        not to be trusted: the callback's `iss` is not the issuer
    ?code=c&state=STATE&iss=
        not to be trusted: the callback's `iss` is not the issuer
    ?state=STATE
        not to be trusted: the callback carries neither `code` nor `error`
    ?code=&state=STATE
        not to be trusted: the callback carries neither `code` nor `error`
    ");
    assert!(world.requests_to("/oauth/token").await.is_empty());
}

/// Serves the environment's metadata, with `more` beside the issuer.
async fn metadata(world: &World, more: &str) -> MockGuard {
    let body = format!(r#"{{"issuer":"{}"{more}}}"#, world.idp.uri());
    document(world, ResponseTemplate::new(200).set_body_string(body)).await
}

async fn document(world: &World, answer: ResponseTemplate) -> MockGuard {
    answering("GET", METADATA, answer).mount_as_scoped(&world.idp).await
}

const METADATA: &str = "/.well-known/openid-configuration";

const PROMISE: &str = r#","authorization_response_iss_parameter_supported":true"#;

/// The error after an accepted callback, because the token endpoint is not mocked.
const BELIEVED: &str = "Scalekit is unavailable: its answer (status 404) makes no sense: \
    a refusal that is no OAuth error";

const REFUSED: &str =
    "not to be trusted: the callback has no `iss`, which the environment promises to send";

#[tokio::test]
async fn a_callback_without_the_issuer_that_is_promised_is_refused() {
    let world = World::start().await;
    let _metadata = metadata(&world, PROMISE).await;

    for query in ["code=c&state=STATE", "error=access_denied&state=STATE", "state=STATE"] {
        assert_eq!(finish_with(&world, query).await, REFUSED, "{query}");
    }
    assert!(world.requests_to("/oauth/token").await.is_empty());
    assert_eq!(finish_with(&world, "code=c&state=STATE&iss=ISSUER").await, BELIEVED);
    assert_eq!(world.requests_to(METADATA).await.len(), 1, "it is remembered");
}

#[tokio::test]
async fn who_promises_no_issuer_needs_to_send_none() {
    let no = r#","authorization_response_iss_parameter_supported":false"#;
    for more in ["", no] {
        let world = World::start().await;
        let _metadata = metadata(&world, more).await;

        assert_eq!(finish_with(&world, "code=c&state=STATE").await, BELIEVED, "{more}");
        assert_eq!(finish_with(&world, "code=c&state=STATE").await, BELIEVED, "{more}");
        assert_eq!(world.requests_to(METADATA).await.len(), 1);
    }
}

#[tokio::test]
async fn no_metadata_are_fetched_for_a_callback_that_names_its_issuer_or_has_no_state() {
    let world = World::start().await;
    let _metadata = metadata(&world, PROMISE).await;

    for query in ["code=c&state=STATE&iss=ISSUER", "code=c&state=wrong", "code=c"] {
        finish_with(&world, query).await;
    }

    assert!(world.requests_to(METADATA).await.is_empty());
}

#[tokio::test]
async fn metadata_that_cannot_be_read_keep_nobody_out_and_a_promise_is_kept_in_mind() {
    let world = World::start().await;
    let another = json!({
        "issuer": "https://evil.example", "authorization_response_iss_parameter_supported": true,
    });
    for answer in [
        ResponseTemplate::new(503),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_json(another),
    ] {
        let _document = document(&world, answer).await;
        assert_eq!(finish_with(&world, "code=c&state=STATE").await, BELIEVED);
        assert_eq!(finish_with(&world, "code=c&state=STATE").await, BELIEVED);
        world.advance(COOLED_DOWN);
    }
    assert_eq!(world.requests_to(METADATA).await.len(), 3, "once in half a minute");

    let promise = metadata(&world, PROMISE).await;
    assert_eq!(finish_with(&world, "code=c&state=STATE").await, REFUSED);
    drop(promise);
    world.advance(Duration::from_hours(2));
    assert_eq!(finish_with(&world, "code=c&state=STATE").await, REFUSED, "it has promised");

    let _metadata = metadata(&world, "").await;
    world.advance(COOLED_DOWN);
    assert_eq!(finish_with(&world, "code=c&state=STATE").await, BELIEVED, "and takes it back");
}

#[tokio::test]
async fn an_error_is_sorted_by_what_the_person_or_the_developer_can_do() {
    let world = World::start().await;
    let codes = [
        "access_denied",
        "login_required",
        "interaction_required",
        "server_error",
        "temporarily_unavailable",
        "invalid_request",
        "invalid_connection_selector",
        "user_not_active",
        "invalid_user_domain",
        "connection_not_active",
        "no_active_connections",
        "domain_not_found",
        "invalid_saml_response",
        "assertion_expired",
        "application_not_active",
        "%3Cscript%3E",
    ];

    let mut outcomes = Vec::new();
    for code in codes {
        let query = format!("error={code}&error_description=Text&state=STATE&iss=ISSUER");
        outcomes.push(finish_with(&world, &query).await);
    }

    insta::assert_snapshot!(outcomes.join("\n"), @"
    the person declined to sign in: access_denied
    the person has to sign in again: login_required
    the person has to sign in again: interaction_required
    Scalekit is unavailable: it said server_error
    Scalekit is unavailable: it said temporarily_unavailable
    Scalekit refused the request, check the application's settings: invalid_request
    Scalekit refused the request, check the application's settings: invalid_connection_selector
    Scalekit does not let this person in: user_not_active
    Scalekit does not let this person in: invalid_user_domain
    the organization's connection cannot be used: connection_not_active
    the organization's connection cannot be used: no_active_connections
    the organization's connection cannot be used: domain_not_found
    the organization's connection cannot be used: invalid_saml_response
    the person has to sign in again: assertion_expired
    Scalekit refused the request, check the application's settings: application_not_active
    Scalekit refused the request, check the application's settings: ?script?
    ");
    assert!(world.requests_to("/oauth/token").await.is_empty());
}

#[tokio::test]
async fn an_error_with_another_state_is_not_believed() {
    let world = World::start().await;

    let outcome = finish_with(&world, "error=access_denied&state=wrong").await;

    insta::assert_snapshot!(outcome, @"not to be trusted: the callback's `state` is not the attempt's");
}

#[tokio::test]
async fn a_description_is_kept_short_plain_and_out_of_sight() {
    let world = World::start().await;
    let attempt = world.client.begin(SignIn::to(CALLBACK));
    let long = "<b>\"call\\ 555\"</b>%0A".repeat(100);
    let query = format!("error=access_denied&error_description={long}&state={}", attempt.state());

    let outcome = world.client.finish(attempt, Callback::from_query(&query)).await;

    let error = outcome.expect_err("declined");
    assert!(!format!("{error} {error:?}").contains("555"));
    assert_eq!(error.code(), Some("access_denied"));
    let scalekit::Error::Declined(error) = error else {
        panic!("not declined: {error}");
    };
    let description = error.description().expect("it was sent");
    assert_eq!(description.chars().count(), 200);
    assert!(!description.contains(['"', '\\', '\n']));
}

proptest! {
    #[test]
    fn any_text_is_a_callback_and_none_of_it_is_printed(query in ".*") {
        let callback = Callback::from_query(&query);

        prop_assert_eq!(format!("{callback:?}"), "Callback([redacted])");
    }

    #[test]
    fn the_state_of_a_callback_is_the_one_that_was_sent(state in "[A-Za-z0-9_-]{1,60}") {
        let callback = Callback::from_query(&format!("code=c&state={state}"));

        prop_assert_eq!(callback.state(), Some(state.as_str()));
    }
}
