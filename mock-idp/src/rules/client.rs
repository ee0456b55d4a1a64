//! Whether a client is who it says (RFC 6749 §2.3, `behaviours.md` 1.5).

use crate::environment::{Client, Environment};
use crate::wire::{Credentials, CredentialsMistake, Echo, ErrorCode};

/// Why a client's authentication failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClientError {
    #[error(transparent)]
    Mistake(#[from] CredentialsMistake),
    #[error("there is no client `{0}` in this environment")]
    Unknown(Echo),
    #[error("the client secret is wrong")]
    WrongSecret,
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
            Self::Mistake(
                CredentialsMistake::Repeated(_)
                | CredentialsMistake::Twice
                | CredentialsMistake::TwoClients,
            ) => ErrorCode::InvalidRequest,
            _ => ErrorCode::InvalidClient,
        }
    }
}

/// The client behind the credentials.
pub(crate) fn authenticate<'a>(
    environment: &'a Environment,
    presented: &Result<Credentials, CredentialsMistake>,
) -> Result<&'a Client, ClientError> {
    let credentials = presented.as_ref().map_err(|mistake| *mistake)?;
    let id = credentials.client_id();
    let client = environment
        .client(id)
        .ok_or_else(|| ClientError::Unknown(id.into()))?;
    match credentials.secret() {
        Some(_) if client.is_public() => Err(ClientError::PublicWithSecret),
        Some(secret) if !client.has_secret(secret.reveal()) => Err(ClientError::WrongSecret),
        None if !client.is_public() => Err(ClientError::NoSecret),
        Some(_) | None => Ok(client),
    }
}

/// The same, for endpoints that public clients may not use.
pub(crate) fn authenticate_confidential<'a>(
    environment: &'a Environment,
    presented: &Result<Credentials, CredentialsMistake>,
) -> Result<&'a Client, ClientError> {
    let client = authenticate(environment, presented)?;
    if client.is_public() {
        Err(ClientError::Public)
    } else {
        Ok(client)
    }
}

#[cfg(test)]
mod tests;
