//! A sign-in that begins at the identity provider: the browser goes to the application's initiate-login
//! URL with a token that says with what to ask for a code (`behaviours.md` 1.4).

use std::sync::Arc;

use jiff::SignedDuration;

use super::control::listed;
use super::upstream::{self, Claim};
use super::{Granted, Refusal, Ruling, ensure};
use crate::environment::{
    Client, ClientId, Connection, ConnectionId, Environment, Event, Id as _, IdentityProviderEvent,
    OrganizationId, SigningKey, TrustedRedirect,
};
use crate::mint::IdpInitiatedClaims;
use crate::wire::{Browser, ErrorCode, ForeignForm, Redacted, Refuser, UpstreamFault};

/// How long the token is good for: long enough for two redirects (`behaviours.md` 1.4).
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// What somebody at an identity provider wants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departure {
    pub(crate) connection: String,
    pub(crate) client: String,
    pub(crate) email: String,
    /// A page of the application to end at.
    pub(crate) relay_state: Option<String>,
    /// What goes wrong there, if anything does.
    pub(crate) fault: Option<String>,
}

/// Where the browser is sent.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) with: Luggage,
}

/// What it brings along.
#[derive(Debug)]
pub(crate) enum Luggage {
    /// `idp_initiated_login`, not yet signed.
    Token(Arc<SigningKey>, Box<IdpInitiatedClaims>),
    /// `error`
    Error(UpstreamFault),
}

/// Why nobody is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CannotDepart {
    #[error("no connection {asked} with an identity provider; there are {known}")]
    UnknownConnection { asked: Redacted, known: String },
    #[error("the connection {0} is disabled, or not set up")]
    NotActive(ConnectionId),
    #[error(
        "the connection {0} is of no organization, and only an organization's provider begins a sign-in"
    )]
    Social(ConnectionId),
    #[error("no client {asked} with an initiate-login URL; there are {known}")]
    UnknownClient { asked: Redacted, known: String },
    #[error("`{0}` is not an e-mail address")]
    NotAnAddress(Redacted),
    #[error(transparent)]
    Foreign(ForeignForm),
}

impl Refusal for CannotDepart {
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

/// Sends somebody from an identity provider to an application that had not asked.
pub(crate) fn decide(
    env: &Environment,
    ask: &Departure,
    browser: &Browser,
) -> Ruling<Sent, CannotDepart> {
    browser.sends_our_form().map_err(CannotDepart::Foreign)?;
    let (connection, organization) = provider(env, &ask.connection)?;
    let (client, to) = application(env, &ask.client, organization)?;
    let (with, login_hint) = match ask.fault.as_deref().and_then(UpstreamFault::named) {
        Some(fault) => (Luggage::Error(fault), None),
        None => {
            let claims = claims(env, connection, organization, ask)?;
            let address = claims.login_hint.clone();
            let key = env.keys().current();
            (Luggage::Token(key, Box::new(claims)), Some(address))
        }
    };
    let sent = Event::from(IdentityProviderEvent::LoginInitiated {
        connection: connection.id.clone(),
        client: client.id.clone(),
        login_hint,
    });
    Ok(Granted { reply: Sent { client: client.id.clone(), to, with }, events: vec![sent] })
}

/// The connection of an organization whose identity provider it is.
pub(crate) fn provider<'a>(
    env: &'a Environment,
    asked: &str,
) -> Result<(&'a Connection, &'a OrganizationId), CannotDepart> {
    let known = || {
        let connections = env.connections();
        connections.filter(|one| one.has_identity_provider() && !one.is_social())
    };
    let connection = env
        .connection(&ConnectionId::named(asked))
        .filter(|connection| connection.has_identity_provider())
        .ok_or_else(|| CannotDepart::UnknownConnection {
            asked: asked.into(),
            known: listed(known().map(|connection| connection.id.as_str())),
        })?;
    let organization = connection
        .organization
        .as_ref()
        .ok_or_else(|| CannotDepart::Social(connection.id.clone()))?;
    let not_active = CannotDepart::NotActive(connection.id.clone());
    ensure(connection.is_active(), not_active)?;
    Ok((connection, organization))
}

fn application<'a>(
    env: &'a Environment,
    asked: &str,
    organization: &OrganizationId,
) -> Result<(&'a Client, TrustedRedirect), CannotDepart> {
    let organization = env.organization(organization);
    let arrival = |client: &'a Client| Some((client, client.initiate_login(organization)?));
    let found = env
        .clients()
        .find(|client| client.id.as_str() == asked || client.name == asked)
        .and_then(arrival);
    found.ok_or_else(|| CannotDepart::UnknownClient {
        asked: asked.into(),
        known: listed(env.clients().filter_map(arrival).map(|(client, _)| client.name.as_str())),
    })
}

fn claims(
    env: &Environment,
    connection: &Connection,
    organization: &OrganizationId,
    ask: &Departure,
) -> Result<IdpInitiatedClaims, CannotDepart> {
    let claim = Claim { email: ask.email.clone(), ..Claim::default() };
    let said = upstream::asserted(&connection.id, &claim)
        .ok_or_else(|| CannotDepart::NotAnAddress(ask.email.as_str().into()))?;
    let now = env.now();
    Ok(IdpInitiatedClaims {
        iss: env.issuer().to_owned(),
        connection_id: connection.id.clone(),
        organization_id: organization.clone(),
        login_hint: said.email,
        relay_state: ask.relay_state.clone(),
        iat: now.as_second(),
        nbf: now.as_second(),
        exp: (now + LIFETIME).as_second(),
    })
}

#[cfg(test)]
mod tests;
