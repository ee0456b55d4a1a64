//! The names that the journal's sentences use in place of ids.

use jiff::SignedDuration;

use super::{
    ClientId, Connection, ConnectionId, DirectoryId, Environment, GrantId, OrganizationId, Role,
    SessionId, UserId,
};

/// The present names of users, clients and so on, by id; the id itself for what was deleted.
pub(super) struct Names<'a>(&'a Environment);

impl<'a> Names<'a> {
    pub(super) fn of(environment: &'a Environment) -> Self {
        Self(environment)
    }

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
        self.0
            .connection(id)
            .map_or_else(|| id.to_string(), |connection| self.connection_and_owner(connection))
    }

    /// Returns `Okta of Acme`, or `Google` for a connection of the environment.
    pub(super) fn connection_and_owner(&self, connection: &Connection) -> String {
        match &connection.organization {
            Some(organization) => {
                format!("{} of {}", connection.name(), self.organization(organization))
            }
            None => connection.name().to_owned(),
        }
    }

    pub(super) fn directory(&self, id: &DirectoryId) -> String {
        self.0.directory(id).map_or_else(|| id.to_string(), |directory| directory.name.clone())
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

/// Returns minutes and seconds, and hours and days where there are any: `06:00`, `2:00:00`, `8d 0:00:00`.
pub(crate) fn elapsed(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{seconds:02}"),
        (0, _) => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days}d {hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_shows_its_largest_units() {
        let durations = [0, 359, 3_599, 7_200, 86_399, 8 * 86_400 + 61]
            .map(|seconds| elapsed(SignedDuration::from_secs(seconds)));

        insta::assert_snapshot!(durations.join("  "), @"00:00  05:59  59:59  2:00:00  23:59:59  8d 0:01:01");
    }
}
