//! The checks of a signed token: pure rules over claims, expectations and a time.

use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::claims::{AccessClaims, IdClaims};
use crate::error::VerificationError;
use crate::idp_initiated::IdpInitiatedClaims;
use crate::jwt::VerifiedJwt;
use crate::logout_token::LogoutClaims;
use crate::machine::MachineClaims;
use crate::tokens::AccessToken;
use crate::{numeric_date, secrets};

/// The default leeway: clocks that NTP adjusts differ by less. Scalekit's Java SDK has the same.
pub(crate) const LEEWAY: Duration = Duration::from_secs(30);

/// The longest leeway, the lifetime of an access token: a longer one would double that.
pub(crate) const LONGEST_LEEWAY: Duration = Duration::from_mins(5);

/// The member of `events` that makes a token a logout token (OpenID Connect Back-Channel Logout §2.4).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Longest `jti` of a logout token, in bytes, because it is remembered.
const LONGEST_JTI: usize = 255;

/// What this application expects of every token.
pub(crate) struct Expected {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) leeway: Duration,
}

/// The claims that every kind of token is judged by.
#[derive(Deserialize)]
struct Registered {
    iss: String,
    sub: Option<String>,
    #[serde(default)]
    aud: Audience,
    azp: Option<String>,
    client_id: Option<String>,
    jti: Option<String>,
    sid: Option<String>,
    oid: Option<String>,
    #[serde(with = "numeric_date")]
    exp: SystemTime,
    #[serde(with = "numeric_date")]
    iat: SystemTime,
    #[serde(default, deserialize_with = "numeric_date::optional")]
    nbf: Option<SystemTime>,
    nonce: Option<String>,
    at_hash: Option<String>,
    c_hash: Option<String>,
}

/// RFC 7519 §4.1.3: a text or a list of texts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Audience {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

impl Expected {
    /// Checks an ID token (OpenID Connect Core §3.1.3.7), except for what only the sign-in knows: see
    /// [`check_binding`].
    pub(crate) fn identity(
        &self,
        token: &VerifiedJwt,
        now: SystemTime,
    ) -> Result<IdClaims, VerificationError> {
        ensure(token.may_be("JWT"), VerificationError::WrongType)?;
        let claims: Registered = token.read()?;
        self.is_for_us(&claims)?;
        let only_us = claims.aud.names().len() == 1;
        let party = claims.azp.as_ref();
        ensure(party.map_or(only_us, |azp| *azp == self.client_id), VerificationError::WrongParty)?;
        self.is_in_time(&claims, now)?;
        token.read()
    }

    /// Checks an access token (RFC 9068 §4), with Scalekit's claims.
    ///
    /// Scalekit signs both kinds of token with the same keys, for the same audience, and calls
    /// both `JWT`. The difference is that an access token has a name of its own (`jti`),
    /// and that an ID token is tied to one sign-in (`nonce`, `at_hash`, `c_hash`).
    pub(crate) fn access(
        &self,
        token: &VerifiedJwt,
        now: SystemTime,
    ) -> Result<AccessClaims, VerificationError> {
        ensure(token.may_be("at+jwt"), VerificationError::WrongType)?;
        let claims: Registered = token.read()?;
        ensure(claims.jti.is_some(), VerificationError::NotAnAccessToken)?;
        ensure(!claims.is_of_a_sign_in(), VerificationError::NotAnAccessToken)?;
        self.is_for_us(&claims)?;
        let party = claims.client_id.as_ref();
        ensure(party.is_some_and(|id| *id == self.client_id), VerificationError::WrongParty)?;
        self.is_in_time(&claims, now)?;
        token.read()
    }

    /// Checks an access token of an organization's client (RFC 9068 §4): `audience` is the API that is
    /// called, if clients are made for one.
    ///
    /// Such a token speaks for the client itself, and for the organization that it belongs to. A
    /// person's has another `sub` than its `client_id`, an application's own has no `oid`.
    pub(crate) fn machine(
        &self,
        token: &VerifiedJwt,
        audience: Option<&str>,
        now: SystemTime,
    ) -> Result<MachineClaims, VerificationError> {
        ensure(token.may_be("at+jwt"), VerificationError::WrongType)?;
        let claims: Registered = token.read()?;
        let is_its_own = claims.sub.is_some() && claims.sub == claims.client_id;
        let is_a_machines = is_its_own && claims.oid.is_some() && claims.sid.is_none();
        ensure(is_a_machines && !claims.is_of_a_sign_in(), VerificationError::NotAMachineToken)?;
        ensure(claims.iss == self.issuer, VerificationError::WrongIssuer)?;
        let names = claims.aud.names();
        let is_for_the_api = match audience {
            Some(api) => names.iter().any(|name| name == api),
            None => names.is_empty(),
        };
        ensure(is_for_the_api, VerificationError::WrongAudience)?;
        self.is_in_time(&claims, now)?;
        token.read()
    }

