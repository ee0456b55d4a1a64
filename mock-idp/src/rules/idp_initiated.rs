//! A sign-in that begins at the identity provider: the browser is sent to the application's initiate-login URL with a
//! token that has the parameters of the authorization request (`docs/authorize.md#sign-ins-that-a-provider-begins`).

use std::sync::Arc;

use jiff::SignedDuration;

use super::authorization::{IdentityProviderForm, assertion_of};
use super::control::find::list;
use super::{Granted, Refusal, Ruling, ensure};
use crate::environment::{
    Client, ClientId, Connection, ConnectionId, Environment, Event, Id as _, IdentityProviderEvent,
    OrganizationId, SigningKey, TrustedRedirect,
};
use crate::mint::IdpInitiatedClaims;
use crate::wire::{Browser, ErrorCode, ForeignFormError, Redacted, Refuser, UpstreamError};

/// How long the token is valid: long enough for two redirects (`docs/authorize.md#sign-ins-that-a-provider-begins`).
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// The form of an identity provider's page where a sign-in begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdpInitiatedRequest {
    pub(crate) connection: String,
    pub(crate) client: String,
    pub(crate) email: String,
    /// The page of the application at which the sign-in ends.
    pub(crate) relay_state: Option<String>,
    /// The error that the provider reports instead.
    pub(crate) fault: Option<String>,
}

/// Where the browser is sent.
#[derive(Debug)]
pub(crate) struct IdpInitiatedRedirect {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) with: IdpInitiatedParameters,
}

/// The parameters of the redirect.
#[derive(Debug)]
pub(crate) enum IdpInitiatedParameters {
    /// The claims of `idp_initiated_login`, not yet signed.
    Token(Arc<SigningKey>, Box<IdpInitiatedClaims>),
    /// The `error` of a failed sign-in.
    Error(UpstreamError),
}

/// The reason why the browser is not redirected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdpInitiatedError {
    #[error("no connection {given} with an identity provider; there are {known}")]
    UnknownConnection { given: Redacted, known: String },
    #[error("the connection {0} is disabled, or not set up")]
    NotActive(ConnectionId),
    #[error(
        "the connection {0} is of no organization, and only an organization's provider begins a sign-in"
    )]
    Social(ConnectionId),
    #[error("no client {given} with an initiate-login URL; there are {known}")]
    UnknownClient { given: Redacted, known: String },
    #[error("`{0}` is not an e-mail address")]
    NotAnAddress(Redacted),
    #[error(transparent)]
    Foreign(ForeignFormError),
}

impl Refusal for IdpInitiatedError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::IdpInitiatedLogin;

    fn code(&self) -> ErrorCode {
        match self {
            Self::UnknownConnection { .. } | Self::Social(_) => ErrorCode::InvalidConnectionId,
            Self::NotActive(_) => ErrorCode::ConnectionNotActive,
            Self::UnknownClient { .. } => ErrorCode::InvalidClient,
            Self::NotAnAddress(_) | Self::Foreign(_) => ErrorCode::InvalidRequest,
        }
    }
}

/// Sends a person from an identity provider to an application that made no request.
pub(crate) fn decide(
    env: &Environment,
    request: &IdpInitiatedRequest,
    browser: &Browser,
) -> Ruling<IdpInitiatedRedirect, IdpInitiatedError> {
    browser.sends_our_form().map_err(IdpInitiatedError::Foreign)?;
    let (connection, organization) = provider(env, &request.connection)?;
    let (client, to) = application(env, &request.client, organization)?;
    let (with, login_hint) = match request.fault.as_deref().and_then(UpstreamError::named) {
        Some(fault) => (IdpInitiatedParameters::Error(fault), None),
        None => {
            let claims = claims(env, connection, organization, request)?;
            let address = claims.login_hint.clone();
            let key = env.keys().current();
            (IdpInitiatedParameters::Token(key, Box::new(claims)), Some(address))
        }
    };
    let sent = Event::from(IdentityProviderEvent::LoginInitiated {
        connection: connection.id.clone(),
        client: client.id.clone(),
        login_hint,
    });
    Ok(Granted {
        reply: IdpInitiatedRedirect { client: client.id.clone(), to, with },
        events: vec![sent],
    })
}

/// Returns the active connection of an organization's identity provider, and the organization.
pub(crate) fn provider<'a>(
    env: &'a Environment,
    given: &str,
) -> Result<(&'a Connection, &'a OrganizationId), IdpInitiatedError> {
    let known = || {
        let connections = env.connections();
        connections.filter(|one| one.has_identity_provider() && !one.is_social())
    };
    let connection = env
        .connection(&ConnectionId::named(given))
        .filter(|connection| connection.has_identity_provider())
        .ok_or_else(|| IdpInitiatedError::UnknownConnection {
            given: given.into(),
            known: list(known().map(|connection| connection.id.as_str())),
        })?;
    let organization = connection
        .organization
        .as_ref()
        .ok_or_else(|| IdpInitiatedError::Social(connection.id.clone()))?;
    let not_active = IdpInitiatedError::NotActive(connection.id.clone());
    ensure(connection.is_active(), not_active)?;
    Ok((connection, organization))
}

fn application<'a>(
    env: &'a Environment,
    given: &str,
    organization: &OrganizationId,
) -> Result<(&'a Client, TrustedRedirect), IdpInitiatedError> {
    let organization = env.organization(organization);
    let arrival = |client: &'a Client| Some((client, client.initiate_login(organization)?));
    let found = env
        .clients()
        .find(|client| client.id.as_str() == given || client.name == given)
        .and_then(arrival);
    found.ok_or_else(|| IdpInitiatedError::UnknownClient {
        given: given.into(),
        known: list(env.clients().filter_map(arrival).map(|(client, _)| client.name.as_str())),
    })
}

fn claims(
    env: &Environment,
    connection: &Connection,
    organization: &OrganizationId,
    request: &IdpInitiatedRequest,
) -> Result<IdpInitiatedClaims, IdpInitiatedError> {
    let form = IdentityProviderForm { email: request.email.clone(), ..Default::default() };
    let assertion = assertion_of(&connection.id, &form)
        .ok_or_else(|| IdpInitiatedError::NotAnAddress(request.email.as_str().into()))?;
    let now = env.now();
    Ok(IdpInitiatedClaims {
        iss: env.issuer().to_owned(),
        connection_id: connection.id.clone(),
        organization_id: organization.clone(),
        login_hint: assertion.email,
        relay_state: request.relay_state.clone(),
        iat: now.as_second(),
        nbf: now.as_second(),
        exp: (now + LIFETIME).as_second(),
    })
}

#[cfg(test)]
mod tests;
