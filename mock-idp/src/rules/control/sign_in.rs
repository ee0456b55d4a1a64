//! A sign-in without a browser: the rules of the hosted pages, with a test in the place of the person.

use url::form_urlencoded::Serializer;

use super::ControlError;
use crate::environment::{
    Client, ClientId, Environment, Event, GrantEvent, Organization, RegisteredUri, SessionId, User,
};
use crate::rules::authorize::{self, AuthorizeRefusal};
use crate::rules::sign_in::Step;
use crate::rules::token::TokenError;
use crate::rules::{Desk, Granted, Refusal, Refused, Ruling};
use crate::secret::Secret;
use crate::wire::{
    AuthorizeRequest, Browser, CodeChallenge, ErrorCode, Params, Refuser, SESSION_COOKIE,
    SignInRequest,
};

/// What is asked for unless something else is: all that there is.
const EVERY_SCOPE: &str = "openid profile email offline_access";

/// Why a user cannot be signed in.
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
        /// The cause.
        reason: String,
    },
    /// Every client has to be confidential for one to be chosen.
    #[error("there is no confidential client; name the `client`, of {0}")]
    NoClient(String),
    /// What is registered has a wildcard in it, or a template that the organization does not fill.
    #[error(
        "no redirect URI of {client} can be taken as it is; name the `redirect_uri`, one of {registered}"
    )]
    NoRedirect {
        /// The client's name.
        client: String,
        /// What it registered.
        registered: String,
    },
    /// Whoever gets tokens at once has no verifier to show.
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

impl From<AuthorizeRefusal> for SignInError {
    fn from(why: AuthorizeRefusal) -> Self {
        Self::Refused { error: why.code().as_str(), reason: why.to_string() }
    }
}

impl From<TokenError> for SignInError {
    fn from(why: TokenError) -> Self {
        Self::Refused { error: why.code().as_str(), reason: why.to_string() }
    }
}

/// A code, and what came with it.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) client: ClientId,
    pub(crate) code: Secret,
    pub(crate) redirect_uri: String,
    pub(crate) session: SessionId,
    /// The cookie of a browser that is signed in like that: its name, `=` and its value.
    pub(crate) cookie: Secret,
}

/// Signs a user in, with a session of its own, up to the code.
pub(crate) fn decide(desk: &mut Desk<'_>, ask: &SignInRequest) -> Ruling<Arrived, SignInError> {
    let user = super::user(desk.env, &ask.user).map_err(SignInError::from)?;
    let client = client(desk.env, ask)?;
    let organization = ask.organization.as_deref();
    let organization = organization
        .map(|asked| super::organization(desk.env, asked))
        .transpose()
        .map_err(SignInError::from)?;
    let redirect_uri = redirect_uri(client, organization, ask)?;
    let request = request(client, organization, &redirect_uri, ask);
    let Granted { reply, events } = signed_in(desk, &request, user)?;
    let Step::Answer(answer) = reply else {
        unreachable!(
            "a page asks nobody whose organization is known, and it is their first at least"
        );
    };
    let grant = events.iter().find_map(|event| match event {
        Event::Grant(GrantEvent::CodeIssued { grant, .. }) => Some(grant),
        _ => None,
    });
    let grant = grant.expect("who gets a code was issued one");
    let cookie = answer.cookie.expect("no browser, so a new session");
    let reply = Arrived {
        client: grant.client.clone(),
        code: answer.code,
        redirect_uri,
        session: grant.session.clone(),
        cookie: Secret::new(format!("{SESSION_COOKIE}={}", cookie.reveal())),
    };
    Ok(Granted { reply, events })
}

/// The same, with a PKCE verifier that is made here and comes with it, for whoever redeems the code at once.
pub(crate) fn decide_with_verifier(
    desk: &mut Desk<'_>,
    ask: &SignInRequest,
) -> Ruling<(Arrived, Secret), SignInError> {
    if ask.code_challenge.is_some() {
        return Err(SignInError::Challenged.into());
    }
    let verifier = desk.ids.secret("");
    let ask = SignInRequest {
        code_challenge: Some(CodeChallenge::s256(verifier.reveal())),
        ..ask.clone()
    };
    let Granted { reply, events } = decide(desk, &ask)?;
    Ok(Granted { reply: (reply, verifier), events })
}

fn signed_in(
    desk: &mut Desk<'_>,
    request: &AuthorizeRequest,
    user: &User,
) -> Ruling<Step, SignInError> {
    let browser = Browser::default();
    authorize::decide_for(desk, request, user, &browser)
        .map_err(|refused| Refused { why: refused.why.into(), events: refused.events })
}

/// The client that is named, or the environment's own, or the first that keeps a secret.
fn client<'a>(env: &'a Environment, ask: &SignInRequest) -> Result<&'a Client, SignInError> {
    if let Some(asked) = &ask.client {
        return Ok(super::client(env, asked)?);
    }
    let confidential = || env.clients().filter(|client| !client.is_public());
    confidential().find(|client| client.is_default).or_else(|| confidential().next()).ok_or_else(
        || {
            let names = env.clients().map(|client| client.name.as_str());
            SignInError::NoClient(super::listed(names))
        },
    )
}

/// The address that is named, or the first that is registered and names one place.
fn redirect_uri(
    client: &Client,
    organization: Option<&Organization>,
    ask: &SignInRequest,
) -> Result<String, SignInError> {
    let registered = || client.redirect_uris.iter().map(RegisteredUri::as_str);
    let as_it_is = || {
        registered()
            .filter(|uri| !uri.contains('*'))
            .find(|uri| client.trust(uri, organization).is_some())
            .map(str::to_owned)
    };
    let chosen = ask.redirect_uri.clone().or_else(as_it_is);
    chosen.ok_or_else(|| SignInError::NoRedirect {
        client: client.name.clone(),
        registered: super::listed(registered()),
    })
}

/// The request that the client would have sent, read as any other.
fn request(
    client: &Client,
    organization: Option<&Organization>,
    redirect_uri: &str,
    ask: &SignInRequest,
) -> AuthorizeRequest {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", client.id.as_str())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", ask.scope.as_deref().unwrap_or(EVERY_SCOPE));
    let organization = organization.map(|organization| organization.id.as_str());
    let method = ask.code_challenge.as_ref().map(|_| "S256");
    for (name, value) in [
        ("organization_id", organization),
        ("nonce", ask.nonce.as_deref()),
        ("code_challenge", ask.code_challenge.as_deref()),
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
