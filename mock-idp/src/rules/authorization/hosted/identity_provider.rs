//! The pages of simulated identity providers, and the button that leads there from the first page.

use super::error::{FormError, HostedPageError, PageUnavailableError};
use super::{HostedRuling, ensure_at_first_page, ensure_open, of_browser, of_form, repeated};
use crate::environment::{AuthRequest, AuthRequestId, Environment, LoginOutcome, Stage, Upstream};
use crate::rules::Desk;
use crate::rules::authorization::assertion::{self, IdentityProviderForm, assertion_of};
use crate::rules::authorization::error::AuthorizeError;
use crate::rules::authorization::{page, response};
use crate::wire::{Browser, UpstreamError};

/// Redirects the person to a social provider, whose button is on the first page.
pub(crate) fn choose_connection(
    env: &Environment,
    id: &AuthRequestId,
    connection: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = ensure_at_first_page(of_form(env, id, browser)?)?;
    let chosen = env
        .social_connections()
        .find(|known| known.id.as_str() == connection && known.is_active())
        .ok_or_else(|| HostedPageError::Form(id.clone(), FormError::NotAProvider))?;
    Ok(page::identity_provider(id, chosen, request.login_hint.clone(), true))
}

/// Receives what the person typed at the identity provider.
pub(crate) fn submit_identity_provider(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    form: &IdentityProviderForm,
    browser: &Browser,
) -> HostedRuling {
    let request = of_form(desk.env, id, browser)?;
    if repeated::signed_in_with_address(desk.env, request, &form.email) {
        return Ok(repeated::reply(desk.env, request));
    }
    let (request, upstream) = ensure_at_identity_provider(request)?;
    let assertion = assertion_of(&upstream.connection, form)
        .ok_or_else(|| HostedPageError::Form(id.clone(), FormError::NotAnAddress))?;
    Ok(assertion::receive(desk, request, assertion, browser)?)
}

/// Fails the sign-in at the identity provider: the error goes to the client.
pub(crate) fn fail_at_identity_provider(
    env: &Environment,
    id: &AuthRequestId,
    code: &str,
    browser: &Browser,
) -> HostedRuling {
    let (request, _) = ensure_at_identity_provider(of_form(env, id, browser)?)?;
    let fault = UpstreamError::named(code).unwrap_or(UpstreamError::NotCompleted);
    let error = AuthorizeError::Upstream(fault);
    Err(response::refuse(env, request, error).into())
}

/// Receives the browser from an application that signs people in by itself and has reported the outcome before.
pub(crate) fn partner_callback(
    desk: &mut Desk<'_>,
    id: &AuthRequestId,
    connection: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = of_browser(desk.env, id, browser).map_err(HostedPageError::Unavailable)?;
    let (request, upstream) = ensure_at_identity_provider(request)?;
    let outcome = upstream
        .outcome
        .as_ref()
        .filter(|_| upstream.connection.as_str() == connection)
        .ok_or(HostedPageError::Unavailable(PageUnavailableError::OutOfStep))?;
    match outcome {
        LoginOutcome::SignedIn(assertion) => {
            Ok(assertion::receive(desk, request, assertion.as_ref().clone(), browser)?)
        }
        LoginOutcome::Failed => {
            let error = AuthorizeError::Upstream(UpstreamError::NotCompleted);
            Err(response::refuse(desk.env, request, error).into())
        }
    }
}

/// Returns the request and its identity provider, while the person is there.
fn ensure_at_identity_provider(
    request: &AuthRequest,
) -> Result<(&AuthRequest, &Upstream), HostedPageError> {
    match &ensure_open(request).map_err(HostedPageError::Unavailable)?.stage {
        Stage::Upstream(upstream) => Ok((request, upstream)),
        _ => Err(HostedPageError::Unavailable(PageUnavailableError::OutOfStep)),
    }
}
