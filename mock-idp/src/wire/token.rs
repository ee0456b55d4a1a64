//! `POST /oauth/token`: the request and its answer (RFC 6749 §4.1.3, §5.1, §6).

use schemars::JsonSchema;
use serde::Serialize;

use super::{Params, Redacted, RepeatedError, pkce};
use crate::secret::Secret;

/// A token request, by its `grant_type`.
#[derive(Clone, Debug)]
pub(crate) enum TokenRequest {
    AuthorizationCode(CodeExchange),
    RefreshToken(Refresh),
    ClientCredentials(ClientCredentials),
}

/// `grant_type=client_credentials`
#[derive(Clone, Debug)]
pub(crate) struct ClientCredentials {
    /// A narrower scope, if requested.
    pub(crate) scope: Option<String>,
    /// One of the audiences, if requested.
    pub(crate) audience: Option<String>,
}

/// `grant_type=authorization_code`
#[derive(Clone, Debug)]
pub(crate) struct CodeExchange {
    pub(crate) code: Secret,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) verifier: Option<Secret>,
}

/// `grant_type=refresh_token`
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) refresh_token: Secret,
    /// A narrower scope, if requested.
    pub(crate) scope: Option<String>,
}

/// The reason why a token request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenRequestError {
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error(
        "grant_type `{0}` is not supported; there are authorization_code, refresh_token and client_credentials"
    )]
    GrantType(Redacted),
    #[error("code_verifier is not 43 to 128 unreserved characters (RFC 7636 §4.1)")]
    Verifier,
}

impl TokenRequest {
    pub(crate) fn read(form: &Params) -> Result<Self, TokenRequestError> {
        match form.one("grant_type")?.ok_or(TokenRequestError::Missing("grant_type"))? {
            "authorization_code" => CodeExchange::read(form).map(Self::AuthorizationCode),
            "refresh_token" => Ok(Self::RefreshToken(Refresh {
                refresh_token: required(form, "refresh_token")?,
                scope: form.owned("scope")?,
            })),
            "client_credentials" => Ok(Self::ClientCredentials(ClientCredentials {
                scope: form.owned("scope")?,
                audience: form.owned("audience")?,
            })),
            other => Err(TokenRequestError::GrantType(other.into())),
        }
    }

    /// Returns the `grant_type`.
    pub(crate) fn grant_type(&self) -> &'static str {
        match self {
            Self::AuthorizationCode(_) => "authorization_code",
            Self::RefreshToken(_) => "refresh_token",
            Self::ClientCredentials(_) => "client_credentials",
        }
    }
}

impl CodeExchange {
    fn read(form: &Params) -> Result<Self, TokenRequestError> {
        let verifier = form.one("code_verifier")?;
        if verifier.is_some_and(|text| !pkce::is_a_verifier(text)) {
            return Err(TokenRequestError::Verifier);
        }
        Ok(Self {
            code: required(form, "code")?,
            redirect_uri: form.owned("redirect_uri")?,
            verifier: verifier.map(Secret::from),
        })
    }
}

fn required(form: &Params, name: &'static str) -> Result<Secret, TokenRequestError> {
    form.one(name)?.map(Secret::from).ok_or(TokenRequestError::Missing(name))
}

/// The answer (RFC 6749 §5.1). It does not implement `Debug`, because it consists of secrets.
#[derive(Serialize, JsonSchema)]
#[schemars(description = "The answer of the token endpoint (RFC 6749 §5.1).")]
pub(crate) struct TokenResponse {
    pub(crate) access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    #[schemars(extend("const" = "Bearer"))]
    pub(crate) token_type: &'static str,
    pub(crate) expires_in: u32,
    pub(crate) scope: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_has_its_sentence() {
        let cases = [
            ("", TokenRequestError::Missing("grant_type")),
            ("grant_type=password", TokenRequestError::GrantType("password".into())),
            ("grant_type=authorization_code", TokenRequestError::Missing("code")),
            (
                "grant_type=authorization_code&code=a&code_verifier=short",
                TokenRequestError::Verifier,
            ),
            (
                "grant_type=refresh_token&refresh_token=",
                TokenRequestError::Missing("refresh_token"),
            ),
            (
                "grant_type=refresh_token&refresh_token=a&refresh_token=b",
                RepeatedError("refresh_token").into(),
            ),
        ];
        for (form, mistake) in cases {
            assert_eq!(
                TokenRequest::read(&Params::parse(form.as_bytes())).unwrap_err(),
                mistake,
                "{form}"
            );
        }
    }
}
