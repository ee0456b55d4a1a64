//! Clients: the environment's applications, organizations' machines, and their secrets
//! (`behaviours.md` 3.3 and 5).

mod application;
mod change;
mod machine;
mod settings;

use super::{Failure, Service};
use crate::environment::{
    ClientEvent, ClientId, ClientSecret, ClientSecretId, EnvironmentType, Id as _,
};
use crate::rules::{Desk, Granted, Ruling, ensure};
use crate::wire::management::Nothing;
use crate::wire::management::clients::SecretCreated;

pub(super) fn service() -> Service {
    let service = Service::named("scalekit.v1.clients.ClientService");
    machine::served(application::served(service))
}

/// A new secret of a client that has these `secrets` and may have so `many`.
fn add_secret(
    desk: &mut Desk<'_>,
    client: &ClientId,
    secrets: &[ClientSecret],
    many: usize,
) -> Ruling<SecretCreated, Failure> {
    ensure(
        secrets.len() < many,
        Failure::FailedPrecondition(format!(
            "{client} has {many} secrets, and more it cannot have; delete one first"
        )),
    )?;
    let secret = new_secret(desk);
    Ok(Granted {
        reply: SecretCreated::of(&secret),
        events: vec![ClientEvent::SecretCreated { client: client.clone(), secret }.into()],
    })
}

fn delete_secret(
    client: &ClientId,
    secrets: &[ClientSecret],
    asked: &str,
) -> Ruling<Nothing, Failure> {
    let secret = ClientSecretId::named(asked);
    ensure(
        secrets.iter().any(|one| one.id == secret),
        Failure::not_found("secret", format!("{asked} of {client}")),
    )?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![ClientEvent::SecretDeleted { client: client.clone(), secret }.into()],
    })
}

/// Scalekit's secrets begin with `test_` in development (`behaviours.md` 3.6); what they begin with in
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
