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
    /// A connection to an organization's identity provider was made.
    Created {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// A connection of the environment was made, which serves everybody.
    CreatedForEnvironment {
        /// The new connection.
        connection: Box<Connection>,
    },
    /// A connection's configuration changed.
    Updated {
        /// The connection as it is now.
        connection: Box<Connection>,
    },
    /// A connection was enabled.
    Enabled {
        /// The connection.
        connection: ConnectionId,
    },
    /// A connection was disabled.
    Disabled {
        /// The connection.
        connection: ConnectionId,
    },
    /// A connection was deleted.
    Deleted {
        /// The connection.
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
