//! Clients: the environment's applications, organizations' machines, and their secrets
//! (`docs/management.md#clients`).

mod application;
mod change;
mod machine;
mod settings;
mod view;

use super::{OperationError, Ruling, Service};
use crate::environment::{
    ClientEvent, ClientId, ClientSecret, ClientSecretId, EnvironmentType, Id as _,
};
use crate::rules::{Desk, Granted, ensure};
use crate::wire::management::Empty;
use crate::wire::management::clients as wire;

pub(super) fn service() -> Service {
    let service = Service::named("scalekit.v1.clients.ClientService");
    machine::serve(application::serve(service))
}

/// Adds a secret to a client that has `secrets`, and may have `most`. `reply` gets the secret's text and its
/// description.
fn add_secret<T>(
    desk: &mut Desk<'_>,
    client: &ClientId,
    secrets: &[ClientSecret],
    most: usize,
    reply: impl FnOnce(String, wire::ClientSecret) -> T,
) -> Ruling<T> {
    ensure(
        secrets.len() < most,
        OperationError::FailedPrecondition(format!(
            "{client} has {most} secrets, and more it cannot have; delete one first"
        )),
    )?;
    let secret = new_secret(desk);
    Ok(Granted {
        reply: reply(view::plain_secret(&secret), view::new_secret(&secret)),
        events: vec![ClientEvent::SecretCreated { client: client.clone(), secret }.into()],
    })
}

fn delete_secret(client: &ClientId, secrets: &[ClientSecret], id: &str) -> Ruling<Empty> {
    let secret = ClientSecretId::named(id);
    ensure(
        secrets.iter().any(|known| known.id == secret),
        OperationError::not_found("secret", format!("{id} of {client}")),
    )?;
    Ok(Granted {
        reply: Empty {},
        events: vec![ClientEvent::SecretDeleted { client: client.clone(), secret }.into()],
    })
}

/// Creates a secret. Scalekit's begin with `test_` in development (`docs/README.md#ids`); what they begin with in
/// production is our guess.
fn new_secret(desk: &mut Desk<'_>) -> ClientSecret {
    let prefix = match desk.env.settings().environment_type {
        EnvironmentType::Development => "test_",
        EnvironmentType::Production => "live_",
    };
    ClientSecret::new(desk.ids.id(), desk.ids.secret(prefix), desk.env.now())
}

#[cfg(test)]
mod tests;
