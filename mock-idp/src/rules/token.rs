//! `POST /oauth/token`: authenticates the client, checks the grant, and issues tokens (RFC 6749 §5,
//! `docs/tokens.md#token-requests`).

mod client_credentials;
mod code;
mod issue;
mod machine;
mod refresh;

use super::client_auth::{self, ClientError};
use super::{Desk, Refusal, Ruling, ensure};
use crate::environment::{Client, ClientId, Environment, Grant, Session, User};
use crate::exchange::Cause;
use crate::mint::Issuance;
use crate::wire::{
    CodeExchange, Credentials, CredentialsError, Endpoint, ErrorCode, Refuser, TokenRequest,
    TokenRequestError,
};

/// The reason why no token is issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Request(#[from] TokenRequestError),
    #[error("this code is unknown: it was never issued, or is long expired")]
    CodeUnknown,
    #[error("this code was issued to another client")]
    CodeOfAnotherClient,
    #[error(
        "this code was redeemed before; a code works once, and its replay revokes what came of it"
    )]
    CodeReplayed,
    #[error("this code has expired; codes live {0} seconds")]
    CodeExpired(u32),
    #[error("code_verifier is missing: the authorization request carried a code_challenge")]
    VerifierMissing,
    #[error(
        "code_verifier does not hash to the code_challenge of the authorization request (RFC 7636 §4.6)"
    )]
    VerifierMismatch,
    #[error(
        "code_verifier came, and the authorization request carried no code_challenge (RFC 9700 §2.1.1)"
    )]
    VerifierUnexpected,
    #[error(
        "redirect_uri is missing: it must equal that of the authorization request (RFC 6749 §4.1.3)"
    )]
    RedirectMissing,
    #[error("redirect_uri is not that of the authorization request, {0}")]
    RedirectChanged(String),
    #[error("this refresh token is unknown")]
    RefreshUnknown,
    #[error("this refresh token was issued to another client")]
    RefreshOfAnotherClient,
    #[error("this refresh token was used before and replaced; store the new one of each answer")]
    RefreshReused,
    #[error("a refresh can narrow the scope and not widen it; granted: {0}")]
    ScopeWidened(String),
    #[error("everything that came of this authorization was revoked")]
    GrantRevoked,
    #[error("the session is over: {0}")]
    SessionOver(&'static str),
    #[error("this user is deactivated, or no member of the organization any more")]
    UserGone,
    #[error("client_credentials need a client with a secret, and this one is public")]
    PublicClient,
    #[error("this client is registered for other grants than {0}")]
    GrantNotRegistered(&'static str),
    #[error("an organization's client has no user behind it; its grant is client_credentials")]
    NoUserBehind,
    #[error("none of these scopes is registered for this client: {0}")]
    ScopeNotRegistered(String),
    #[error("this audience is not registered for this client: {0}")]
    AudienceNotRegistered(String),
}

impl Refusal for TokenError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Token);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Client(error) => error.code(),
            Self::Request(TokenRequestError::GrantType(_)) => ErrorCode::UnsupportedGrantType,
            Self::Request(_) | Self::AudienceNotRegistered(_) => ErrorCode::InvalidRequest,
            Self::ScopeWidened(_) | Self::ScopeNotRegistered(_) => ErrorCode::InvalidScope,
            Self::PublicClient | Self::GrantNotRegistered(_) | Self::NoUserBehind => {
                ErrorCode::UnauthorizedClient
            }
            Self::CodeUnknown
            | Self::CodeOfAnotherClient
            | Self::CodeReplayed
            | Self::CodeExpired(_)
            | Self::VerifierMissing
            | Self::VerifierMismatch
            | Self::VerifierUnexpected
            | Self::RedirectMissing
            | Self::RedirectChanged(_)
            | Self::RefreshUnknown
            | Self::RefreshOfAnotherClient
            | Self::RefreshReused
            | Self::GrantRevoked
            | Self::SessionOver(_)
            | Self::UserGone => ErrorCode::InvalidGrant,
        }
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::Client(ClientError::WrongSecret | ClientError::NotFormEncoded) => {
                Some(Cause::WrongSecret)
            }
            Self::RedirectMissing => Some(Cause::RedirectMissing),
            Self::RedirectChanged(_) => Some(Cause::RedirectChanged),
            Self::CodeReplayed => Some(Cause::CodeReplayed),
            Self::RefreshReused => Some(Cause::RefreshReused),
            Self::RefreshUnknown | Self::GrantRevoked | Self::UserGone => Some(Cause::RefreshDead),
            Self::SessionOver(how) => Some(Cause::of_ended_session(how)),
            _ => None,
        }
    }
}

/// Decides on a token request: authenticates the client, and then reads the grant.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    credentials: &Result<Credentials, CredentialsError>,
    request: &Result<TokenRequest, TokenRequestError>,
) -> Ruling<Issuance, TokenError> {
    if let Some(machine) = client_auth::authenticate_machine(desk.env, credentials) {
        let (machine, secret) = machine.map_err(TokenError::from)?;
        return machine::issue(desk, machine, secret, parsed(request)?);
    }
    let client = client_auth::authenticate(desk.env, credentials).map_err(TokenError::from)?;
    let request = parsed(request)?;
    ensure(
        client.may_use(request.grant_type()),
        TokenError::GrantNotRegistered(request.grant_type()),
    )?;
    match request {
        TokenRequest::AuthorizationCode(request) => code::redeem(desk, client, request),
        TokenRequest::RefreshToken(request) => refresh::refresh(desk, client, request),
        TokenRequest::ClientCredentials(request) => {
            let secret = credentials
                .as_ref()
                .ok()
                .and_then(|presented| client.secret(presented.secret()?.reveal()));
            client_credentials::issue(desk, client, secret, request)
        }
    }
}

/// Redeems a code for a client in whose place a test acts, without authenticating it.
pub(crate) fn redeem(
    desk: &mut Desk<'_>,
    client: &ClientId,
    request: &CodeExchange,
) -> Ruling<Issuance, TokenError> {
    let id = client.as_str();
    let client =
        desk.env.client(id).ok_or_else(|| TokenError::from(ClientError::Unknown(id.into())))?;
    ensure(
        client.may_use("authorization_code"),
        TokenError::GrantNotRegistered("authorization_code"),
    )?;
    code::redeem(desk, client, request)
}

fn parsed(request: &Result<TokenRequest, TokenRequestError>) -> Result<&TokenRequest, TokenError> {
    request.as_ref().map_err(|mistake| TokenError::from(mistake.clone()))
}

/// A grant that tokens can be issued for, with its live session and its active user.
struct LiveGrant<'a> {
    client: &'a Client,
    grant: &'a Grant,
    session: &'a Session,
    user: &'a User,
}

/// Ensures that a grant is not revoked, that its session is active, and that its user is an active member.
fn ensure_live<'a>(
    env: &'a Environment,
    client: &'a Client,
    grant: &'a Grant,
) -> Result<LiveGrant<'a>, TokenError> {
    ensure(grant.revoked.is_none(), TokenError::GrantRevoked)?;
    let session = env.session(&grant.session).expect("a grant's session is remembered");
    if let Some(how) = session.status(env.now()).how_it_ended() {
        return Err(TokenError::SessionOver(how));
    }
    let user = env.user(&grant.user).filter(|user| user.active).ok_or(TokenError::UserGone)?;
    ensure(user.membership(&grant.organization).is_some(), TokenError::UserGone)?;
    Ok(LiveGrant { client, grant, session, user })
}

#[cfg(test)]
mod tests;
