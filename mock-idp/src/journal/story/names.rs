//! What people call what the journal has ids for.

use crate::environment::{
    ClientId, Connection, ConnectionId, DirectoryId, Environment, GrantId, Membership,
    OrganizationId, Role, SessionId, UserId,
};

/// Names for ids, as people know them. What was deleted since keeps its id.
pub(super) struct Names<'a>(pub(super) &'a Environment);

impl Names<'_> {
    pub(super) fn client(&self, id: &ClientId) -> String {
        let application = self.0.client(id.as_str()).map(|client| &client.name);
        let machine = self.0.machine_client(id.as_str()).map(|client| &client.name);
        application.or(machine).map_or_else(|| id.to_string(), String::clone)
    }

    pub(super) fn user(&self, id: &UserId) -> String {
        self.0.user(id).map_or_else(|| id.to_string(), |user| user.email.clone())
    }

    pub(super) fn organization(&self, id: &OrganizationId) -> String {
        self.0
            .organization(id)
            .map_or_else(|| id.to_string(), |organization| organization.name.clone())
    }

    pub(super) fn connection(&self, id: &ConnectionId) -> String {
        self.0.connection(id).map_or_else(|| id.to_string(), |connection| self.called(connection))
    }

    /// `Okta of Acme`, and `Google` where it is of everybody.
    pub(super) fn called(&self, connection: &Connection) -> String {
        match &connection.organization {
            Some(organization) => {
                format!("{} of {}", connection.name(), self.organization(organization))
            }
            None => connection.name().to_owned(),
        }
    }

    pub(super) fn directory(&self, id: &DirectoryId) -> String {
        self.0
            .directories()
            .find(|directory| &directory.id == id)
            .map_or_else(|| id.to_string(), |directory| directory.name.clone())
    }

    pub(super) fn place(&self, user: &UserId, membership: &Membership) -> String {
        let organization = self.organization(&membership.organization);
        match membership.roles.as_slice() {
            [] => format!("{} is in {organization}", self.user(user)),
            roles => format!("{} is {} of {organization}", self.user(user), roles.join(" and ")),
        }
    }

    pub(super) fn role(&self, role: &Role) -> String {
        match &role.organization {
            Some(owner) => format!("{} of {}", role.name, self.organization(owner)),
            None => role.name.clone(),
        }
    }

    pub(super) fn session(&self, id: &SessionId) -> String {
        self.0.session(id).map_or_else(|| id.to_string(), |session| self.user(&session.user))
    }

    pub(super) fn grant(&self, id: &GrantId) -> String {
        let grant = self
            .0
            .grant(id)
            .map(|grant| format!("{} for {}", self.client(&grant.client), self.user(&grant.user)));
        grant.unwrap_or_else(|| id.to_string())
    }
}
