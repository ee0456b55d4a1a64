//! Applications. One on a server that has no secret yet cannot authenticate, and a seed has none such.

use super::Names;
use crate::environment as there;
use crate::environment::{ClientKind, Environment, RegisteredUri};
use crate::seed::{Client, ClientType, Webhook};

pub(super) fn clients(environment: &Environment) -> Vec<Client> {
    let mut names = Names::default();
    let usable = |client: &&there::Client| client.is_public() || !client.secrets().is_empty();
    // The first web application is the one that cannot be deleted, here as in the seed.
    environment.clients().filter(usable).map(|known| client(known, &mut names)).collect()
}

fn client(known: &there::Client, names: &mut Names) -> Client {
    let secrets = known.secrets().iter();
    Client {
        id: Some(known.id.to_string()),
        name: names.name(&known.name, known.id.as_str()),
        client_type: match known.kind {
            ClientKind::Web(_) => ClientType::Web,
            ClientKind::Spa => ClientType::Spa,
            ClientKind::Native => ClientType::Native,
        },
        secrets: secrets.map(|one| one.secret.clone()).collect(),
        redirect_uris: texts(&known.redirect_uris),
        post_logout_redirect_uris: texts(&known.post_logout_redirect_uris),
        initiate_login_uri: known.initiate_login_uri.as_ref().map(text),
        enforce_pkce: known.enforce_pkce,
        back_channel_logout_uris: known.settings.back_channel_logout_uris.clone(),
    }
}

fn texts(uris: &[RegisteredUri]) -> Vec<String> {
    uris.iter().map(text).collect()
}

fn text(uri: &RegisteredUri) -> String {
    uri.as_str().to_owned()
}

/// The endpoints that are told what happens; what waits for one is not in a seed.
pub(super) fn webhooks(environment: &Environment) -> Vec<Webhook> {
    let endpoints = environment.webhook_endpoints();
    endpoints
        .map(|known| Webhook { url: known.url.clone(), events: known.events.clone() })
        .collect()
}
