//! Forged tokens that a client must refuse, and unusual ones that it must accept.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::environment::SigningKey;
use crate::mint::{half_hash, sign, sign_as, unsigned};

/// A distance from the present time beyond any leeway, in seconds: ten minutes.
const BEYOND_LEEWAY: i64 = 600;

/// More roles than anybody has, so that an application that keeps them in a cookie exceeds the cookie's limit of 4
/// KB.
const MANY_ROLES: usize = 60;

/// A forgery of a token, or an unusual form of a valid one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// No `exp`.
    NoExpiry,
    /// In an access token's place: the claims of an ID token.
    IdTokenInstead,
    /// `aud` is a string and not an array. That is valid (RFC 7519 §4.1.3).
    StringAudience,
    /// In an access token: sixty roles. That is valid.
    SixtyRoles,
    /// In an access token: neither roles nor permissions. That is valid.
    NoRoles,
}

/// A kind of token that can be forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forgeable {
    IdToken,
    AccessToken,
    IdpInitiated,
}

impl Forgeable {
    /// Returns the kind's noun, with its article.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "an ID token",
            Self::AccessToken => "an access token",
            Self::IdpInitiated => "an idp_initiated_login token",
        }
    }
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
            Self::NoExpiry => "no expiry",
            Self::IdTokenInstead => "an ID token in its place",
            Self::StringAudience => "a text for an audience",
            Self::SixtyRoles => "sixty roles",
            Self::NoRoles => "no roles",
        })
    }
}

impl Forgery {
    /// The forgeries of ID tokens and access tokens alike, but for [`NoExpiry`](Self::NoExpiry), for tests that try them
    /// all.
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

    /// The unusual forms that are valid, and that a client must accept.
    pub const VALID: [Self; 3] = [Self::StringAudience, Self::SixtyRoles, Self::NoRoles];

    /// Returns whether a client must refuse the token.
    pub fn is_invalid(self) -> bool {
        !Self::VALID.contains(&self)
    }

    /// Returns whether a token of this kind can be forged like this.
    pub(super) fn fits(self, token: Forgeable) -> bool {
        match self {
            Self::IdTokenInstead | Self::SixtyRoles | Self::NoRoles => {
                token == Forgeable::AccessToken
            }
            Self::WrongAudience | Self::WrongNonce | Self::WrongAtHash | Self::StringAudience => {
                token != Forgeable::IdpInitiated
            }
            Self::WrongSignature
            | Self::UnknownKid
            | Self::AlgNone
            | Self::Hs256WithPublicKey
            | Self::WrongIssuer
            | Self::Expired
            | Self::FromTheFuture
            | Self::NoExpiry => true,
        }
    }

    /// Signs `claims`, forged or not.
    pub(super) fn sign(forgery: Option<Self>, key: &SigningKey, claims: &impl Serialize) -> String {
        match forgery {
            None => sign(key, claims),
            Some(forgery) => forgery.forge(key, claims),
        }
    }

    fn forge(self, key: &SigningKey, claims: &impl Serialize) -> String {
        let mut claims = serde_json::to_value(claims).expect("claims are plain data");
        self.change(&mut claims);
        let unpublished = SigningKey::unpublished();
        match self {
            Self::WrongSignature => sign_as(&unpublished, key.kid(), &claims),
            Self::UnknownKid => sign(&unpublished, &claims),
            Self::AlgNone => {
                format!("{}.", unsigned(&json!({ "alg": "none", "typ": "JWT" }), &claims))
            }
            Self::Hs256WithPublicKey => hs256(key, &claims),
            Self::IdTokenInstead => {
                let honest = sign(key, &claims);
                sign(key, &as_id_token(&claims, &honest))
            }
            _ => sign(key, &claims),
        }
    }

    fn change(self, claims: &mut Value) {
        match self {
            Self::WrongIssuer => claims["iss"] = "https://elsewhere.example".into(),
            Self::WrongAudience => {
                claims["aud"] = json!(["skc_999999999999999999"]);
                claims["client_id"] = "skc_999999999999999999".into();
            }
            Self::Expired => {
                shift(claims, &["iat", "nbf", "exp"], |claims| -(lifetime(claims) + BEYOND_LEEWAY));
            }
            Self::FromTheFuture => shift(claims, &["iat", "nbf", "exp"], |_| BEYOND_LEEWAY),
            Self::WrongNonce => claims["nonce"] = "another-sign-in".into(),
            Self::WrongAtHash => claims["at_hash"] = "77QmUPtjPfzWtF2AnpK9RQ".into(),
            Self::NoExpiry => remove(claims, &["exp"]),
            Self::StringAudience => claims["aud"] = claims["aud"][0].take(),
            Self::SixtyRoles => {
                let names = (1..=MANY_ROLES).map(|number| format!("role_{number}"));
                claims["roles"] = names.collect();
            }
            Self::NoRoles => remove(claims, &["roles", "permissions"]),
            Self::WrongSignature
            | Self::UnknownKid
            | Self::AlgNone
            | Self::Hs256WithPublicKey
            | Self::IdTokenInstead => {}
        }
    }
}

fn remove(claims: &mut Value, names: &[&str]) {
    if let Some(claims) = claims.as_object_mut() {
        claims.retain(|name, _| !names.contains(&name.as_str()));
    }
}

/// Returns the claims of the ID token that belongs to the access token with these claims (`docs/tokens.md#id-tokens`).
fn as_id_token(access: &Value, token: &str) -> Value {
    let mut claims = access.clone();
    let of_access = ["jti", "nbf", "scope", "scopes", "roles", "permissions", "xuid"];
    remove(&mut claims, &of_access);
    claims["azp"] = claims["client_id"].clone();
    claims["auth_time"] = claims["iat"].clone();
    claims["at_hash"] = half_hash(token).into();
    claims
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
    let message = unsigned(&json!({ "alg": "HS256", "kid": key.kid(), "typ": "JWT" }), claims);
    let (n, _) = key.components();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, n.as_bytes()), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}
