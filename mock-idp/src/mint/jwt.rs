//! JSON Web Tokens, RS256 (RFC 7515, RFC 7519), signed with a kept key pair and verified with a library.
//!
//! `jsonwebtoken` would build the key pair anew for each signature, which is most of a signature's
//! cost; `benches/` measures it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::environment::{KeyRing, SigningKey};

/// The header of a token, in the order in which it is written.
#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    kid: &'a str,
    typ: &'a str,
}

/// Signs `claims`, with the header that Scalekit's tokens have.
pub(crate) fn sign(key: &SigningKey, claims: &impl Serialize) -> String {
    sign_as(key, key.kid(), claims)
}

/// Signs `claims` under a `kid` that need not be the key's own.
pub(crate) fn sign_as(key: &SigningKey, kid: &str, claims: &impl Serialize) -> String {
    sign_typed(key, kid, "JWT", claims)
}

/// Signs `claims` in a token of another type than `JWT` (RFC 8725 §3.11).
pub(super) fn sign_typed(
    key: &SigningKey,
    kid: &str,
    typ: &str,
    claims: &impl Serialize,
) -> String {
    let message = unsigned(&Header { alg: "RS256", kid, typ }, claims);
    let signature = URL_SAFE_NO_PAD.encode(key.signature(message.as_bytes()));
    format!("{message}.{signature}")
}

/// Returns `header.claims`, which a signature covers.
pub(crate) fn unsigned(header: &impl Serialize, claims: &impl Serialize) -> String {
    format!("{}.{}", encoded(header), encoded(claims))
}

fn encoded(part: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).expect("headers and claims are plain data"))
}

/// The reason why a text is not a token of this environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VerifyError {
    #[error("it is not a signed JWT of the kind that was asked for")]
    Malformed,
    #[error("its header does not name one of this environment's keys")]
    UnknownKey,
    #[error("its signature is not by the key that its header names, or not RS256")]
    Signature,
}

/// Verifies the signature of a token, and reads its claims. Rules check the expiry and the audience.
pub(crate) fn verify<C: DeserializeOwned>(keys: &KeyRing, token: &str) -> Result<C, VerifyError> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| VerifyError::Malformed)?;
    let key = header.kid.and_then(|kid| keys.named(&kid)).ok_or(VerifyError::UnknownKey)?;
    let (n, e) = key.components();
    let key = DecodingKey::from_rsa_components(n, e).expect("a published key has components");
    let mut signature_only = Validation::new(Algorithm::RS256);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    match jsonwebtoken::decode(token, &key, &signature_only) {
        Ok(decoded) => Ok(decoded.claims),
        Err(error) => match error.kind() {
            jsonwebtoken::errors::ErrorKind::Json(_) => Err(VerifyError::Malformed),
            _ => Err(VerifyError::Signature),
        },
    }
}

/// Returns the claims of a text in the form of a token, without verifying anything.
pub(crate) fn unverified<C: DeserializeOwned>(token: &str) -> Option<C> {
    let claims = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_was_signed_is_read_again() {
        let ring = KeyRing::of(SigningKey::built_in());

        let token = sign(&ring.current(), &json!({ "sub": "usr_1" }));

        assert_eq!(verify::<Value>(&ring, &token).unwrap()["sub"], "usr_1");
    }

    #[test]
    fn the_same_claims_give_the_same_bytes() {
        let key = SigningKey::built_in();

        assert_eq!(sign(&key, &json!({ "sub": "usr_1" })), sign(&key, &json!({ "sub": "usr_1" })));
    }

    #[test]
    fn a_forged_token_is_not_ours() {
        let ring = KeyRing::of(SigningKey::built_in());
        let claims = json!({ "sub": "usr_1" });
        let stranger = SigningKey::unpublished();
        let good = sign(&ring.current(), &claims);
        let bent = format!("{}A", &good[..good.len() - 1]);

        let verified = |token: &str| verify::<Value>(&ring, token).unwrap_err();
        assert_eq!(verified(&sign(&stranger, &claims)), VerifyError::UnknownKey);
        assert_eq!(
            verified(&sign_as(&stranger, ring.current().kid(), &claims)),
            VerifyError::Signature
        );
        assert_eq!(verified(&bent), VerifyError::Signature);
        assert_eq!(verified("one.two"), VerifyError::Malformed);
        assert_eq!(verified(""), VerifyError::Malformed);
    }
}
