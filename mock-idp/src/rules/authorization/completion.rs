//! The end of a sign-in: the identity is linked, the session begun or renewed, and the code issued.

use super::code;
use super::response::Step;
use super::session::{ProvenUser, start_or_renew};
use crate::environment::{
    AuthRequest, Environment, Event, Identity, IdentityProviderEvent, OrganizationId, User,
};
use crate::rules::{Desk, Granted};
use crate::wire::Browser;

/// Signs a person in with this browser, and answers the request with a code.
pub(super) fn complete(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
    browser: &Browser,
) -> Granted<Step> {
    let linked = new_identity(desk.env, request, user);
    let proven = ProvenUser::of(desk.env, request, user);
    let signed_in = start_or_renew(desk, &proven, organization, browser);
    let session = &signed_in.session;
    let mut granted = code::issue(desk, request, session, organization.clone());
    if let Step::CodeResponse(response) = &mut granted.reply {
        response.cookie = signed_in.cookie;
    }
    granted.after(linked.into_iter().chain(signed_in.events))
}

/// Links the user to the identity of the request's assertion, unless it is linked already.
fn new_identity(env: &Environment, request: &AuthRequest, user: &User) -> Option<Event> {
    let assertion = request.asserted.as_deref()?;
    let now = env.now();
    let is_new = env.identity(&assertion.connection, &assertion.subject).is_none();
    is_new.then(|| {
        Event::from(IdentityProviderEvent::IdentityLinked {
            identity: Identity {
                user: user.id.clone(),
                connection: assertion.connection.clone(),
                subject: assertion.subject.clone(),
                created_at: now,
                last_login_at: now,
            },
        })
    })
}
