//! The log of the events for which Scalekit has a type.
//!
//! The journal is for developers. This log is for webhooks and the events API: it keeps things as they were at the
//! time, because they can be deleted before the event is read.

mod types;

use std::collections::VecDeque;

use jiff::Timestamp;

pub(crate) use self::types::{EventType, NAMES as TYPES};
use super::aging::Age;
use super::{
    Connection, ConnectionId, Directory, DirectoryId, Domain, DomainId, Environment, Event,
    EventId, Id as _, Identity, Organization, OrganizationId, Permission, Role, Session, SessionId,
    User, UserId,
};

/// Most events that are kept, as many as the journal keeps entries.
const MOST_EVENTS: usize = 10_000;

/// An event in the log.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) id: EventId,
    /// Its number, counted from 1 since the environment began.
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) r#type: &'static EventType,
    pub(crate) subject: Subject,
}

/// What an event is about, as it was right after the event, or right before if the event removed it.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    Organization(Box<Organization>),
    Connection(Box<Connection>),
    /// A directory without its users and groups, which no event describes.
    Directory(Box<Directory>),
    Domain(Box<Domain>),
    Membership {
        user: Box<UserSnapshot>,
        organization: Box<Organization>,
    },
    Session {
        user: Box<UserSnapshot>,
        session: Box<Session>,
    },
    Role(Box<Role>),
    Permission(Box<Permission>),
}

