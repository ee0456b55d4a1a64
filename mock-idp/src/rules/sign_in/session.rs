//! The session of a person who proved who they are: the browser's own, or a new one.

use super::{begin, live_sessions};
use crate::environment::{
    AuthRequest, ConnectionId, EndedBy, Environment, Event, MembershipEvent, OrganizationId,
    Session, SessionEvent, User,
};
use crate::rules::Desk;
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
    pub(crate) fn by_mail(env: &Environment, user: &'a User) -> Self {
        Self { user, connection: env.settings().email_connection.clone() }
    }

    /// By the identity provider that vouches for them in this request, or else by a mail.
    pub(super) fn of(env: &Environment, request: &AuthRequest, user: &'a User) -> Self {
        match &request.asserted {
            Some(said) => Self { user, connection: said.connection.clone() },
            None => Self::by_mail(env, user),
        }
    }
}

/// Signs a proven person in with this browser, into an organization where they belong or are invited
/// to: whoever goes in has accepted.
pub(crate) fn take_up(
    desk: &mut Desk<'_>,
    proven: &Proven<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> SignedIn {
    let user = proven.user;
    let live: Vec<&Session> = live_sessions(desk.env, browser).collect();
    let mut signed_in = match live.iter().find(|session| session.user == user.id) {
        Some(session) => again(desk.env, session, proven),
        None => {
            let session = begin(desk, proven, organization, browser);
            anew(session, &live)
        }
    };
    let now = desk.env.now();
    if user.place(organization).is_some_and(|place| place.is_open(now)) {
        signed_in.events.push(
            MembershipEvent::InvitationAccepted {
                user: user.id.clone(),
                organization: organization.clone(),
                session: signed_in.session.id.clone(),
            }
            .into(),
        );
    }
    signed_in
}

fn again(env: &Environment, session: &Session, proven: &Proven<'_>) -> SignedIn {
    SignedIn {
        session: Session {
            authenticated_at: env.now(),
            connection: proven.connection.clone(),
            ..session.clone()
        },
        cookie: None,
        events: vec![
            SessionEvent::Reauthenticated {
                session: session.id.clone(),
                connection: proven.connection.clone(),
            }
            .into(),
        ],
    }
}

fn anew(session: Session, replaced: &[&Session]) -> SignedIn {
    let replaced = replaced.iter().map(|session| {
        Event::from(SessionEvent::Ended {
            session: session.id.clone(),
            by: EndedBy::Replacement,
            hinted: None,
        })
    });
    let began = Event::from(SessionEvent::Began { session: Box::new(session.clone()) });
    SignedIn {
        cookie: Some(session.cookie.clone()),
        session,
        events: replaced.chain([began]).collect(),
    }
}
