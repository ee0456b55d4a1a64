//! The messages that an event causes, and their recipients. Ids are derived from the contents, and not drawn from the
//! stream of ids, so that the number of endpoints changes no other id.

use std::sync::Arc;

use jiff::Timestamp;

use crate::environment::{
    Client, ClientId, Environment, Id as _, Logged, MessageId, Session, SessionId, SigningKey,
    TokenId, WebhookEndpointId, WebhookSecret,
};
use crate::mint::LogoutClaims;
use crate::rules::management::envelope;

/// A message to one application.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) to: Addressee,
    pub(crate) url: String,
    /// Whether the address may be on another machine.
    pub(crate) beyond_loopback: bool,
    /// Whether it waits until it is replayed or its endpoint is released.
    pub(crate) held: bool,
    pub(crate) content: Content,
}

/// The recipient of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Addressee {
    Endpoint(WebhookEndpointId),
    Client(ClientId),
}

/// The content of a message.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A webhook, which is stamped anew for each attempt.
    Webhook { r#type: &'static str, id: MessageId, secret: WebhookSecret, body: String },
    /// A logout token: a session is over.
    Logout { claims: Box<LogoutClaims>, key: Arc<SigningKey> },
}

/// Returns the webhook about an event, for each endpoint that wants its type.
pub(crate) fn webhooks(env: &Environment, logged: &Logged) -> Vec<Message> {
    let r#type = logged.r#type.name;
    let endpoints = env.webhook_endpoints();
    let wanting: Vec<_> = endpoints.filter(|endpoint| endpoint.wants(r#type)).collect();
    if wanting.is_empty() {
        return Vec::new();
    }
    let envelope = envelope(env, logged);
    let body = serde_json::to_string(&envelope).expect("an event is plain data");
    let settings = env.settings();
    let to = |endpoint: &crate::environment::WebhookEndpoint| Message {
        to: Addressee::Endpoint(endpoint.id.clone()),
        url: endpoint.url.clone(),
        beyond_loopback: settings.call_beyond_loopback,
        held: endpoint.held,
        content: Content::Webhook {
            r#type,
            id: MessageId::derived_from(&format!("webhook {} {}", settings.issuer, envelope.id)),
            secret: settings.webhook_secret.clone(),
            body: body.clone(),
        },
    };
    wanting.into_iter().map(to).collect()
}

/// Returns a logout token about a session, for each address of each application that took part in it. The tokens are
/// issued at the time `at`, which can be later than the session's end if the clock jumped: a receiver refuses a token
/// that is older than two minutes.
pub(crate) fn logouts(env: &Environment, ended: &SessionId, at: Timestamp) -> Vec<Message> {
    let Some(session) = env.session(ended) else {
        return Vec::new();
    };
    let clients = session.authenticated_clients.iter();
    clients
        .filter_map(|client| env.client(client.as_str()))
        .flat_map(|client| {
            let uris = client.settings.back_channel_logout_uris.iter();
            uris.enumerate().map(move |(index, uri)| logout(env, session, client, index, uri, at))
        })
        .collect()
}

fn logout(
    env: &Environment,
    session: &Session,
    client: &Client,
    index: usize,
    uri: &str,
    at: Timestamp,
) -> Message {
    // Not derived from the address, because a test's receiver has another port in every run.
    let named = format!("logout of {} at {}, address {index}", session.id, client.id);
    let claims = LogoutClaims::new(
        env.issuer(),
        session.user.clone(),
        session.id.clone(),
        client.id.clone(),
        TokenId::derived_from(&named),
        at,
    );
    Message {
        to: Addressee::Client(client.id.clone()),
        url: uri.to_owned(),
        beyond_loopback: env.settings().call_beyond_loopback,
        held: false,
        content: Content::Logout { claims: Box::new(claims), key: env.keys().current() },
    }
}
