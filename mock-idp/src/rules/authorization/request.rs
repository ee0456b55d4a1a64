//! The validation of an authorization request: first whether its sender can be trusted with a redirect, then
//! everything else (RFC 6749 §4.1.1 and §4.1.2.1, OpenID Connect Core §3.1.2.2).

use super::error::{
    AuthorizationEndpointError, AuthorizeError, ErrorResponse, UntrustedRedirectError,
};
use super::selection::{self, Selection};
use crate::environment::{
    AUTH_REQUEST_LIFETIME, AuthRequest, AuthRequestId, AuthorizationEvent, Client, Environment,
    Event, Id as _, OrganizationId, Stage, TrustedRedirect,
};
use crate::rules::{Desk, ensure};
use crate::wire::{
    AuthorizeDetails, AuthorizeRequest, AuthorizeRequestError, Prompt, RepeatedError,
};

/// A valid authorization request.
pub(super) struct ValidRequest<'a> {
    pub(super) request: AuthRequest,
    pub(super) details: &'a AuthorizeDetails,
    pub(super) selection: Selection<'a>,
}

impl ValidRequest<'_> {
    /// Returns the event of the request if no page follows: it never waits.
    pub(super) fn answered_at_once(&self) -> Event {
        let request = AuthRequest { stage: Stage::Answered, ..self.request.clone() };
        AuthorizationEvent::Requested { request: Box::new(request) }.into()
    }
}

/// Validates an authorization request.
pub(super) fn validate<'a, 'e: 'a>(
    desk: &mut Desk<'e>,
    parameters: &'a AuthorizeRequest,
) -> Result<ValidRequest<'a>, AuthorizationEndpointError> {
    let trusted = trust(desk.env, parameters).map_err(AuthorizationEndpointError::Page)?;
    let (details, selection) = match validate_details(desk.env, &trusted, parameters) {
        Ok(valid) => valid,
        Err(error) => return Err(trusted.refuse(error)),
    };
    let request = AuthRequest {
        id: desk.ids.id::<AuthRequestId>(),
        client: trusted.client.id.clone(),
        redirect: trusted.redirect,
        state: trusted.state,
        scope: details.scope.clone(),
        nonce: details.nonce.clone(),
        challenge: details.challenge.clone(),
        organization: selection.organization.clone(),
        login_hint: details.login_hint.clone(),
        sign_up: details.prompts.contains(&Prompt::Create),
        stage: Stage::Email,
        binding: None,
        taken: None,
        asserted: None,
        expires_at: desk.env.now() + AUTH_REQUEST_LIFETIME,
    };
    Ok(ValidRequest { request, details, selection })
}

/// A client and a redirect URI that it registered.
struct Trusted<'a> {
    client: &'a Client,
    redirect: TrustedRedirect,
    state: Option<String>,
}

impl Trusted<'_> {
    fn refuse(self, error: AuthorizeError) -> AuthorizationEndpointError {
        AuthorizationEndpointError::Redirect(Box::new(ErrorResponse {
            client: self.client.id.clone(),
            to: self.redirect,
            state: self.state,
            error,
        }))
    }
}

/// Returns the client and its registered redirect URI, or the reason why no redirect can be trusted.
fn trust<'a>(
    env: &'a Environment,
    parameters: &AuthorizeRequest,
) -> Result<Trusted<'a>, UntrustedRedirectError> {
    let id = parameters.client_id.clone()?.ok_or(UntrustedRedirectError::NoClient)?;
    let client = env.client(&id).ok_or_else(|| UntrustedRedirectError::UnknownClient {
        requested: id.into(),
        known: known_clients(env),
    })?;
    let requested = parameters.redirect_uri.clone()?.ok_or(UntrustedRedirectError::NoRedirect)?;
    let organization_id = parameters.organization_id.clone().unwrap_or_default();
    let in_scope = organization_id.and_then(|id| env.organization(&OrganizationId::named(&id)));
    let redirect =
        client.trust(&requested, in_scope).ok_or_else(|| UntrustedRedirectError::Unregistered {
            is_another_port: client.redirect_uris.iter().any(|uri| uri.differs_in_port(&requested)),
            requested: requested.as_str().into(),
            client: client.name.clone(),
            registered: client.redirect_uris.clone(),
        })?;
    // A repeated state is refused later; until then no state can be returned.
    Ok(Trusted { client, redirect, state: parameters.state.clone().unwrap_or_default() })
}

/// Most clients that a refusal names: enough to find the one that was meant.
const MOST_CLIENTS_NAMED: usize = 20;

fn known_clients(env: &Environment) -> Vec<String> {
    let clients = env.clients().take(MOST_CLIENTS_NAMED);
    clients.map(|client| format!("{} ({})", client.id, client.name)).collect()
}

/// Validates the parameters whose errors go to the client by redirect.
fn validate_details<'a>(
    env: &'a Environment,
    trusted: &Trusted<'_>,
    parameters: &'a AuthorizeRequest,
) -> Result<(&'a AuthorizeDetails, Selection<'a>), AuthorizeError> {
    let once =
        |repeated: RepeatedError| AuthorizeError::from(AuthorizeRequestError::from(repeated));
    parameters.state.clone().map_err(once)?;
    let organization_id = parameters.organization_id.clone().map_err(once)?;
    let details = parameters.details.as_ref().map_err(Clone::clone)?;
    ensure(
        details.challenge.is_some() || !trusted.client.needs_pkce(),
        AuthorizeError::NoChallenge,
    )?;
    let selection = selection::read(env, details, organization_id.as_deref())?;
    Ok((details, selection))
}
