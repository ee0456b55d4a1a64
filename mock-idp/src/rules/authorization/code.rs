//! The authorization code (RFC 6749 §4.1.2).

use super::response::{CodeResponse, Step};
use crate::environment::policy::seconds;
use crate::environment::{AuthRequest, Code, Event, Grant, GrantEvent, OrganizationId, Session};
use crate::rules::{Desk, Granted};

/// Issues a code to the client, in `session` and for `organization`.
pub(super) fn issue(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    session: &Session,
    organization: OrganizationId,
) -> Granted<Step> {
    let grant = new_grant(desk, request, session, organization);
    let code = Code {
        secret: desk.ids.secret(""),
        grant: grant.id.clone(),
        redirect: request.redirect.clone(),
        challenge: request.challenge.clone(),
        expires_at: desk.env.now() + seconds(desk.env.policies().code_seconds),
        redeemed_at: None,
    };
    let response = CodeResponse {
        client: request.client.clone(),
        to: request.redirect.clone(),
        state: request.state.clone(),
        code: code.secret.clone(),
        cookie: None,
    };
    let request = desk.env.auth_request(&request.id).map(|request| request.id.clone());
    let issued = Event::from(GrantEvent::CodeIssued {
        grant: Box::new(grant),
        code: Box::new(code),
        request,
    });
    Granted { reply: Step::CodeResponse(Box::new(response)), events: vec![issued] }
}

fn new_grant(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    session: &Session,
    organization: OrganizationId,
) -> Grant {
    Grant {
        id: desk.ids.id(),
        client: request.client.clone(),
        user: session.user.clone(),
        session: session.id.clone(),
        organization,
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        authenticated_at: session.authenticated_at,
        connection: session.connection.clone(),
        revoked: None,
        access_tokens: Vec::new(),
    }
}
