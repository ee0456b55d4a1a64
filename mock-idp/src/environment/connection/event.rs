//! What happens to connections.

use serde::Serialize;

use super::{Connection, ConnectionStatus};
use crate::environment::event::{Happened, names};
use crate::environment::{ConnectionId, Environment, Names, SubjectRef};

/// An event of a connection.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ConnectionEvent {
    /// An organization has an identity provider.
    Created {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// The environment has a connection for everybody.
    CreatedForEnvironment {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// A connection is configured otherwise.
    Updated {
        /// The connection as it is now.
        connection: Box<Connection>,
    },
    /// An identity provider can be used.
    Enabled {
        /// Which.
        connection: ConnectionId,
    },
    /// An identity provider cannot be used for now.
    Disabled {
        /// Which.
        connection: ConnectionId,
    },
    /// An identity provider is no more.
    Deleted {
        /// Which.
        connection: ConnectionId,
    },
}

names! { ConnectionEvent:
    Created => "organization.sso_created",
    CreatedForEnvironment => "connection.created",
    Updated => "connection.updated",
    Enabled => "organization.sso_enabled",
    Disabled => "organization.sso_disabled",
    Deleted => "organization.sso_deleted",
}

impl Happened for ConnectionEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { connection }
            | Self::CreatedForEnvironment { connection }
            | Self::Updated { connection } => environment.connections.keep((**connection).clone()),
            Self::Enabled { connection } => environment.switch_connection(connection, true),
            Self::Disabled { connection } => environment.switch_connection(connection, false),
            Self::Deleted { connection } => environment.remove_connection(connection),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { connection }
            | Self::CreatedForEnvironment { connection }
            | Self::Updated { connection } => names.connection_and_owner(connection),
            Self::Enabled { connection }
            | Self::Disabled { connection }
            | Self::Deleted { connection } => names.connection(connection),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Created { connection } => Some(SubjectRef::Connection(&connection.id)),
            Self::Enabled { connection } | Self::Disabled { connection } => {
                Some(SubjectRef::Connection(connection))
            }
            Self::Deleted { connection } => Some(SubjectRef::RemovedConnection(connection)),
            Self::CreatedForEnvironment { .. } | Self::Updated { .. } => None,
        }
    }
}

impl Environment {
    fn switch_connection(&mut self, id: &ConnectionId, enabled: bool) {
        let now = self.now;
        if let Some(connection) = self.connections.get_mut(id) {
            connection.enabled = enabled;
            connection.updated_at = now;
            if enabled {
                connection.status = ConnectionStatus::Completed;
            }
        }
    }

    /// Removes a connection and the identities of its provider; its domains fall back to the organization's first
    /// connection.
    fn remove_connection(&mut self, id: &ConnectionId) {
        self.connections.remove(id);
        for domain in self.domains.values_mut() {
            if domain.connection.as_ref() == Some(id) {
                domain.connection = None;
            }
        }
        self.identities.retain(|identity| &identity.connection != id);
    }
}
