//! Clients of organizations, which act for an organization without a user: Scalekit's API clients, `m2morg_…`.

mod event;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::MachineClientEvent;
use super::client_secret::found;
use super::{ClientId, ClientSecret, CustomClaim, Environment, OrganizationId};

/// A client of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct MachineClient {
    /// `m2morg_…`, the `sub` of its tokens.
    pub id: ClientId,
    /// The organization that owns it, the `oid` of its tokens.
    pub organization: OrganizationId,
    /// The display name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The secrets that it can authenticate with.
    pub secrets: Vec<ClientSecret>,
    /// The scopes of its tokens.
    pub scopes: Vec<String>,
    /// The audience of its tokens, their `aud`.
    pub audience: Vec<String>,
    /// The custom claims of its tokens.
    pub custom_claims: Vec<CustomClaim>,
    /// The life of its tokens, in seconds.
    pub token_seconds: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl MachineClient {
    /// Returns the secret of its own that equals `presented`.
    pub(crate) fn secret(&self, presented: &str) -> Option<&ClientSecret> {
        found(&self.secrets, presented)
    }
}

impl Environment {
    /// Returns the organization's client with this id, unless its organization was deleted.
    pub(crate) fn machine_client(&self, id: &str) -> Option<&MachineClient> {
        self.machine_clients
            .get(id)
            .filter(|client| self.organization(&client.organization).is_some())
    }

    /// Returns the clients of `organization`, each with its number in the list.
    pub(crate) fn numbered_machine_clients<'a>(
        &'a self,
        organization: &'a OrganizationId,
    ) -> impl Iterator<Item = (u64, &'a MachineClient)> {
        let all = self.machine_clients.numbered();
        all.filter(move |(_, client)| &client.organization == organization)
    }
}