    /// Checks the token of a sign-in that began at an identity provider. It has no `aud` in Scalekit's
    /// documentation; an `aud` that it has must name us.
    pub(crate) fn idp_initiated(
        &self,
        token: &VerifiedJwt,
        now: SystemTime,
    ) -> Result<IdpInitiatedClaims, VerificationError> {
        ensure(token.may_be("JWT"), VerificationError::WrongType)?;
        let claims: Registered = token.read()?;
        ensure(claims.iss == self.issuer, VerificationError::WrongIssuer)?;
        let names = claims.aud.names();
        let may_be_ours = names.is_empty() || names.contains(&self.client_id);
        ensure(may_be_ours, VerificationError::WrongAudience)?;
        self.is_in_time(&claims, now)?;
        token.read()
    }

    /// Checks a logout token (OpenID Connect Back-Channel Logout §2.6), except for its `jti`, which only a memory can
    /// judge.
    ///
    /// Its `typ` may be missing or `JWT`: the event and the missing `nonce` tell it from an ID token.
    pub(crate) fn logout(
        &self,
        token: &VerifiedJwt,
        now: SystemTime,
    ) -> Result<LogoutClaims, VerificationError> {
        ensure(token.may_be("logout+jwt"), VerificationError::WrongType)?;
        let all: Map<String, Value> = token.read()?;
        ensure(!all.contains_key("nonce"), VerificationError::NonceInLogoutToken)?;
        let event = all.get("events").and_then(|events| events.get(LOGOUT_EVENT));
        ensure(event.is_some_and(Value::is_object), VerificationError::NotALogoutToken)?;
        let claims: Registered = token.read()?;
        self.is_for_us(&claims)?;
        self.is_in_time(&claims, now)?;
        let names: Vec<&String> = [&claims.sub, &claims.sid].into_iter().flatten().collect();
        let names_someone = !names.is_empty() && names.iter().all(|name| !name.is_empty());
        ensure(names_someone, VerificationError::LogoutOfNobody)?;
        let jti = claims.jti.as_deref().unwrap_or_default();
        let why = "its `jti` is missing, empty or too long to be remembered";
        ensure((1..=LONGEST_JTI).contains(&jti.len()), VerificationError::Malformed(why))?;
        token.read()
    }

    fn is_for_us(&self, claims: &Registered) -> Result<(), VerificationError> {
        ensure(claims.iss == self.issuer, VerificationError::WrongIssuer)?;
        ensure(claims.aud.names().contains(&self.client_id), VerificationError::WrongAudience)
    }

    /// Checks `exp`, `iat` and `nbf`. The leeway is for clocks that differ, so it counts both ways.
    fn is_in_time(&self, claims: &Registered, now: SystemTime) -> Result<(), VerificationError> {
        if let Ok(ago) = now.duration_since(claims.exp)
            && ago >= self.leeway
        {
            return Err(VerificationError::Expired { ago });
        }
        for start in [Some(claims.iat), claims.nbf].into_iter().flatten() {
            if let Ok(by) = start.duration_since(now)
                && by > self.leeway
            {
                return Err(VerificationError::FromTheFuture { by });
            }
        }
        Ok(())
    }
}

impl Registered {
    /// Says whether the claims are tied to one sign-in, as an ID token's are.
    fn is_of_a_sign_in(&self) -> bool {
        self.nonce.is_some() || self.at_hash.is_some() || self.c_hash.is_some()
    }
}

/// Checks that an ID token belongs to this attempt and to the access token that came with it.
///
/// A refresh has no nonce to compare (OpenID Connect Core §12.2). The `at_hash` is optional in
/// the code flow (§3.1.3.6): Scalekit always sends it, and what is sent must be right.
pub(crate) fn check_binding(
    identity: &IdClaims,
    nonce: Option<&str>,
    access_token: &AccessToken,
    access: &AccessClaims,
) -> Result<(), VerificationError> {
    let sent = identity.nonce.as_deref().unwrap_or_default();
    let is_ours = nonce.is_none_or(|ours| secrets::same(ours, sent));
    ensure(is_ours, VerificationError::NonceMismatch)?;
    let hash = secrets::half_hash(access_token.secret());
    let is_its = identity.at_hash.as_ref().is_none_or(|sent| *sent == hash);
    ensure(is_its, VerificationError::AccessTokenMismatch)?;
    ensure(identity.sub == access.sub, VerificationError::SubjectMismatch)
}

fn ensure(truth: bool, otherwise: VerificationError) -> Result<(), VerificationError> {
    if truth { Ok(()) } else { Err(otherwise) }
}