/// What an event is about, by reference or by id.
#[derive(Clone, Copy, Debug)]
pub(super) enum SubjectRef<'a> {
    Organization(&'a Organization),
    Connection(&'a ConnectionId),
    /// A connection that the event removes.
    RemovedConnection(&'a ConnectionId),
    Directory(&'a DirectoryId),
    Domain(&'a Domain),
    /// A domain that the event removes.
    RemovedDomain(&'a DomainId),
    Membership(&'a UserId, &'a OrganizationId),
    Session(&'a SessionId),
    Role(&'a Role),
    Permission(&'a Permission),
}

/// A user at one time, and who they were at identity providers.
#[derive(Clone, Debug)]
pub(crate) struct UserSnapshot {
    pub(crate) user: User,
    pub(crate) identities: Vec<(Identity, Connection)>,
}

impl Subject {
    /// Returns the organization that the subject belongs to, if any.
    pub(crate) fn organization(&self) -> Option<&OrganizationId> {
        match self {
            Self::Organization(organization) | Self::Membership { organization, .. } => {
                Some(&organization.id)
            }
            Self::Connection(connection) => connection.organization.as_ref(),
            Self::Directory(directory) => Some(&directory.organization),
            Self::Domain(domain) => Some(&domain.organization),
            Self::Session { session, .. } => Some(&session.organization),
            Self::Role(role) => role.organization.as_ref(),
            Self::Permission(_) => None,
        }
    }
}

/// The events of an environment, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct EventLog {
    events: VecDeque<Logged>,
    logged: u64,
}

impl Age for Logged {
    fn age(&mut self, seconds: u32) {
        self.at.age(seconds);
        self.subject.age(seconds);
    }
}

impl Age for Subject {
    fn age(&mut self, seconds: u32) {
        match self {
            Self::Organization(organization) => organization.age(seconds),
            Self::Connection(connection) => connection.age(seconds),
            Self::Directory(directory) => directory.age(seconds),
            Self::Domain(domain) => domain.age(seconds),
            Self::Membership { user, organization } => {
                user.age(seconds);
                organization.age(seconds);
            }
            Self::Session { user, session } => {
                user.age(seconds);
                session.age(seconds);
            }
            // Scalekit's roles have no times.
            Self::Role(_) => {}
            Self::Permission(permission) => permission.age(seconds),
        }
    }
}

impl Age for UserSnapshot {
    fn age(&mut self, seconds: u32) {
        self.user.age(seconds);
        for (identity, connection) in &mut self.identities {
            identity.age(seconds);
            connection.age(seconds);
        }
    }
}

impl Age for EventLog {
    fn age(&mut self, seconds: u32) {
        self.events.age(seconds);
    }
}

impl Environment {
    /// Returns the events that Scalekit has a type for, the newest first.
    pub(crate) fn log(&self) -> impl Iterator<Item = &Logged> {
        self.log.events.iter().rev()
    }

    /// Returns the number of the newest event; 0 before the first.
    pub(crate) fn newest_logged(&self) -> u64 {
        self.log.logged
    }

    /// Keeps `event`, which was applied, if Scalekit has a type for it. `removed` is what the event removed.
    pub(super) fn keep_in_log(&mut self, event: &Event, removed: Option<Subject>) {
        let r#type = EventType::named(event.name());
        debug_assert_eq!(
            r#type.is_some(),
            event.subject().is_some(),
            "{} has a subject exactly if Scalekit has a type of this name",
            event.name()
        );
        let Some(r#type) = r#type else { return };
        let Some(subject) = removed.or_else(|| self.subject_now(event.subject()?)) else { return };
        self.log.logged += 1;
        let logged = Logged {
            id: EventId::numbered(number(self.now, self.log.logged)),
            number: self.log.logged,
            at: self.now,
            r#type,
            subject,
        };
        if self.log.events.len() == MOST_EVENTS {
            self.log.events.pop_front();
        }
        self.log.events.push_back(logged);
    }

    /// Returns what `event`, which was not applied yet, will remove and names by id alone.
    pub(super) fn removed_subject(&self, event: &Event) -> Option<Subject> {
        match event.subject()? {
            SubjectRef::RemovedConnection(id) => self.connection_subject(id),
            SubjectRef::RemovedDomain(id) => {
                Some(Subject::Domain(Box::new(self.domain(id)?.clone())))
            }
            SubjectRef::Organization(_)
            | SubjectRef::Connection(_)
            | SubjectRef::Directory(_)
            | SubjectRef::Domain(_)
            | SubjectRef::Membership(..)
            | SubjectRef::Session(_)
            | SubjectRef::Role(_)
            | SubjectRef::Permission(_) => None,
        }
    }

    /// Returns the subject of an event that was applied.
    fn subject_now(&self, subject: SubjectRef<'_>) -> Option<Subject> {
        match subject {
            SubjectRef::Organization(organization) => {
                Some(Subject::Organization(Box::new(organization.clone())))
            }
            SubjectRef::Connection(id) => self.connection_subject(id),
            SubjectRef::Directory(id) => {
                Some(Subject::Directory(Box::new(self.directory(id)?.emptied())))
            }
            SubjectRef::Domain(domain) => Some(Subject::Domain(Box::new(domain.clone()))),
            SubjectRef::Membership(user, organization) => Some(Subject::Membership {
                user: self.user_snapshot(user)?,
                organization: Box::new(self.organization(organization)?.clone()),
            }),
            SubjectRef::Session(id) => {
                let session = self.session(id)?;
                Some(Subject::Session {
                    user: self.user_snapshot(&session.user)?,
                    session: Box::new(session.clone()),
                })
            }
            SubjectRef::Role(role) => Some(Subject::Role(Box::new(role.clone()))),
            SubjectRef::Permission(permission) => {
                Some(Subject::Permission(Box::new(permission.clone())))
            }
            SubjectRef::RemovedConnection(_) | SubjectRef::RemovedDomain(_) => None,
        }
    }

    /// Returns the connection, unless it is the environment's own, for whose events Scalekit has no type.
    fn connection_subject(&self, id: &ConnectionId) -> Option<Subject> {
        let connection = self.connection(id).filter(|one| one.organization.is_some())?;
        Some(Subject::Connection(Box::new(connection.clone())))
    }

    fn user_snapshot(&self, id: &UserId) -> Option<Box<UserSnapshot>> {
        let user = self.user(id)?.clone();
        let identities = self.identities_of(id).filter_map(|identity| {
            let connection = self.connection(&identity.connection)?;
            Some((identity.clone(), connection.clone()))
        });
        Some(Box::new(UserSnapshot { user, identities: identities.collect() }))
    }
}

/// Returns a number that grows with time, as Scalekit's do: milliseconds, and then a count.
fn number(at: Timestamp, logged: u64) -> u64 {
    const COUNT: u64 = 100_000;
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or_default();
    milliseconds.saturating_mul(COUNT).saturating_add(logged % COUNT)
}
