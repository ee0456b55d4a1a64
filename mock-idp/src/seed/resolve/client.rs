//! Applications, their secrets and their URIs.

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{
    Client, ClientId, ClientKind, ClientSecret, ClientSecretId, ClientSettings, Id as _,
};
use crate::seed::client as given;
use crate::seed::client::ClientType;
use crate::seed::field_error::{FieldError, FieldPath};

/// Most secrets of a client at Scalekit (`docs/management.md#clients`): the one in use, and the next.
const MOST_SECRETS: usize = 2;

const PUBLIC: &str = "remove `secrets`, or make its type `web`";

impl Resolver<'_> {
    pub(in crate::seed) fn clients(&mut self) -> Vec<Client> {
        let clients = &self.seed.clients;
        self.distinct("clients", "id", clients, |one| one.id.clone());
        self.distinct("clients", "name", clients, |one| Some(one.name.clone()));
        let path = FieldPath::section("clients");
        let default = clients.iter().position(|client| client.client_type == ClientType::Web);
        clients
            .iter()
            .enumerate()
            .map(|(index, client)| Client {
                is_default: default == Some(index),
                ..self.client(client, &path.item(index))
            })
            .collect()
    }

    fn client(&mut self, client: &given::Client, path: &FieldPath) -> Client {
        self.not_blank(&client.name, path.field("name"));
        self.check_secrets(client, path);
        let id: ClientId = self.id(client.id.as_ref(), path);
        Client {
            kind: match client.client_type {
                ClientType::Web => ClientKind::Web(secrets(&id, client)),
                ClientType::Spa => ClientKind::Spa,
                ClientType::Native => ClientKind::Native,
            },
            id,
            name: client.name.clone(),
            redirect_uris: self.uris(&client.redirect_uris, &path.field("redirect_uris")),
            post_logout_redirect_uris: self
                .uris(&client.post_logout_redirect_uris, &path.field("post_logout_redirect_uris")),
            initiate_login_uri: self
                .uri(client.initiate_login_uri.as_deref(), &path.field("initiate_login_uri")),
            enforce_pkce: client.enforce_pkce,
            settings: ClientSettings {
                back_channel_logout_uris: self.back_channel(client, path),
                ..ClientSettings::default()
            },
            is_default: false,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn check_secrets(&mut self, client: &given::Client, path: &FieldPath) {
        let secrets = path.field("secrets");
        for (index, secret) in client.secrets.iter().enumerate() {
            self.not_blank(secret.reveal(), secrets.item(index));
        }
        let (what, help) = match (client.client_type, client.secrets.len()) {
            (ClientType::Web, 1..=MOST_SECRETS) | (ClientType::Spa | ClientType::Native, 0) => {
                return;
            }
            (ClientType::Web, 0) => (
                "a `web` client needs a secret",
                "add `secrets = [\"…\"]`, or make its type `spa` or `native`",
            ),
            (ClientType::Web, _) => {
                ("a `web` client has at most two secrets", "keep the one in use, and the next")
            }
            (ClientType::Spa, _) => {
                ("a `spa` client runs in a browser and cannot keep a secret", PUBLIC)
            }
            (ClientType::Native, _) => {
                ("a `native` client runs on people's devices and cannot keep a secret", PUBLIC)
            }
        };
        self.note(FieldError::new(secrets, what, help));
    }
}

/// Returns the secrets, with ids that are derived from the client's. The environment sets their times when it begins.
fn secrets(client: &ClientId, given: &given::Client) -> Vec<ClientSecret> {
    given
        .secrets
        .iter()
        .enumerate()
        .map(|(index, secret)| {
            let id = ClientSecretId::derived_from(&format!("secret {index} of {client}"));
            ClientSecret::new(id, secret.clone(), Timestamp::UNIX_EPOCH)
        })
        .collect()
}
