//! The hosted page that a sign-in shows next.

use super::response::Step;
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, Connection, Event, IdentityProviderEvent,
    Session, SessionId, Upstream, User,
};
use crate::ids::Ids;
use crate::rules::Granted;

/// Shows the first page of a request, where the person types an address. A new secret binds the request to the
/// browser; a value that the browser brings along may have been planted there by an attacker.
pub(super) fn first(ids: &mut Ids, request: AuthRequest) -> Granted<Step> {
    let request = AuthRequest { binding: Some(ids.binding()), ..request };
    Granted {
        reply: Step::Page(request.id.clone()),
        events: vec![AuthorizationEvent::Requested { request: Box::new(request) }.into()],
    }
}

/// Shows the page of an identity provider as the first of a request.
pub(super) fn first_at_identity_provider(
    ids: &mut Ids,
    request: AuthRequest,
    connection: &Connection,
) -> Granted<Step> {
    let hint = request.login_hint.clone();
    let shown = identity_provider(&request.id, connection, hint, false);
    shown.after(first(ids, request).events)
}

/// Shows the organizations of a person who is signed in as the first page of a request.
pub(super) fn first_with_organizations(
    ids: &mut Ids,
    request: AuthRequest,
    user: &User,
    session: &Session,
) -> Granted<Step> {
    let shown = organizations(&request, user, Some(session.id.clone()));
    shown.after(first(ids, request).events)
}

/// Shows the page of an identity provider. With `way_back`, the person may return to the first page.
pub(super) fn identity_provider(
    request: &AuthRequestId,
    connection: &Connection,
    login_hint: Option<String>,
    way_back: bool,
) -> Granted<Step> {
    let sent = Event::from(IdentityProviderEvent::RequestSent {
        request: request.clone(),
        upstream: Upstream {
            connection: connection.id.clone(),
            login_hint,
            way_back,
            outcome: None,
        },
    });
    Granted { reply: Step::Page(request.clone()), events: vec![sent] }
}

/// Shows the organizations of a person to choose from, for a session to switch to, or for a new session.
pub(super) fn organizations(
    request: &AuthRequest,
    user: &User,
    session: Option<SessionId>,
) -> Granted<Step> {
    let offered = Event::from(AuthorizationEvent::OrganizationChoiceOffered {
        request: request.id.clone(),
        user: user.id.clone(),
        session,
    });
    Granted { reply: Step::Page(request.id.clone()), events: vec![offered] }
}
