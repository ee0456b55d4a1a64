//! `/oidc/logout` (OpenID Connect RP-Initiated Logout 1.0, `docs/sessions.md#logout`): the sessions that end, and the
//! address to which the browser may go afterwards.

use super::{Granted, Refusal, Ruling, ensure};
use crate::environment::{
    Client, ClientId, EndedBy, Environment, Event, Hint, NothingEnded, Organization, RegisteredUri,
    Session, SessionEvent, TrustedRedirect, listed,
};
use crate::exchange::Cause;
use crate::mint::{VerifiedAccess, VerifiedId, VerifyError, verify};
use crate::wire::{
    Browser, Endpoint, ErrorCode, Initiator, LogoutRequest, Redacted, Refuser, RepeatedError,
};

/// The answer to the browser.
#[derive(Debug)]
pub(crate) struct LoggedOut {
    /// The redirect, if the request named one.
    pub(crate) to: Option<TrustedRedirect>,
    /// The request's `state`, for the redirect.
    pub(crate) state: Option<String>,
    /// The reason why no session ended, if none did.
    pub(crate) nothing_ended: Option<NothingEnded>,
    /// Whether the browser's cookie is to be deleted.
    pub(crate) cookie_is_dead: bool,
}

/// The reason why a logout request is refused. No session ends then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LogoutError {
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("id_token_hint is not an ID token of this environment: {0}")]
    Hint(VerifyError),
    #[error("id_token_hint is an access token; send the ID token of the sign-in")]
    HintIsAccessToken,
    #[error("id_token_hint was issued by another environment")]
    HintIssuer,
    #[error("id_token_hint was issued to a client that this environment does not have")]
    HintAudience,
    #[error("there is no client `{0}` in this environment")]
    UnknownClient(Redacted),
    #[error("client_id is not the client that id_token_hint was issued to")]
    OtherClient,
    #[error("post_logout_redirect_uri {0} is relative; send an absolute URI")]
    Relative(Redacted),
    #[error("post_logout_redirect_uri {requested} is not registered; registered: {}", listed(.registered))]
    Unregistered {
        requested: Redacted,
        registered: Vec<RegisteredUri>,
        /// The client, if the request names it, or there is no other.
        client: Option<ClientId>,
    },
    #[error(
        "post_logout_redirect_uri {requested} is that of an organization, and this browser has no session in it; registered: {}",
        listed(.registered)
    )]
    OtherOrganization { requested: Redacted, registered: Vec<RegisteredUri> },
}

impl Refusal for LogoutError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Logout);

    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidRequest
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::Relative(_) | Self::Unregistered { .. } => Some(Cause::PostLogoutUnregistered),
            Self::OtherOrganization { .. } => Some(Cause::PostLogoutOfOrganization),
            Self::HintIsAccessToken => Some(Cause::HintIsAccessToken),
            Self::Hint(_) | Self::HintIssuer | Self::HintAudience => Some(Cause::HintInvalid),
            Self::Repeated(_) | Self::UnknownClient(_) | Self::OtherClient => None,
        }
    }
}

/// Ends the sessions of this browser's cookies, if the request is valid, and returns the browser's next address.
///
/// The hint and the redirect are checked first, because a refused request must end nothing. Then the browser's cookie
/// alone finds a session. The hint names the session that was meant, and shows whether this URL was used before: an
/// old URL must not end a new session.
pub(crate) fn decide(
    env: &Environment,
    request: &Result<LogoutRequest, RepeatedError>,
    browser: &Browser,
) -> Ruling<LoggedOut, LogoutError> {
    let request = request.as_ref().map_err(|repeated| LogoutError::from(*repeated))?;
    let token = request.id_token_hint.as_deref();
    let verified = token.map(|token| read_hint(env, token)).transpose()?;
    let client = client(env, request, verified.as_ref())?;
    let found = found(env, browser);
    let to = redirect(env, request, client, found.as_deref().unwrap_or_default())?;
    let hint = verified.zip(token).map(|(verified, token)| Hint::new(verified.sid, token));
    let used_before = hint.as_ref().is_some_and(|hint| env.hint_was_used(hint));
    let cookie_is_dead =
        matches!(found, Err(NothingEnded::SessionOver)) || found.is_ok() && !used_before;
    let (events, nothing_ended) = match found {
        _ if used_before => nothing(NothingEnded::Replayed, hint),
        Ok(sessions) => (ended(&sessions, hint), None),
        Err(why) => nothing(why, hint),
    };
    let reply = LoggedOut { to, state: request.state.clone(), nothing_ended, cookie_is_dead };
    Ok(Granted { reply, events })
}

fn nothing(why: NothingEnded, hint: Option<Hint>) -> (Vec<Event>, Option<NothingEnded>) {
    let hinted = hint.map(|hint| hint.session);
    (vec![SessionEvent::LogoutEndedNothing { why, hinted }.into()], Some(why))
}

