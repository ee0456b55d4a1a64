//! What happens to the clients of organizations. Their secrets and their end are events of a client.

use serde::Serialize;

use super::MachineClient;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names};

/// An event of an organization's client.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MachineClientEvent {
    /// A client of an organization was made.
    Created {
        /// The new client.
        client: Box<MachineClient>,
    },
    /// An organization's client changed.
    Updated {
        /// The client as it is now.
        client: Box<MachineClient>,
    },
}

names! { MachineClientEvent:
    Created => "organization_client.created",
    Updated => "organization_client.updated",
}

impl Happened for MachineClientEvent {
    fn apply(&self, environment: &mut Environment) {
        let (Self::Created { client } | Self::Updated { client }) = self;
        environment.machine_clients.keep((**client).clone());
    }

    fn describe(&self, names: &Names<'_>) -> String {
        let (Self::Created { client } | Self::Updated { client }) = self;
        format!("{} of {}", client.name, names.organization(&client.organization))
    }
}
