//! What happens to clients, and to their secrets.

use serde::Serialize;

use super::Client;
use crate::environment::event::{Happened, names};
use crate::environment::{ClientId, ClientSecret, ClientSecretId, Environment, Names, TokenId};

/// An event of a client: an application, or, where the comment names it, an organization's client.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ClientEvent {
    /// An application was registered.
    Created {
        /// The new application.
        client: Box<Client>,
    },
    /// An application's settings changed.
    Updated {
        /// The application as it is now.
        client: Box<Client>,
    },
    /// An application, or an organization's client, was deleted, and with it its secrets.
    Deleted {
        /// The client.
        client: ClientId,
        /// The client's display name.
        name: String,
    },
    /// A client got a secret.
    SecretCreated {
        /// The client.
        client: ClientId,
        /// The new secret.
        secret: ClientSecret,
    },
    /// A secret of a client was deleted.
    SecretDeleted {
        /// The client.
        client: ClientId,
        /// The secret.
        secret: ClientSecretId,
    },
    /// A client got a token for itself.
    TokenIssued {
        /// The client.
        client: ClientId,
        /// The secret that it authenticated with.
        secret: ClientSecretId,
        /// The token's `jti`.
        token: TokenId,
    },
}

names! { ClientEvent:
    Created => "client.created",
    Updated => "client.updated",
    Deleted => "client.deleted",
    SecretCreated => "client_secret.created",
    SecretDeleted => "client_secret.deleted",
    TokenIssued => "client_token.issued",
}

impl Happened for ClientEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { client } | Self::Updated { client } => {
                environment.clients.keep((**client).clone());
            }
            Self::Deleted { client, .. } => {
                environment.clients.remove(client);
                environment.machine_clients.remove(client);
            }
            Self::SecretCreated { client, secret } => {
                environment.with_secrets(client, |secrets, _| secrets.push(secret.clone()));
            }
            Self::SecretDeleted { client, secret: id } => {
                environment.with_secrets(client, |secrets, _| secrets.retain(|it| &it.id != id));
            }
            Self::TokenIssued { client, secret, token } => {
                environment.note_issued(token);
                environment.note_use(client, secret);
            }
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { client } | Self::Updated { client } => client.name.clone(),
            Self::Deleted { name, .. } => name.clone(),
            Self::SecretCreated { client, secret } => {
                format!("{} of {}", secret.id, names.client(client))
            }
            Self::SecretDeleted { client, secret } => {
                format!("{secret} of {}", names.client(client))
            }
            Self::TokenIssued { client, .. } => names.client(client),
        }
    }
}
