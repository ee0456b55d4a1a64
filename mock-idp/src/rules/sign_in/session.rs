//! The session of a person who proved who they are: the browser's own, or a new one.

use super::{begin, live_session};
use crate::Secret;
use crate::environment::{EndedBy, Environment, Event, OrganizationId, Session, User};
use crate::ids::Ids;
use crate::wire::Browser;

/// That a person is signed in with a browser.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) session: Session,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
    pub(crate) events: Vec<Event>,
}

/// Signs a proven person in with this browser, into an organization where they belong or are invited
/// to: whoever goes in has accepted.
pub(crate) fn take_up(
    environment: &Environment,
    ids: &mut Ids,
    user: &User,
    organization: &OrganizationId,
    browser: &Browser,
) -> SignedIn {
    let mut signed_in = match live_session(environment, browser) {
        Some(session) if session.user == user.id => again(environment, session),
        other => {
            let session = begin(environment, ids, user, organization, browser);
            anew(session, other)
        }
    };
    let now = environment.now();
    if user
        .place(organization)
        .is_some_and(|place| place.is_open(now))
    {
        signed_in.events.push(Event::InvitationAccepted {
            user: user.id.clone(),
            organization: organization.clone(),
            session: signed_in.session.id.clone(),
        });
    }
    signed_in
}

fn again(environment: &Environment, session: &Session) -> SignedIn {
    SignedIn {
        session: Session {
            authenticated_at: environment.now(),
            ..session.clone()
        },
        cookie: None,
        events: vec![Event::UserReauthenticated {
            session: session.id.clone(),
        }],
    }
}

fn anew(session: Session, replaced: Option<&Session>) -> SignedIn {
    let replaced = replaced.map(|session| Event::SessionEnded {
        session: session.id.clone(),
        by: EndedBy::Replacement,
        hinted: None,
    });
    let began = Event::UserSignedIn {
        session: Box::new(session.clone()),
    };
    SignedIn {
        cookie: Some(session.cookie.clone()),
        session,
        events: replaced.into_iter().chain([began]).collect(),
    }
}
