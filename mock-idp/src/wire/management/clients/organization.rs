//! Organizations' clients: machines that act for a tenant.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClientSecret, CustomClaim};
use crate::environment::{self, ClientId, OrganizationId};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateMachine {
    pub(crate) organization_id: String,
    pub(crate) client: MachineFields,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateMachine {
    pub(crate) organization_id: String,
    pub(crate) client_id: String,
    pub(crate) client: MachineFields,
}

/// What an organization's client is to be; in an update, what is empty stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MachineFields {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) audience: Vec<String>,
    pub(crate) custom_claims: Vec<CustomClaim>,
    pub(crate) expiry: i64,
}

/// Reading it, deleting it and giving it a secret name an organization's client and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NamedMachine {
    pub(crate) organization_id: String,
    pub(crate) client_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteMachineSecret {
    pub(crate) organization_id: String,
    pub(crate) client_id: String,
    pub(crate) secret_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListMachines {
    pub(crate) organization_id: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

/// An organization's client, as the API tells it. What the contract says of MCP's clients stays empty.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) client_id: ClientId,
    pub(crate) secrets: Vec<ClientSecret>,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) organization_id: OrganizationId,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    pub(crate) scopes: Vec<String>,
    pub(crate) audience: Vec<String>,
    pub(crate) custom_claims: Vec<CustomClaim>,
    pub(crate) expiry: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct MachineCreated {
    pub(crate) client: Machine,
    pub(crate) plain_secret: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneMachine {
    pub(crate) client: Machine,
}

#[derive(Debug, Serialize)]
pub(crate) struct Machines {
    pub(crate) next_page_token: String,
    pub(crate) total_size: u32,
    pub(crate) clients: Vec<Machine>,
    pub(crate) prev_page_token: String,
}

impl Machine {
    pub(crate) fn of(client: &environment::MachineClient) -> Self {
        Self {
            client_id: client.id.clone(),
            secrets: ClientSecret::all(&client.secrets),
            name: client.name.clone(),
            description: client.description.clone(),
            organization_id: client.organization.clone(),
            create_time: client.created_at,
            update_time: client.updated_at,
            scopes: client.scopes.clone(),
            audience: client.audience.clone(),
            custom_claims: client.custom_claims.iter().map(CustomClaim::of).collect(),
            expiry: client.token_seconds,
        }
    }
}
