//! The log of what happened in Scalekit's own words: the events that have a type there.
//!
//! The journal tells a developer everything. This is what the events API lists, with the people and
//! sessions as they were at the time, because they can be gone when somebody reads it.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::aging::Age;
use super::{Environment, Event, EventId, Id as _, Organization, Session, User};

/// Events that are kept, as many as the journal has.
const MOST_EVENTS: usize = 10_000;

/// The types of Scalekit's events (`behaviours.md` 6.3), without those of connected accounts.
pub(crate) const TYPES: [&str; 32] = [
    "organization.created",
    "organization.updated",
    "organization.deleted",
    "organization.domain_created",
    "organization.domain_deleted",
    "organization.domain_dns_verification_success",
    "organization.domain_dns_verification_failed",
    "organization.sso_created",
    "organization.sso_deleted",
    "organization.sso_enabled",
    "organization.sso_disabled",
    "organization.directory_enabled",
    "organization.directory_disabled",
    "organization.directory.user_created",
    "organization.directory.user_updated",
    "organization.directory.user_deleted",
    "organization.directory.group_created",
    "organization.directory.group_updated",
    "organization.directory.group_deleted",
    "user.signup",
    "user.login",
    "user.logout",
    "user.organization_invitation",
    "user.organization_membership_created",
    "user.organization_membership_updated",
    "user.organization_membership_deleted",
    "role.created",
    "role.updated",
    "role.deleted",
    "permission.created",
    "permission.updated",
    "permission.deleted",
];

/// Something that happened.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) id: EventId,
    /// Which one it is since the environment began, from 1 on.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) event: Event,
    /// Whom it is about, as they were.
    pub(crate) user: Option<User>,
    /// Which session it is about, as it was.
    pub(crate) session: Option<Session>,
    /// Where it happened, as it was.
    pub(crate) organization: Option<Organization>,
}

/// The events of an environment, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct EventLog {
    events: VecDeque<Logged>,
    logged: u64,
}

/// The event itself stays as it was told.
impl Age for Logged {
    fn age(&mut self, seconds: u32) {
        self.at.age(seconds);
        self.user.age(seconds);
        self.session.age(seconds);
        self.organization.age(seconds);
    }
}

impl Age for EventLog {
    fn age(&mut self, seconds: u32) {
        self.events.age(seconds);
    }
}

impl Environment {
    /// The events that Scalekit has a type for, the newest first.
    pub(crate) fn log(&self) -> impl Iterator<Item = &Logged> {
        self.log.events.iter().rev()
    }

    /// The number of the newest of them; 0 while there is none.
    pub(crate) fn newest_logged(&self) -> u64 {
        self.log.logged
    }

    /// Keeps `event`, which is true by now, if Scalekit has a type for it.
    pub(super) fn keep_in_log(&mut self, event: &Event) {
        if !TYPES.contains(&event.name()) {
            return;
        }
        let (user, session, organization) = self.subjects(event);
        self.log.logged += 1;
        let logged = Logged {
            id: EventId::numbered(number(self.now, self.log.logged)),
            number: self.log.logged,
            at: self.now,
            event: event.clone(),
            user,
            session,
            organization,
        };
        if self.log.events.len() == MOST_EVENTS {
            self.log.events.pop_front();
        }
        self.log.events.push_back(logged);
    }

    fn subjects(&self, event: &Event) -> (Option<User>, Option<Session>, Option<Organization>) {
        let session = match event {
            Event::UserSignedIn { session } => self.session(&session.id),
            Event::SessionEnded { session, .. } => self.session(session),
            _ => None,
        };
        let (user, organization) = match event {
            Event::UserSignedUp { user } => {
                let founded = user.memberships.first();
                (Some(&user.id), founded.map(|place| &place.organization))
            }
            Event::MembershipChanged { user, organization, .. }
            | Event::MembershipMetadataChanged { user, organization, .. }
            | Event::MembershipDeleted { user, organization }
            | Event::InvitationAccepted { user, organization, .. } => {
                (Some(user), Some(organization))
            }
            Event::MembershipCreated { user, membership }
            | Event::UserInvited { user, membership, .. } => {
                (Some(user), Some(&membership.organization))
            }
            Event::OrganizationCreated { organization } => (None, Some(&organization.id)),
            Event::OrganizationUpdated { organization } => (None, Some(&organization.id)),
            Event::ConnectionCreated { connection } => (None, connection.organization.as_ref()),
            Event::ConnectionEnabled { connection } | Event::ConnectionDisabled { connection } => {
                let connection = self.connection(connection);
                (None, connection.and_then(|one| one.organization.as_ref()))
            }
            Event::DomainCreated { domain } => (None, Some(&domain.organization)),
            Event::DirectoryCreated { directory } => (None, Some(&directory.organization)),
            _ => (session.map(|session| &session.user), None),
        };
        let organization = organization.or(session.map(|session| &session.organization));
        let gone = match event {
            Event::OrganizationDeleted { organization } => Some((**organization).clone()),
            _ => None,
        };
        (
            user.and_then(|user| self.user(user)).cloned(),
            session.cloned(),
            organization.and_then(|id| self.organization(id)).cloned().or(gone),
        )
    }
}

/// A number that grows with time, as Scalekit's do: milliseconds, and then a count.
fn number(at: Timestamp, logged: u64) -> u64 {
    const COUNT: u64 = 100_000;
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or_default();
    milliseconds.saturating_mul(COUNT).saturating_add(logged % COUNT)
}
