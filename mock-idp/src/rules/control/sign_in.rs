//! A sign-in without a browser, by the rules of the hosted pages, with a test in place of the person.

use url::form_urlencoded::Serializer;

use super::{ControlError, find};
use crate::environment::{
    Client, ClientId, Environment, Event, GrantEvent, Organization, RegisteredUri, SessionId, User,
};
use crate::rules::authorization::Step;
use crate::rules::authorization::{self, AuthorizationEndpointError};
use crate::rules::token::TokenError;
use crate::rules::{Desk, Granted, Refusal, Ruling};
use crate::secret::Secret;
use crate::wire::{
    AuthorizeRequest, Browser, CodeChallenge, ErrorCode, Params, Refuser, SESSION_COOKIE,
    SignInRequest,
};

/// The scopes of a sign-in that names no scope: all scopes.
const EVERY_SCOPE: &str = "openid profile email offline_access";

/// The reason why a user cannot be signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// There is no such user, client or organization.
    #[error(transparent)]
    NotThere(#[from] ControlError),
    /// The hosted pages or the token endpoint would have refused too.
    #[error("{reason}")]
    Refused {
        /// The code that the client would have got.
        error: &'static str,
        /// The reason, in a sentence.
        reason: String,
    },
    /// No client was named, and no client is confidential.
    #[error("there is no confidential client; name the `client`, of {0}")]
    NoClient(String),
    /// No redirect URI was named, and every registered one has a wildcard, or a template that the organization does
    /// not fill.
    #[error(
        "no redirect URI of {client} can be taken as it is; name the `redirect_uri`, one of {registered}"
    )]
    NoRedirect {
        /// The client's name.
        client: String,
        /// The registered redirect URIs.
        registered: String,
    },
    /// A `code_challenge` was given for a sign-in that returns tokens; the fake redeems the code itself, with its own
    /// verifier.
    #[error(
        "a code_challenge is for a code: tokens come of a code that was redeemed with a verifier of its own"
    )]
    Challenged,
}

impl Refusal for SignInError {
    type Code = &'static str;

    const REFUSER: Refuser = Refuser::Control;

    fn code(&self) -> &'static str {
        match self {
            Self::Refused { error, .. } => error,
            _ => ErrorCode::InvalidRequest.as_str(),
        }
    }
}

impl From<AuthorizationEndpointError> for SignInError {
    fn from(why: AuthorizationEndpointError) -> Self {
        Self::Refused { error: why.code().as_str(), reason: why.to_string() }
    }
}

impl From<TokenError> for SignInError {
    fn from(why: TokenError) -> Self {
        Self::Refused { error: why.code().as_str(), reason: why.to_string() }
    }
}

/// A code, with its redirect URI and its session's cookie.
#[derive(Clone, Debug)]
pub(crate) struct IssuedCode {
    pub(crate) client: ClientId,
    pub(crate) code: Secret,
    pub(crate) redirect_uri: String,
    pub(crate) session: SessionId,
    /// The cookie of a browser that is signed in like that: its name, `=` and its value.
    pub(crate) cookie: Secret,
}

/// Signs a user in, with a session of its own, up to the code.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    given: &SignInRequest,
) -> Ruling<IssuedCode, SignInError> {
    let user = find::user(desk.env, &given.user).map_err(SignInError::from)?;
    let client = client(desk.env, given)?;
    let organization = given.organization.as_deref();
    let organization = organization
        .map(|given| find::organization(desk.env, given))
        .transpose()
        .map_err(SignInError::from)?;
    let redirect_uri = redirect_uri(client, organization, given)?;
    let request = request(client, organization, &redirect_uri, given);
    let Granted { reply, events } = signed_in(desk, &request, user)?;
    let Step::CodeResponse(answer) = reply else {
        unreachable!(
            "a known organization needs no page, and it is the first of the user at least"
        );
    };
    let grant = events.iter().find_map(|event| match event {
        Event::Grant(GrantEvent::CodeIssued { grant, .. }) => Some(grant),
        _ => None,
    });
    let grant = grant.expect("who gets a code was issued one");
    let cookie = answer.cookie.expect("no browser, so a new session");
    let reply = IssuedCode {
        client: grant.client.clone(),
        code: answer.code,
        redirect_uri,
        session: grant.session.clone(),
        cookie: Secret::new(format!("{SESSION_COOKIE}={}", cookie.reveal())),
    };
    Ok(Granted { reply, events })
}

/// Signs a user in up to the code, and returns a PKCE verifier with which it is redeemed at once.
pub(crate) fn decide_with_verifier(
    desk: &mut Desk<'_>,
    given: &SignInRequest,
) -> Ruling<(IssuedCode, Secret), SignInError> {
    if given.code_challenge.is_some() {
        return Err(SignInError::Challenged.into());
    }
    let verifier = desk.ids.secret("");
    let given = SignInRequest {
        code_challenge: Some(CodeChallenge::s256(verifier.reveal())),
        ..given.clone()
    };
    let Granted { reply, events } = decide(desk, &given)?;
    Ok(Granted { reply: (reply, verifier), events })
}

fn signed_in(
    desk: &mut Desk<'_>,
    request: &AuthorizeRequest,
    user: &User,
) -> Ruling<Step, SignInError> {
    let browser = Browser::default();
    authorization::decide_for(desk, request, user, &browser)
        .map_err(|refused| refused.map(SignInError::from))
}

/// Returns the named client, or the environment's own, or the first confidential one.
fn client<'a>(env: &'a Environment, given: &SignInRequest) -> Result<&'a Client, SignInError> {
    if let Some(given) = &given.client {
        return Ok(find::client(env, given)?);
    }
    let confidential = || env.clients().filter(|client| !client.is_public());
    confidential().find(|client| client.is_default).or_else(|| confidential().next()).ok_or_else(
        || {
            let names = env.clients().map(|client| client.name.as_str());
            SignInError::NoClient(find::list(names))
        },
    )
}

/// Returns the named redirect URI, or the first registered one without a wildcard.
fn redirect_uri(
    client: &Client,
    organization: Option<&Organization>,
    given: &SignInRequest,
) -> Result<String, SignInError> {
    let registered = || client.redirect_uris.iter().map(RegisteredUri::as_str);
    let as_it_is = || {
        registered()
            .filter(|uri| !uri.contains('*'))
            .find(|uri| client.trust(uri, organization).is_some())
            .map(str::to_owned)
    };
    let chosen = given.redirect_uri.clone().or_else(as_it_is);
    chosen.ok_or_else(|| SignInError::NoRedirect {
        client: client.name.clone(),
        registered: find::list(registered()),
    })
}

/// Returns the request that the client would have sent.
fn request(
    client: &Client,
    organization: Option<&Organization>,
    redirect_uri: &str,
    given: &SignInRequest,
) -> AuthorizeRequest {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", client.id.as_str())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", given.scope.as_deref().unwrap_or(EVERY_SCOPE));
    let organization = organization.map(|organization| organization.id.as_str());
    let method = given.code_challenge.as_ref().map(|_| "S256");
    for (name, value) in [
        ("organization_id", organization),
        ("nonce", given.nonce.as_deref()),
        ("code_challenge", given.code_challenge.as_deref()),
        ("code_challenge_method", method),
    ] {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    AuthorizeRequest::read(&Params::parse(query.finish().as_bytes()))
}

#[cfg(test)]
mod tests;
