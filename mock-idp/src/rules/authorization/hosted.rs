//! The forms of the hosted pages (`docs/authorize.md#hosted-pages`): each is checked here, and decided in the module of
//! its page.

mod code;
mod email;
mod error;
mod identity_provider;
mod organization;
mod repeated;

pub(crate) use self::code::{resend, submit_code};
pub(crate) use self::email::{EmailForm, decline, restart, sign_in_as, submit_email};
#[cfg(test)]
pub(crate) use self::error::FormError;
pub(crate) use self::error::{HostedPageError, PageUnavailableError};
pub(crate) use self::identity_provider::{
    choose_connection, fail_at_identity_provider, partner_callback, submit_identity_provider,
};
pub(crate) use self::organization::choose_organization;
use super::response::Step;
use crate::environment::{AuthRequest, AuthRequestId, Environment, Stage};
use crate::rules::{Granted, Ruling, ensure};
use crate::wire::Browser;

/// The decision on a form.
pub(crate) type HostedRuling = Ruling<Step, HostedPageError>;

/// Refuses to show the page of a request to another browser than the one that began it. For an unknown request every
/// browser gets the page of an expired one.
pub(crate) fn visit(
    env: &Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Ruling<(), HostedPageError> {
    match of_browser(env, id, browser) {
        Err(PageUnavailableError::OtherBrowser) => {
            Err(HostedPageError::Unavailable(PageUnavailableError::OtherBrowser).into())
        }
        Ok(_) | Err(_) => Ok(Granted::plainly(())),
    }
}

/// Returns the request with this id, at any stage, if this browser began it (RFC 6749 §10.12). That a request is
/// over, any browser may learn.
fn of_browser<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, PageUnavailableError> {
    let request = env.auth_request(id).ok_or(PageUnavailableError::Stale)?;
    if is_of(env, request, browser) {
        return Ok(request);
    }
    ensure_open(request)?;
    Err(PageUnavailableError::OtherBrowser)
}

/// Returns whether the browser began the request: by the request's cookie, which is taken back with the answer, and
/// from then on by the session that the request was answered in.
fn is_of(env: &Environment, request: &AuthRequest, browser: &Browser) -> bool {
    let binding = request.binding.as_ref();
    binding.is_some_and(|binding| browser.began(request.id.as_str(), binding))
        || repeated::holds_session(env, request, browser)
}

/// Returns the request of a form, at any stage, if the form is of our own pages and from the browser that began the
/// request.
fn of_form<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedPageError> {
    browser.sends_our_form().map_err(HostedPageError::ForeignForm)?;
    of_browser(env, id, browser).map_err(HostedPageError::Unavailable)
}

/// Returns the request while it waits for a person.
fn ensure_open(request: &AuthRequest) -> Result<&AuthRequest, PageUnavailableError> {
    match request.stage {
        Stage::Answered => Err(PageUnavailableError::Answered),
        _ => Ok(request),
    }
}

/// Returns the request with this id while it waits for a person, to show its page.
pub(crate) fn open_request<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, PageUnavailableError> {
    ensure_open(env.auth_request(id).ok_or(PageUnavailableError::Stale)?)
}

/// Returns the request of a form while it waits for a person.
fn of_open_form<'a>(
    env: &'a Environment,
    id: &AuthRequestId,
    browser: &Browser,
) -> Result<&'a AuthRequest, HostedPageError> {
    ensure_open(of_form(env, id, browser)?).map_err(HostedPageError::Unavailable)
}

/// Returns the request while it is on the first page: not one that was redirected to an identity provider without a
/// way back, nor one whose provider has already asserted an identity.
fn ensure_at_first_page(request: &AuthRequest) -> Result<&AuthRequest, HostedPageError> {
    let request = ensure_open(request).map_err(HostedPageError::Unavailable)?;
    let sent_away = matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back);
    ensure(
        !sent_away && request.asserted.is_none(),
        HostedPageError::Unavailable(PageUnavailableError::OutOfStep),
    )?;
    Ok(request)
}

#[cfg(test)]
mod tests;
