//! The token endpoint: its requests (RFC 6749 §4.1.3 and §6) and its responses (§5.1).

use serde::Deserialize;

use crate::claims::AccessClaims;
use crate::error::UnavailableError;
use crate::response::Response;
use crate::tokens::{AccessToken, ClientSecret, IdToken, RefreshToken, Tokens};

/// The error of a sign-in without an ID token, which would not say who signed in.
pub(crate) const ID_TOKEN_MISSING: UnavailableError = UnavailableError::UnexpectedResponse {
    status: 200,
    why: "no id_token came with the code exchange",
};

/// The application's credentials.
pub(crate) struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<ClientSecret>,
}

impl Credentials {
    /// Returns the fields of the body (`client_secret_post`), as all of Scalekit's SDKs send them.
    pub(crate) fn form(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let secret = self.client_secret.as_ref();
        [("client_id", self.client_id.as_str())]
            .into_iter()
            .chain(secret.map(|secret| ("client_secret", secret.secret())))
    }
}

/// A grant that is exchanged for tokens.
pub(crate) enum Grant<'a> {
    AuthorizationCode {
        code: &'a str,
        redirect_uri: &'a str,
        verifier: &'a str,
    },
    RefreshToken(&'a RefreshToken),
    /// For the application itself (RFC 6749 §4.4).
    ClientCredentials,
}

impl<'a> Grant<'a> {
    pub(crate) fn form(&self, credentials: &'a Credentials) -> Vec<(&'static str, &'a str)> {
        let mut form = match self {
            Self::AuthorizationCode { code, redirect_uri, verifier } => vec![
                ("grant_type", "authorization_code"),
                ("code", *code),
                ("redirect_uri", *redirect_uri),
                ("code_verifier", *verifier),
            ],
            Self::RefreshToken(token) => {
                vec![("grant_type", "refresh_token"), ("refresh_token", token.secret())]
            }
            Self::ClientCredentials => vec![("grant_type", "client_credentials")],
        };
        form.extend(credentials.form());
        form
    }
}

/// The endpoint's response, not verified yet. `expires_in` is not read, because the access token's own `exp` is more
/// exact.
#[derive(Deserialize)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: AccessToken,
    pub(crate) id_token: Option<IdToken>,
    refresh_token: Option<RefreshToken>,
    scope: Option<String>,
    token_type: Option<String>,
}

/// Reads the refresh token of a response, even if the rest is malformed, because the old one is used up.
pub(crate) fn successor(response: &Response) -> Option<RefreshToken> {
    #[derive(Deserialize)]
    struct Rotated {
        refresh_token: RefreshToken,
    }
    let rotated: Option<Rotated> = response.json().ok();
    rotated.map(|rotated| rotated.refresh_token)
}

impl TokenResponse {
    pub(crate) fn read(response: &Response) -> Result<Self, UnavailableError> {
        let tokens: Self = response.json()?;
        // RFC 6749 §7.1: a client must not use a token of a type that it does not know.
        match tokens.token_type.as_deref() {
            Some(other) if !other.eq_ignore_ascii_case("Bearer") => {
                Err(response.unexpected("the token_type is not Bearer"))
            }
            _ => Ok(tokens),
        }
    }

    pub(crate) fn into_tokens(self, access_claims: AccessClaims) -> Tokens {
        Tokens {
            access_token: self.access_token,
            expires_at: access_claims.exp,
            access_claims,
            refresh_token: self.refresh_token,
            id_token: self.id_token,
            scope: self.scope,
        }
    }
}