/// Returns the end of each session. The hint belongs to its own session, or else to the first.
fn ended(sessions: &[&Session], mut hint: Option<Hint>) -> Vec<Event> {
    let own = |hint: &Hint| sessions.iter().position(|session| session.id == hint.session);
    let hinted = hint.as_ref().and_then(own).unwrap_or_default();
    let end = |(index, session): (usize, &&Session)| {
        Event::from(SessionEvent::Ended {
            session: session.id.clone(),
            by: EndedBy::Logout,
            hinted: if index == hinted { hint.take() } else { None },
        })
    };
    sessions.iter().enumerate().map(end).collect()
}

/// Verifies the hint. An expired one is accepted, because people sign out late (RP-Initiated Logout §2).
fn read_hint(env: &Environment, token: &str) -> Result<VerifiedId, LogoutError> {
    let keys = env.keys();
    let hint: VerifiedId = verify(keys, token).map_err(|why| {
        // An access token has no `azp`; a client that sends one gets a reason of its own.
        match verify::<VerifiedAccess>(keys, token) {
            Ok(_) => LogoutError::HintIsAccessToken,
            Err(_) => LogoutError::Hint(why),
        }
    })?;
    ensure(hint.iss == env.issuer(), LogoutError::HintIssuer)?;
    let known = hint.aud.contains(&hint.azp) && env.client(hint.azp.as_str()).is_some();
    ensure(known, LogoutError::HintAudience)?;
    Ok(hint)
}

/// Returns the client that the request names, if it names one.
fn client<'a>(
    env: &'a Environment,
    request: &LogoutRequest,
    hint: Option<&VerifiedId>,
) -> Result<Option<&'a Client>, LogoutError> {
    let hinted = hint.map(|hint| hint.azp.as_str());
    let Some(named) = request.client_id.as_deref().or(hinted) else {
        return Ok(None);
    };
    ensure(hinted.is_none_or(|hinted| hinted == named), LogoutError::OtherClient)?;
    env.client(named).map(Some).ok_or_else(|| LogoutError::UnknownClient(named.into()))
}

/// Returns the live sessions of the browser's cookies, or the reason why no session can be ended.
///
/// The request's initiator is checked first. A real environment is another site than the application, so a request
/// with which browsers send no cookie to another site ends nothing here either, even if it has the cookie.
fn found<'a>(env: &'a Environment, browser: &Browser) -> Result<Vec<&'a Session>, NothingEnded> {
    let no_cookie = match browser.initiator {
        Initiator::Navigation => NothingEnded::NobodySignedIn,
        Initiator::Program => NothingEnded::NoCookie,
        Initiator::CrossOriginPost => return Err(NothingEnded::CrossOriginPost),
        Initiator::Frame => return Err(NothingEnded::Frame),
        Initiator::Subresource(part) => return Err(NothingEnded::Subresource(part)),
        Initiator::Prefetch => return Err(NothingEnded::Prefetch),
        Initiator::Script => return Err(NothingEnded::Fetch),
    };
    ensure(!browser.sessions.is_empty(), no_cookie)?;
    let sessions = browser.sessions.iter().filter_map(|value| env.session_by_cookie(value));
    let live: Vec<&Session> = sessions.filter(|session| session.is_active(env.now())).collect();
    ensure(!live.is_empty(), NothingEnded::SessionOver)?;
    Ok(live)
}

/// Returns the redirect, if it is on the allowlist of the request's client, or, if the request names no client, on
/// that of any.
fn redirect(
    env: &Environment,
    request: &LogoutRequest,
    client: Option<&Client>,
    sessions: &[&Session],
) -> Result<Option<TrustedRedirect>, LogoutError> {
    let Some(requested) = request.post_logout_redirect_uri.as_deref() else {
        return Ok(None);
    };
    ensure(url::Url::parse(requested).is_ok(), LogoutError::Relative(requested.into()))?;
    let clients: Vec<&Client> =
        client.map_or_else(|| env.clients().collect(), |client| vec![client]);
    let organizations = sessions.iter().map(|one| env.organization(&one.organization));
    let in_scope: Vec<Option<&Organization>> =
        if sessions.is_empty() { vec![None] } else { organizations.collect() };
    let trusted = clients.iter().find_map(|client| {
        in_scope.iter().find_map(|organization| client.trust_after_logout(requested, *organization))
    });
    trusted.map(Some).ok_or_else(|| unregistered(env, requested, &clients))
}

/// Says why no client's list has the redirect: none ever has, or a template is filled from another organization.
fn unregistered(env: &Environment, requested: &str, clients: &[&Client]) -> LogoutError {
    let registered: Vec<RegisteredUri> = clients
        .iter()
        .flat_map(|client| client.post_logout_redirect_uris.iter().cloned())
        .collect();
    let is_filled = env
        .organizations()
        .any(|organization| registered.iter().any(|uri| uri.admits(requested, Some(organization))));
    let requested = requested.into();
    if is_filled {
        LogoutError::OtherOrganization { requested, registered }
    } else {
        let client = match clients {
            [one] => Some(one.id.clone()),
            _ => None,
        };
        LogoutError::Unregistered { requested, registered, client }
    }
}

#[cfg(test)]
mod tests;
