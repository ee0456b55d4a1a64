//! Clients of organizations, which act for them with no user behind: Scalekit's API clients, `m2morg_…`.

use jiff::Timestamp;
use serde::Serialize;

use super::aging::Age;
use super::client_secret::found;
use super::table::Table;
use super::{ClientId, ClientSecret, CustomClaim, Environment, OrganizationId};

/// A client of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct MachineClient {
    /// `m2morg_…`, the `sub` of its tokens.
    pub id: ClientId,
    /// Whose it is, the `oid` of its tokens.
    pub organization: OrganizationId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it authenticates with.
    pub secrets: Vec<ClientSecret>,
    /// What its tokens allow.
    pub scopes: Vec<String>,
    /// Whom its tokens are for, their `aud`.
    pub audience: Vec<String>,
    /// What its tokens say besides.
    pub custom_claims: Vec<CustomClaim>,
    /// The life of its tokens, in seconds.
    pub token_seconds: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl MachineClient {
    /// The secret that `presented` is, if it is one of its own.
    pub(crate) fn secret(&self, presented: &str) -> Option<&ClientSecret> {
        found(&self.secrets, presented)
    }
}

/// Every organization's clients.
#[derive(Clone, Debug, Default)]
pub(super) struct MachineClients(Table<ClientId, MachineClient>);

impl MachineClients {
    pub(super) fn keep(&mut self, client: &MachineClient) {
        self.0.insert(client.id.clone(), client.clone());
    }

    pub(super) fn forget(&mut self, client: &ClientId) {
        self.0.remove(client);
    }

    pub(super) fn secrets_of(&mut self, client: &ClientId) -> Option<&mut Vec<ClientSecret>> {
        Some(&mut self.0.get_mut(client)?.secrets)
    }
}

impl Age for MachineClients {
    fn age(&mut self, seconds: u32) {
        self.0.age(seconds);
    }
}

impl Environment {
    /// The organization's client with this id, for as long as there is its organization.
    pub(crate) fn machine_client(&self, id: &str) -> Option<&MachineClient> {
        use super::Id as _;
        self.machine_clients
            .0
            .get(&ClientId::named(id))
            .filter(|client| self.organization(&client.organization).is_some())
    }

    /// The clients of `organization`, each with the number that says where it stands.
    pub(crate) fn numbered_machine_clients<'a>(
        &'a self,
        organization: &'a OrganizationId,
    ) -> impl Iterator<Item = (u64, &'a MachineClient)> {
        let all = self.machine_clients.0.numbered();
        all.filter(move |(_, client)| &client.organization == organization)
    }
}
