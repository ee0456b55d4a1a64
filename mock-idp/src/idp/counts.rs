//! How many things of each kind an environment has.

use schemars::JsonSchema;
use serde::Serialize;

use super::Idp;
use crate::environment::Environment;

/// The number of things of each kind in an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Counts {
    /// People.
    pub users: usize,
    /// Organizations.
    pub organizations: usize,
    /// Memberships of people in organizations, invitations too.
    pub memberships: usize,
    /// Applications.
    pub clients: usize,
    /// Roles, of the environment and of organizations.
    pub roles: usize,
    /// Connections.
    pub connections: usize,
    /// Sessions, active or over.
    pub sessions: usize,
    /// Active sessions.
    pub active_sessions: usize,
    /// Authorizations that people gave to clients.
    pub grants: usize,
    /// Grants that were not revoked.
    pub unrevoked_grants: usize,
    /// Mails in the mailbox.
    pub mails: usize,
    /// Entries that the journal keeps.
    pub journal_entries: usize,
    /// Calls that wait for an entry of the journal.
    pub waiting: usize,
}

impl Idp {
    pub(crate) fn counts(&self) -> Counts {
        let state = self.state();
        Counts {
            journal_entries: state.journal.kept(),
            waiting: state.journal.waiting(),
            ..Counts::of(&state.environment)
        }
    }
}

impl Counts {
    fn of(environment: &Environment) -> Self {
        let now = environment.now();
        let grants = || environment.grants();
        let sessions = || environment.sessions();
        Self {
            users: environment.users().count(),
            organizations: environment.organizations().count(),
            memberships: environment.users().map(|user| user.memberships.len()).sum(),
            clients: environment.clients().count(),
            roles: environment.roles().len(),
            connections: environment.connections().count(),
            sessions: sessions().count(),
            active_sessions: sessions().filter(|one| one.is_active(now)).count(),
            grants: grants().count(),
            unrevoked_grants: grants().filter(|one| one.revoked.is_none()).count(),
            mails: environment.mails().count(),
            ..Self::default()
        }
    }
}
