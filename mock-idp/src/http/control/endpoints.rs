//! `/_mock/webhooks/endpoints`, and the back-channel logout URIs of a client.

use axum::extract::Path;
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::operation::Operation;
use super::parameter::Parameter;
use super::refusal::JournalledError;
use super::reply::{Created, Done, Reply};
use crate::environment::WebhookEndpoint;
use crate::http::here::Here;
use crate::rules::webhook::endpoints;

const ENDPOINT: Parameter = Parameter::text("endpoint", "The id of an endpoint.");
const CLIENT: Parameter = Parameter::text("client", "The name or the id of a web client.");
const NO_SUCH_ENDPOINT: &str = "There is no such endpoint.";

pub(super) fn operations() -> [Operation; 5] {
    [
        Operation::get("/webhooks/endpoints", "listWebhookEndpoints", "Where webhooks go", list)
            .replies("The endpoints, the oldest first."),
        Operation::post(
            "/webhooks/endpoints",
            "createWebhookEndpoint",
            "Send webhooks to another address, too",
            create,
        )
        .replies("The new endpoint.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "The address cannot be called or is an endpoint already, there is no such type of event, or no room for another endpoint.",
        ),
        Operation::post(
            "/webhooks/endpoints/{endpoint}",
            "holdWebhookEndpoint",
            "Let an endpoint's webhooks wait, or send them",
            hold,
        )
        .parameters(&[ENDPOINT])
        .replies("The endpoint as it is now.")
        .refuses(StatusCode::BAD_REQUEST, "Not a hold.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_ENDPOINT),
        Operation::delete(
            "/webhooks/endpoints/{endpoint}",
            "deleteWebhookEndpoint",
            "Send nothing more to an endpoint",
            delete,
        )
        .parameters(&[ENDPOINT])
        .replies("Done.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_ENDPOINT),
        Operation::post(
            "/clients/{client}/back_channel_logout_uris",
            "setBackChannelLogoutUris",
            "Send logout tokens of a client's sessions to these addresses, and no others",
            set_back_channel_logout_uris,
        )
        .parameters(&[CLIENT])
        .replies("The addresses from now on.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "An address cannot be called, or the client has no server.",
        )
        .refuses(StatusCode::NOT_FOUND, "There is no such client."),
    ]
}

/// An address for webhooks, and the types of its events.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewWebhookEndpoint {
    /// A loopback address, unless the seed lets the fake call others.
    url: String,
    #[serde(default)]
    events: Vec<String>,
}

/// Whether an endpoint's webhooks are held.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WebhookHold {
    held: bool,
}

/// The only addresses that get the logout tokens of a client's sessions.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BackChannelLogoutUris {
    back_channel_logout_uris: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WebhookEndpoints {
    endpoints: Vec<WebhookEndpoint>,
}

async fn list(Here(idp): Here) -> Reply<WebhookEndpoints> {
    let endpoints = idp.read(|environment| environment.webhook_endpoints().cloned().collect());
    Reply(WebhookEndpoints { endpoints })
}

async fn create(
    Here(idp): Here,
    Body(new): Body<NewWebhookEndpoint>,
) -> Result<Created<WebhookEndpoint>, JournalledError> {
    idp.transact(|desk| endpoints::create(desk.env, &new.url, &new.events))
        .map(Created)
        .map_err(JournalledError::by_rule)
}

async fn hold(
    Here(idp): Here,
    Path(endpoint): Path<String>,
    Body(WebhookHold { held }): Body<WebhookHold>,
) -> Result<Reply<WebhookEndpoint>, JournalledError> {
    idp.transact(|desk| endpoints::hold(desk.env, &endpoint, held))
        .map(Reply)
        .map_err(JournalledError::by_rule)
}

async fn delete(
    Here(idp): Here,
    Path(endpoint): Path<String>,
) -> Result<Reply<Done>, JournalledError> {
    idp.transact(|desk| endpoints::delete(desk.env, &endpoint))
        .map(|()| Reply(Done {}))
        .map_err(JournalledError::by_rule)
}

async fn set_back_channel_logout_uris(
    Here(idp): Here,
    Path(client): Path<String>,
    Body(uris): Body<BackChannelLogoutUris>,
) -> Result<Reply<BackChannelLogoutUris>, JournalledError> {
    idp.transact(|desk| {
        let uris = &uris.back_channel_logout_uris;
        endpoints::set_back_channel_logout_uris(desk.env, &client, uris)
    })
    .map_err(JournalledError::by_rule)?;
    Ok(Reply(uris))
}
