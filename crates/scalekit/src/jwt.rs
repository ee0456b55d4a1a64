//! A signed token (RFC 7515), before and after its signature is verified.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::error::VerificationError;

/// An RSA public key; its bits are counted when it is used, and fewer than 2048 are refused.
pub(crate) type PublicKey = RsaPublicKeyComponents<Vec<u8>>;

/// A token that anyone may have written. It says which key to try, and nothing else.
pub(crate) struct UnverifiedJwt<'t> {
    header: Header,
    signed: &'t str,
    claims: Vec<u8>,
    signature: Vec<u8>,
}

/// `jku`, `jwk` and `x5u` are not here: a token does not get to say where its key comes from.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

impl<'t> UnverifiedJwt<'t> {
    /// Takes a token apart. What no key could make good is refused here, before one is looked for.
    pub(crate) fn parse(token: &'t str) -> Result<UnverifiedJwt<'t>, VerificationError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(NOT_THREE_PARTS)?;
        let (header, claims) = signed.split_once('.').ok_or(NOT_THREE_PARTS)?;
        let header: Header = serde_json::from_slice(&decode(header)?)
            .map_err(|_| VerificationError::Malformed("its header is not JSON with an `alg`"))?;
        if header.alg != "RS256" {
            return Err(VerificationError::AlgorithmNotAllowed);
        }
        if header.crit.is_some() {
            return Err(VerificationError::CriticalExtension);
        }
        if header.kid.is_none() {
            return Err(VerificationError::KeyIdMissing);
        }
        Ok(Self { header, signed, claims: decode(claims)?, signature: decode(signature)? })
    }

    /// Returns the name of the key that is said to have signed.
    pub(crate) fn kid(&self) -> &str {
        self.header.kid.as_deref().unwrap_or_default()
    }

    /// Verifies the signature with the key.
    pub(crate) fn verify(self, key: &PublicKey) -> Result<VerifiedJwt, VerificationError> {
        key.verify(&RSA_PKCS1_2048_8192_SHA256, self.signed.as_bytes(), &self.signature)
            .map_err(|_| VerificationError::WrongSignature)?;
        Ok(VerifiedJwt { typ: self.header.typ, claims: self.claims })
    }
}

/// A token whose signature is verified. Its claims are for [`verify`](crate::verify) to judge.
pub(crate) struct VerifiedJwt {
    typ: Option<String>,
    claims: Vec<u8>,
}

impl VerifiedJwt {
    /// Says whether the token may be of this type; most say only that they are a `JWT`, or nothing.
    pub(crate) fn may_be(&self, typ: &str) -> bool {
        let said = self.typ.as_deref().unwrap_or("JWT");
        // RFC 7515 §4.1.9: `application/` may be left out, and case does not matter.
        let said = said.strip_prefix("application/").unwrap_or(said);
        said.eq_ignore_ascii_case("JWT") || said.eq_ignore_ascii_case(typ)
    }

    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T, VerificationError> {
        serde_json::from_slice(&self.claims)
            .map_err(|_| VerificationError::Malformed("a claim is missing or of the wrong type"))
    }
}

const NOT_THREE_PARTS: VerificationError =
    VerificationError::Malformed("it does not have three parts");

fn decode(part: &str) -> Result<Vec<u8>, VerificationError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| VerificationError::Malformed("a part is not base64url"))
}
