//! Sign-ins that an application carries out by itself: it reports who signed in, and then sends the browser to the
//! connection's callback (`docs/authorize.md#sign-ins-that-an-application-carries-out`).

mod profile;

use super::{OperationError, Ruling, Service, find};
use crate::environment::{
    Assertion, AuthRequest, AuthRequestId, ConnectionId, Event, Id as _, IdentityProviderEvent,
    LoginOutcome, Profile, Stage,
};
use crate::rules::{Desk, Granted};
use crate::wire::is_email_address;
use crate::wire::management::auth as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.auth.AuthService").serve("UpdateLoginUserDetails", update)
}

/// Reports who signed in. The last report before the browser comes back counts.
fn update(
    desk: &mut Desk<'_>,
    given: &wire::UpdateLoginUserDetailsRequest,
) -> Ruling<wire::UpdateLoginUserDetailsResponse> {
    let connection = find::connection(desk.env, &given.connection_id)?;
    let request = desk
        .env
        .auth_request(&AuthRequestId::named(&given.login_request_id))
        .ok_or_else(|| OperationError::not_found("login request", &given.login_request_id))?;
    ensure_waiting(request, &connection.id)?;
    let user = given.user.clone().unwrap_or_default();
    let reported = Event::from(IdentityProviderEvent::OutcomeReported {
        request: request.id.clone(),
        outcome: login_outcome(&connection.id, user)?,
    });
    let auth_request_id = request.id.to_string();
    Ok(Granted {
        reply: wire::UpdateLoginUserDetailsResponse { auth_request_id },
        events: vec![reported],
    })
}

fn ensure_waiting(request: &AuthRequest, connection: &ConnectionId) -> Result<(), OperationError> {
    match &request.stage {
        Stage::Upstream(upstream) if &upstream.connection == connection => Ok(()),
        _ => Err(OperationError::FailedPrecondition(format!(
            "the login request {} does not wait for the connection {connection}",
            request.id
        ))),
    }
}

fn login_outcome(
    connection: &ConnectionId,
    user: wire::User,
) -> Result<LoginOutcome, OperationError> {
    if user.login_failed {
        return Ok(LoginOutcome::Failed);
    }
    if user.sub.is_empty() {
        return Err(OperationError::invalid("user.sub", "is required"));
    }
    if !is_email_address(&user.email) {
        return Err(OperationError::invalid("user.email", "must be an e-mail address"));
    }
    ensure_understood(&user)?;
    Ok(LoginOutcome::SignedIn(Box::new(Assertion {
        connection: connection.clone(),
        subject: user.sub.clone(),
        email: user.email.to_lowercase(),
        profile: Profile::from(user),
    })))
}

/// Refuses fields whose meaning is unknown. Scalekit names them and does not document their effect: the organization
/// of the sign-in, whether an organization is created, whether roles are added or replaced. A guess would let tests
/// pass that should fail.
fn ensure_understood(user: &wire::User) -> Result<(), OperationError> {
    let unclear = [
        (!user.roles.is_empty(), "user.roles"),
        (user.organization_external_id.is_some(), "user.organization_external_id"),
        (user.organization_external_name.is_some(), "user.organization_external_name"),
    ];
    match unclear.into_iter().find(|(is_set, _)| *is_set) {
        None => Ok(()),
        Some((_, field)) => Err(OperationError::Unimplemented(format!(
            "{field} of UpdateLoginUserDetails, of which Scalekit does not say what it does,"
        ))),
    }
}

#[cfg(test)]
mod tests;
