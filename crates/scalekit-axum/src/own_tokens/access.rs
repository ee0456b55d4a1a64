//! Access tokens: the claims, the signature, and the checks.

use std::time::{Duration, SystemTime};

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use scalekit::AccessClaims;
use serde::{Deserialize, Serialize};
use serde_json::{from_value, json};

use crate::csrf::CsrfToken;
use crate::keys::Keys;
use crate::secrets;
use crate::session::Session;

/// The purpose of the key that signs.
const SIGNATURE: &str = "scalekit-axum access token";

/// The type in the header (RFC 9068 §2.1), by which no other JWT of the application is taken for an access token.
const TYPE: &str = "at+jwt";

/// The claims of an access token (RFC 9068 §2.2), and what the pages of its session need.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct OwnClaims {
    /// The application's own origin, which is also the audience and the client.
    iss: String,
    aud: String,
    client_id: String,
    pub(crate) sub: String,
    oid: Option<String>,
    /// The session at Scalekit.
    sid: Option<String>,
    jti: String,
    /// The session here: the key of its record, which opens nothing.
    pub(crate) session: String,
    /// The user's version when the token was issued.
    pub(crate) auth_version: u64,
    roles: Vec<String>,
    permissions: Vec<String>,
    scope: String,
    name: Option<String>,
    email: Option<String>,
    csrf: CsrfToken,
    /// When the session ends at the latest.
    session_ends_at: u64,
    iat: u64,
    exp: u64,
}

/// The times, the version and the name of a new token.
pub(crate) struct Issue {
    pub(crate) jti: String,
    pub(crate) session: String,
    pub(crate) auth_version: u64,
    pub(crate) now: SystemTime,
    pub(crate) lifetime: Duration,
}

impl OwnClaims {
    /// Makes the claims for a session, and for what Scalekit says that its person may do.
    pub(crate) fn of(origin: &str, session: &Session, access: &AccessClaims, issue: Issue) -> Self {
        let expires_at = (issue.now + issue.lifetime).min(access.exp).min(session.ends_at);
        Self {
            iss: origin.to_owned(),
            aud: origin.to_owned(),
            client_id: origin.to_owned(),
            sub: access.sub.clone(),
            oid: access.oid.clone(),
            sid: session.identity.sid.clone(),
            jti: issue.jti,
            session: issue.session,
            auth_version: issue.auth_version,
            roles: access.roles.clone(),
            permissions: access.permissions.clone(),
            scope: access.scopes.join(" "),
            name: session.identity.name.clone(),
            email: session.identity.email.clone(),
            csrf: session.csrf.clone(),
            session_ends_at: seconds(session.ends_at),
            iat: seconds(issue.now),
            exp: seconds(expires_at),
        }
    }

    /// Signs the claims with the first of the keys.
    pub(crate) fn signed(&self, keys: &Keys) -> String {
        let key = secrets::derived_key(keys.sealing(), SIGNATURE);
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(kid(&key)),
            ..Header::new(Algorithm::HS256)
        };
        encode(&header, self, &EncodingKey::from_secret(&key))
            .expect("claims are JSON, and any octets a key")
    }

    /// Returns the claims of a token of this origin's that is valid now, by one of the keys.
    ///
    /// The algorithm is not the token's to choose, and neither is the type.
    pub(crate) fn verified(
        token: &str,
        keys: &Keys,
        origin: &str,
        now: SystemTime,
    ) -> Option<Self> {
        let header = decode_header(token).ok()?;
        if header.alg != Algorithm::HS256 || header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let mut keys = keys.opening().map(|key| secrets::derived_key(key, SIGNATURE));
        let key = keys.find(|key| header.kid.as_deref() == Some(&kid(key)))?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[origin]);
        validation.set_audience(&[origin]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Judged below, by the application's clock.
        validation.validate_exp = false;
        let claims: Self = decode(token, &DecodingKey::from_secret(&key), &validation).ok()?.claims;
        (seconds(now) < claims.exp).then_some(claims)
    }

    /// Returns the name of the claim that takes the most room.
    pub(crate) fn largest(&self) -> &'static str {
        let list = |texts: &[String]| texts.iter().map(|text| text.len() + 3).sum::<usize>();
        let sizes = [
            ("permissions", list(&self.permissions)),
            ("roles", list(&self.roles)),
            ("scope", self.scope.len()),
            ("name", self.name.as_ref().map_or(0, String::len)),
            ("email", self.email.as_ref().map_or(0, String::len)),
        ];
        sizes.into_iter().max_by_key(|(_, octets)| *octets).map_or("", |(claim, _)| claim)
    }

    /// Returns when the token ends.
    pub(crate) fn expires_at(&self) -> SystemTime {
        time(self.exp)
    }

    /// Returns the session and the claims that a guard shows: the token in them is the application's own, and those of
    /// Scalekit's stay in the store.
    pub(crate) fn shown(&self, token: &str) -> (Session, AccessClaims) {
        let access = json!({
            "sub": self.sub, "oid": self.oid, "sid": self.sid, "client_id": self.client_id, "jti": self.jti,
            "roles": self.roles, "permissions": self.permissions, "scope": self.scope,
            "iat": self.iat, "exp": self.exp,
        });
        let identity = json!({
            "sub": self.sub, "oid": self.oid, "sid": self.sid, "name": self.name, "email": self.email,
            "iat": self.iat, "exp": self.exp,
        });
        let tokens =
            json!({ "access_token": token, "access_claims": access, "expires_at": self.exp });
        let session = Session {
            identity: from_value(identity).expect("the claims of an ID token"),
            tokens: from_value(tokens).expect("a token and its claims"),
            csrf: self.csrf.clone(),
            renewals: 0,
            renewed_at: None,
            ends_at: time(self.session_ends_at),
            version: 0,
            is_in_store: false,
            callback: [0; 32],
        };
        let access = session.tokens.access_claims.clone();
        (session, access)
    }
}

/// Returns the name of a key: a part of its hash.
fn kid(key: &[u8; 32]) -> String {
    secrets::hash_of_octets(key)[..12].to_owned()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn time(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH
        .checked_add(Duration::from_secs(seconds))
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
