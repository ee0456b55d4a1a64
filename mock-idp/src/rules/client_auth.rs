//! Client authentication (RFC 6749 §2.3, `docs/tokens.md#client-authentication`).

use crate::environment::{Client, ClientSecret, Environment, MachineClient};
use crate::wire::{Credentials, CredentialsError, ErrorCode, Redacted};

/// The reason why a client's authentication failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClientError {
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error("there is no client `{0}` in this environment")]
    Unknown(Redacted),
    #[error("the client secret is wrong")]
    WrongSecret,
    #[error(
        "the client secret is right and not form-encoded: in Basic credentials RFC 6749 §2.3.1 wants `+` as %2B and `%` as %25, each half encoded before the colon joins them"
    )]
    NotFormEncoded,
    #[error("this client has a secret and must authenticate with it")]
    NoSecret,
    #[error("this client is public: it has no secret, and must not send one")]
    PublicWithSecret,
    #[error("this endpoint needs a client with a secret, and this one is public")]
    Public,
}

impl ClientError {
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Credentials(
                CredentialsError::Repeated(_)
                | CredentialsError::Twice
                | CredentialsError::TwoClients,
            ) => ErrorCode::InvalidRequest,
            _ => ErrorCode::InvalidClient,
        }
    }
}

/// Returns the client that the credentials authenticate.
pub(crate) fn authenticate<'a>(
    env: &'a Environment,
    presented: &Result<Credentials, CredentialsError>,
) -> Result<&'a Client, ClientError> {
    let credentials = presented.as_ref().map_err(|mistake| *mistake)?;
    let id = credentials.client_id();
    let client = env.client(id).ok_or_else(|| ClientError::Unknown(id.into()))?;
    match credentials.secret() {
        Some(_) if client.is_public() => Err(ClientError::PublicWithSecret),
        Some(secret) if client.secret(secret.reveal()).is_none() => {
            Err(wrong_secret(credentials, |secret| client.secret(secret)))
        }
        None if !client.is_public() => Err(ClientError::NoSecret),
        Some(_) | None => Ok(client),
    }
}

/// Returns the error of a wrong secret, with a hint if it is the right one, sent without the required encoding.
fn wrong_secret<'a>(
    credentials: &Credentials,
    known: impl Fn(&str) -> Option<&'a ClientSecret>,
) -> ClientError {
    match credentials.undecoded() {
        Some(as_sent) if known(as_sent.reveal()).is_some() => ClientError::NotFormEncoded,
        _ => ClientError::WrongSecret,
    }
}

/// Returns the organization's client that the credentials name, and its secret that matches; `None` if they name an
/// application or no client.
pub(crate) fn authenticate_machine<'a>(
    env: &'a Environment,
    presented: &Result<Credentials, CredentialsError>,
) -> Option<Result<(&'a MachineClient, &'a ClientSecret), ClientError>> {
    let credentials = presented.as_ref().ok()?;
    let client = env.machine_client(credentials.client_id())?;
    let secret = match credentials.secret() {
        None => Err(ClientError::NoSecret),
        Some(secret) => client
            .secret(secret.reveal())
            .ok_or_else(|| wrong_secret(credentials, |secret| client.secret(secret))),
    };
    Some(secret.map(|secret| (client, secret)))
}

/// Authenticates like [`authenticate`], for endpoints that public clients may not use.
pub(crate) fn authenticate_confidential<'a>(
    env: &'a Environment,
    presented: &Result<Credentials, CredentialsError>,
) -> Result<&'a Client, ClientError> {
    let client = authenticate(env, presented)?;
    if client.is_public() { Err(ClientError::Public) } else { Ok(client) }
}

#[cfg(test)]
mod tests;
