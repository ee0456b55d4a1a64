//! The live sessions of a browser, and the session that a sign-in begins or renews.

use crate::environment::{
    AuthRequest, ConnectionId, EndedBy, Environment, Event, Lifetimes, MembershipEvent,
    Organization, OrganizationId, Session, SessionEvent, User,
};
use crate::rules::Desk;
use crate::secret::Secret;
use crate::wire::Browser;

/// Returns the live sessions of this browser's cookies, in the order of the cookies: at most one, unless another
/// application on the same host planted the cookie of another session.
pub(super) fn live_sessions<'a>(
    env: &'a Environment,
    browser: &Browser,
) -> impl Iterator<Item = &'a Session> {
    let sessions = browser.sessions.iter().filter_map(|value| env.session_by_cookie(value));
    sessions.filter(|session| {
        let person_may = env.user(&session.user).is_some_and(|user| user.active);
        session.is_active(env.now()) && person_may
    })
}

/// A person's session with a browser, begun or renewed.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
    pub(crate) events: Vec<Event>,
}

/// An authenticated user.
#[derive(Debug)]
pub(crate) struct ProvenUser<'a> {
    pub(crate) user: &'a User,
    /// The connection by which the user authenticated.
    pub(crate) connection: ConnectionId,
}

impl<'a> ProvenUser<'a> {
    /// Returns the user, authenticated by a code or a link in a mail.
    pub(crate) fn by_mail(env: &Environment, user: &'a User) -> Self {
        Self { user, connection: env.settings().email_connection.clone() }
    }

    /// Returns the user, authenticated by the assertion of the request, or else by a mail.
    pub(super) fn of(env: &Environment, request: &AuthRequest, user: &'a User) -> Self {
        match &request.asserted {
            Some(assertion) => Self { user, connection: assertion.connection.clone() },
            None => Self::by_mail(env, user),
        }
    }
}

/// Begins the session of a user with this browser, or renews the live one, in an organization where the user is a
/// member or invited. An invited user accepts the invitation by signing in.
pub(crate) fn start_or_renew(
    desk: &mut Desk<'_>,
    proven: &ProvenUser<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> SignedIn {
    let user = proven.user;
    let live: Vec<&Session> = live_sessions(desk.env, browser).collect();
    let mut signed_in = match live.iter().find(|session| session.user == user.id) {
        Some(session) => renewed(desk.env, session, proven),
        None => {
            let session = new_session(desk, proven, organization, browser);
            started(session, &live)
        }
    };
    let now = desk.env.now();
    if user.any_membership(organization).is_some_and(|place| place.is_open(now)) {
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

fn renewed(env: &Environment, session: &Session, proven: &ProvenUser<'_>) -> SignedIn {
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

fn started(session: Session, replaced: &[&Session]) -> SignedIn {
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

fn new_session(
    desk: &mut Desk<'_>,
    proven: &ProvenUser<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> Session {
    let now = desk.env.now();
    let policy = desk.env.organization(organization).and_then(Organization::session_policy);
    let lifetimes = Lifetimes::stricter(desk.env.policies(), policy);
    Session {
        id: desk.ids.id(),
        cookie: desk.ids.secret(""),
        user: proven.user.id.clone(),
        organization: organization.clone(),
        authenticated_organizations: vec![organization.clone()],
        authenticated_clients: Vec::new(),
        created_at: now,
        authenticated_at: now,
        connection: proven.connection.clone(),
        last_active_at: now,
        idle_expires_at: lifetimes.idle_expiry(now),
        absolute_expires_at: now + lifetimes.absolute,
        ended: None,
        user_agent: browser.user_agent.clone(),
        ip: browser.peer.ip,
        lifetimes,
    }
}
