//! The session of a person who proved who they are: the browser's own, or a new one.

use super::{begin, live_sessions};
use crate::environment::{
    AuthRequest, ConnectionId, EndedBy, Environment, Event, OrganizationId, Session, User,
};
use crate::ids::Ids;
use crate::secret::Secret;
use crate::wire::Browser;

/// That a person is signed in with a browser.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
    pub(crate) events: Vec<Event>,
}

/// A person who proved who they are.
#[derive(Debug)]
pub(crate) struct Proven<'a> {
    pub(crate) user: &'a User,
    /// By which connection.
    pub(crate) connection: ConnectionId,
}

impl<'a> Proven<'a> {
    /// By a code or a link in a mail.
    pub(crate) fn by_mail(environment: &Environment, user: &'a User) -> Self {
        Self { user, connection: environment.settings().email_connection.clone() }
    }

    /// By the identity provider that vouches for them in this request, or else by a mail.
    pub(super) fn of(environment: &Environment, request: &AuthRequest, user: &'a User) -> Self {
        match &request.asserted {
            Some(said) => Self { user, connection: said.connection.clone() },
            None => Self::by_mail(environment, user),
        }
    }
}

/// Signs a proven person in with this browser, into an organization where they belong or are invited
/// to: whoever goes in has accepted.
pub(crate) fn take_up(
    environment: &Environment,
    ids: &mut Ids,
    proven: &Proven<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> SignedIn {
    let user = proven.user;
    let live: Vec<&Session> = live_sessions(environment, browser).collect();
    let mut signed_in = match live.iter().find(|session| session.user == user.id) {
        Some(session) => again(environment, session, proven),
        None => {
            let session = begin(environment, ids, proven, organization, browser);
            anew(session, &live)
        }
    };
    let now = environment.now();
    if user.place(organization).is_some_and(|place| place.is_open(now)) {
        signed_in.events.push(Event::InvitationAccepted {
            user: user.id.clone(),
            organization: organization.clone(),
            session: signed_in.session.id.clone(),
        });
    }
    signed_in
}

fn again(environment: &Environment, session: &Session, proven: &Proven<'_>) -> SignedIn {
    SignedIn {
        session: Session {
            authenticated_at: environment.now(),
            connection: proven.connection.clone(),
            ..session.clone()
        },
        cookie: None,
        events: vec![Event::UserReauthenticated {
            session: session.id.clone(),
            connection: proven.connection.clone(),
        }],
    }
}

fn anew(session: Session, replaced: &[&Session]) -> SignedIn {
    let replaced = replaced.iter().map(|session| Event::SessionEnded {
        session: session.id.clone(),
        by: EndedBy::Replacement,
        hinted: None,
    });
    let began = Event::UserSignedIn { session: Box::new(session.clone()) };
    SignedIn {
        cookie: Some(session.cookie.clone()),
        session,
        events: replaced.chain([began]).collect(),
    }
}
