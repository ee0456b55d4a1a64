//! The credentials by which a client authenticates itself (RFC 6749 §2.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use url::form_urlencoded;

use super::{Params, RepeatedError};
use crate::secret::Secret;

/// The credentials that a client presented.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    /// `client_id` alone: a public client.
    None { client_id: String },
    /// `client_secret_post`.
    Post { client_id: String, secret: Secret },
    /// `client_secret_basic`.
    Basic {
        client_id: String,
        secret: Secret,
        /// The secret before it was form-decoded, which is the right one if the client forgot to encode it.
        as_sent: Secret,
    },
}

/// The reason why credentials cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CredentialsError {
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error(
        "no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic"
    )]
    Missing,
    #[error("client_secret came without client_id")]
    SecretAlone,
    #[error(
        "the client authenticated twice, in the form and by HTTP Basic; RFC 6749 §2.3 allows one method"
    )]
    Twice,
    #[error(
        "the Basic credentials are not the base64 of `client_id:client_secret`, each form-encoded (RFC 6749 §2.3.1)"
    )]
    BadBasic,
    #[error("client_id in the form and in the Basic credentials differ")]
    TwoClients,
}

impl Credentials {
    /// Reads the form and the `Authorization` header. Other schemes than Basic are ignored there: two official SDKs
    /// send an old bearer token with every request (`docs/tokens.md#client-authentication`).
    pub(crate) fn read(headers: &HeaderMap, form: &Params) -> Result<Self, CredentialsError> {
        let basic = read_basic(headers)?;
        let client_id = form.owned("client_id")?;
        let secret = form.one("client_secret")?.map(Secret::from);
        match (basic, client_id, secret) {
            (Some(_), _, Some(_)) => Err(CredentialsError::Twice),
            (Some((basic_id, ..)), Some(id), None) if basic_id != id => {
                Err(CredentialsError::TwoClients)
            }
            (Some((client_id, secret, as_sent)), _, None) => {
                Ok(Self::Basic { client_id, secret, as_sent })
            }
            (None, Some(client_id), Some(secret)) => Ok(Self::Post { client_id, secret }),
            (None, Some(client_id), None) => Ok(Self::None { client_id }),
            (None, None, Some(_)) => Err(CredentialsError::SecretAlone),
            (None, None, None) => Err(CredentialsError::Missing),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        match self {
            Self::None { client_id }
            | Self::Post { client_id, .. }
            | Self::Basic { client_id, .. } => client_id,
        }
    }

    /// Returns the secret of Basic credentials as it was sent, if decoding changed it.
    pub(crate) fn undecoded(&self) -> Option<&Secret> {
        match self {
            Self::Basic { secret, as_sent, .. } if secret != as_sent => Some(as_sent),
            _ => None,
        }
    }

    pub(crate) fn secret(&self) -> Option<&Secret> {
        match self {
            Self::None { .. } => None,
            Self::Post { secret, .. } | Self::Basic { secret, .. } => Some(secret),
        }
    }
}

fn read_basic(headers: &HeaderMap) -> Result<Option<(String, Secret, Secret)>, CredentialsError> {
    let basic = headers.get_all(AUTHORIZATION).iter().find_map(|value| {
        let (scheme, rest) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then(|| rest.trim().to_owned())
    });
    let Some(encoded) = basic else {
        return Ok(None);
    };
    let decoded = STANDARD.decode(encoded).map_err(|_| CredentialsError::BadBasic)?;
    let text = String::from_utf8(decoded).map_err(|_| CredentialsError::BadBasic)?;
    let (id, secret) = text.split_once(':').ok_or(CredentialsError::BadBasic)?;
    let decoded = Secret::from(form_decoded(secret).as_str());
    Ok(Some((form_decoded(id), decoded, Secret::from(secret))))
}

/// Decodes a half of Basic credentials: each is form-encoded before they are joined (RFC 6749 §2.3.1).
fn form_decoded(text: &str) -> String {
    form_urlencoded::parse(format!("x={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(authorization: Option<&str>, form: &str) -> Result<Credentials, CredentialsError> {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value.parse().unwrap());
        }
        Credentials::read(&headers, &Params::parse(form.as_bytes()))
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn each_method_is_recognised() {
        assert!(matches!(read(None, "client_id=a"), Ok(Credentials::None { .. })));
        assert!(matches!(read(None, "client_id=a&client_secret=b"), Ok(Credentials::Post { .. })));
        assert!(matches!(read(Some(&basic("a:b")), ""), Ok(Credentials::Basic { .. })));
        assert!(matches!(read(Some(&basic("a:b")), "client_id=a"), Ok(Credentials::Basic { .. })));
    }

    #[test]
    fn a_bearer_header_is_ignored() {
        assert!(matches!(
            read(Some("Bearer old"), "client_id=a&client_secret=b"),
            Ok(Credentials::Post { .. })
        ));
    }

    #[test]
    fn basic_credentials_are_form_decoded() {
        let credentials = read(Some(&basic("a%3Ab:p%26w+x%25")), "").unwrap();

        assert_eq!(credentials.client_id(), "a:b");
        assert_eq!(credentials.secret().unwrap().reveal(), "p&w x%");
    }

    #[test]
    fn contradictions_are_refused() {
        let cases = [
            (None, "", CredentialsError::Missing),
            (None, "client_secret=b", CredentialsError::SecretAlone),
            (Some(basic("a:b")), "client_id=a&client_secret=b", CredentialsError::Twice),
            (Some(basic("a:b")), "client_id=c", CredentialsError::TwoClients),
            (Some(basic("ab")), "", CredentialsError::BadBasic),
            (Some("Basic %%%".to_owned()), "", CredentialsError::BadBasic),
            (
                None,
                "client_id=a&client_id=a",
                CredentialsError::Repeated(RepeatedError("client_id")),
            ),
        ];
        for (header, form, mistake) in cases {
            assert_eq!(read(header.as_deref(), form).unwrap_err(), mistake, "{header:?} {form}");
        }
    }
}
