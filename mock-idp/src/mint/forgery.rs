//! Tokens that a client must not believe, for the tests of clients. Faults live here, between claims
//! and signature, and never in the rules.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};

use super::SigningKey;
use super::jwt::{sign, sign_as, unsigned};

/// Far enough from now to be beyond any leeway, in seconds: ten minutes.
const BEYOND_LEEWAY: i64 = 600;

/// How the next token lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Forgery {
    /// The right `kid`, and a signature by a key that was never published.
    WrongSignature,
    /// A signature by an unpublished key, under that key's own `kid`.
    UnknownKid,
    /// `alg: none`, and no signature.
    AlgNone,
    /// HS256, keyed with the public key's modulus: the classic confusion of algorithms.
    Hs256WithPublicKey,
    /// Another issuer.
    WrongIssuer,
    /// Another client.
    WrongAudience,
    /// It expired ten minutes ago.
    Expired,
    /// It was issued ten minutes from now.
    FromTheFuture,
    /// Another `nonce`.
    WrongNonce,
    /// Another access token's `at_hash`.
    WrongAtHash,
}

impl fmt::Display for Forgery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongSignature => "signed by a stranger's key",
            Self::UnknownKid => "signed by an unpublished key",
            Self::AlgNone => "alg none, no signature",
            Self::Hs256WithPublicKey => "HS256 with the public key",
            Self::WrongIssuer => "another issuer",
            Self::WrongAudience => "another client",
            Self::Expired => "expired",
            Self::FromTheFuture => "from the future",
            Self::WrongNonce => "another nonce",
            Self::WrongAtHash => "another access token's at_hash",
        })
    }
}

impl Forgery {
    /// Every way to lie, for tests that try them all.
    pub const ALL: [Self; 10] = [
        Self::WrongSignature,
        Self::UnknownKid,
        Self::AlgNone,
        Self::Hs256WithPublicKey,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::Expired,
        Self::FromTheFuture,
        Self::WrongNonce,
        Self::WrongAtHash,
    ];

    /// Signs `claims` as this forgery would.
    pub(crate) fn sign(self, key: &SigningKey, claims: &impl Serialize) -> String {
        let mut claims = serde_json::to_value(claims).expect("claims are plain data");
        self.bend(&mut claims);
        let stranger = SigningKey::strangers();
        match self {
            Self::WrongSignature => sign_as(&stranger, key.kid(), &claims),
            Self::UnknownKid => sign(&stranger, &claims),
            Self::AlgNone => format!(
                "{}.",
                unsigned(&json!({ "alg": "none", "typ": "JWT" }), &claims)
            ),
            Self::Hs256WithPublicKey => hs256(key, &claims),
            _ => sign(key, &claims),
        }
    }

    fn bend(self, claims: &mut Value) {
        match self {
            Self::WrongIssuer => claims["iss"] = "https://elsewhere.example".into(),
            Self::WrongAudience => {
                claims["aud"] = json!(["skc_999999999999999999"]);
                claims["client_id"] = "skc_999999999999999999".into();
            }
            Self::Expired => shift(claims, &["iat", "nbf", "exp"], |claims| {
                -(lifetime(claims) + BEYOND_LEEWAY)
            }),
            Self::FromTheFuture => shift(claims, &["iat", "nbf", "exp"], |_| BEYOND_LEEWAY),
            Self::WrongNonce => claims["nonce"] = "another-sign-in".into(),
            Self::WrongAtHash => claims["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ".into(),
            Self::WrongSignature | Self::UnknownKid | Self::AlgNone | Self::Hs256WithPublicKey => {}
        }
    }
}

fn lifetime(claims: &Value) -> i64 {
    claims["exp"].as_i64().unwrap_or_default() - claims["iat"].as_i64().unwrap_or_default()
}

fn shift(claims: &mut Value, names: &[&str], by: impl FnOnce(&Value) -> i64) {
    let by = by(claims);
    for name in names {
        if let Some(time) = claims[name].as_i64() {
            claims[name] = (time + by).into();
        }
    }
}

fn hs256(key: &SigningKey, claims: &Value) -> String {
    let message = unsigned(
        &json!({ "alg": "HS256", "kid": key.kid(), "typ": "JWT" }),
        claims,
    );
    let (n, _) = key.components();
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, n.as_bytes()),
        message.as_bytes(),
    );
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}
