//! The verification of signed tokens, and what is read from them.

use aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::app::App;
use crate::idp::IdpError;
use crate::{Defect, random};

/// The seconds by which clocks may differ.
pub(crate) const LEEWAY: i64 = 30;

/// Who a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) sub: String,
    pub(crate) oid: String,
    pub(crate) sid: String,
    pub(crate) email: String,
    pub(crate) name: String,
}

/// What an access token says.
#[derive(Clone, Default)]
pub(crate) struct AccessClaims {
    pub(crate) oid: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    /// `None` if the token says nothing about roles.
    pub(crate) roles: Option<Vec<String>>,
}

/// What of a token is not looked at, by a defect.
#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one check, and any of them may be left out"
)]
struct Overlooked {
    signature: bool,
    unsigned: bool,
    issuer: bool,
    audience: bool,
    expiry: bool,
}

/// Verifies the ID token of a sign-in (OpenID Connect Core §3.1.3.7) and reads who signed in.
pub(crate) async fn identity(
    app: &App,
    token: &str,
    nonce: Option<&str>,
    access_token: &str,
) -> Result<Person, IdpError> {
    let unverified = app.has(Defect::IdTokenUnverified);
    let overlooked = Overlooked {
        signature: unverified,
        issuer: unverified || app.has(Defect::IdTokenIssuerUnchecked),
        audience: unverified || app.has(Defect::IdTokenAudienceUnchecked),
        expiry: unverified || app.has(Defect::IdTokenExpiryUnchecked),
        ..Overlooked::default()
    };
    let claims = verified(app, token, overlooked).await?;
    let is_same = |name: &str, value: &str| claims[name].as_str().is_none_or(|it| it == value);
    let has_nonce = nonce.is_none_or(|nonce| claims["nonce"] == nonce);
    ensure(has_nonce || unverified || app.has(Defect::NonceUnchecked), "the nonce is another")?;
    let is_ours = is_same("azp", &app.options.client_id);
    ensure(is_ours || overlooked.audience, "the authorized party is another")?;
    let is_of_access = is_same("at_hash", &random::half_hash(access_token));
    let is_overlooked = unverified || app.has(Defect::AtHashUnchecked);
    ensure(is_of_access || is_overlooked, "the at_hash is another")?;
    let person = person(&claims);
    ensure(!person.sub.is_empty() && !person.sid.is_empty(), "sub or sid is missing")?;
    Ok(person)
}

/// Verifies an access token (RFC 9068 §4) and reads what it allows.
pub(crate) async fn access(app: &App, token: &str) -> Result<AccessClaims, IdpError> {
    let overlooked = Overlooked {
        issuer: app.has(Defect::AccessIssuerUnchecked),
        audience: app.has(Defect::AccessAudienceUnchecked),
        unsigned: app.has(Defect::AlgorithmFromHeader),
        ..Overlooked::default()
    };
    let claims = verified(app, token, overlooked).await?;
    let is_ours = claims["client_id"] == app.options.client_id.as_str();
    ensure(is_ours || overlooked.audience, "it was issued to another client")?;
    ensure(claims["jti"].is_string() && claims["nonce"].is_null(), "it is no access token")?;
    let names = if app.has(Defect::ClaimsGuessed) { "https://zoo.example/roles" } else { "roles" };
    let roles = claims[names]
        .as_array()
        .map(|roles| roles.iter().filter_map(|role| role.as_str().map(str::to_owned)).collect());
    Ok(AccessClaims {
        oid: text(&claims, "oid"),
        iat: claims["iat"].as_i64().unwrap_or_default(),
        exp: claims["exp"].as_i64().unwrap_or_default(),
        roles,
    })
}

/// Verifies a `logout_token` (OpenID Connect Back-Channel Logout 1.0 §2.6) and returns its claims.
pub(crate) async fn logout(app: &App, token: &str) -> Result<Value, IdpError> {
    const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
    let overlooked = Overlooked {
        signature: app.has(Defect::LogoutTokenUnverified),
        audience: app.has(Defect::LogoutTokenOfOthers),
        ..Overlooked::default()
    };
    let claims = verified(app, token, overlooked).await?;
    ensure(claims["events"][EVENT].is_object(), "it is no logout token")?;
    let has_nonce = !claims["nonce"].is_null();
    ensure(!has_nonce || app.has(Defect::LogoutTokenWithNonce), "it has a nonce")?;
    ensure(claims["sid"].is_string() || claims["sub"].is_string(), "it names nobody")?;
    ensure(claims["jti"].is_string(), "it has no id")?;
    Ok(claims)
}

/// Verifies the token of a sign-in that a provider began and returns its claims.
pub(crate) async fn idp_initiated(app: &App, token: &str) -> Result<Value, IdpError> {
    // Scalekit gives it no audience.
    let signature = app.has(Defect::IdpInitiatedUnverified);
    let overlooked = Overlooked {
        signature,
        audience: true,
        expiry: signature,
        issuer: signature,
        ..Overlooked::default()
    };
    verified(app, token, overlooked).await
}

/// Verifies what all tokens have in common.
async fn verified(app: &App, token: &str, overlooked: Overlooked) -> Result<Value, IdpError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(untrusted("it has no signature"))?;
    let (header, payload) = signed.split_once('.').ok_or(untrusted("it has no claims"))?;
    let (header, claims) = (json(header)?, json(payload)?);
    let is_unsigned = overlooked.unsigned && header["alg"] == "none";
    if !overlooked.signature && !is_unsigned {
        ensure(header["alg"] == "RS256" && header["crit"].is_null(), "the algorithm is another")?;
        let kid = header["kid"].as_str().ok_or(untrusted("it names no key"))?;
        let key = app.keys.find(app, kid).await?.ok_or(untrusted("the key is unknown"))?;
        key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &decoded(signature)?)
            .map_err(|_| untrusted("the signature is wrong"))?;
    }
    let is_ours = claims["iss"] == app.options.environment_url.as_str();
    ensure(is_ours || overlooked.issuer, "the issuer is another")?;
    let is_for_us = is_audience(&claims["aud"], &app.options.client_id);
    ensure(is_for_us || overlooked.audience, "the audience is another")?;
    ensure(is_in_time(app, &claims) || overlooked.expiry, "it has expired or is not yet valid")?;
    Ok(claims)
}

/// Says whether an `aud` names a client (RFC 7519 §4.1.3: a text or a list of texts).
fn is_audience(aud: &Value, client: &str) -> bool {
    match aud {
        Value::Array(several) => several.iter().any(|one| one == client),
        one => one == client,
    }
}

fn is_in_time(app: &App, claims: &Value) -> bool {
    let leeway = if app.has(Defect::NoLeeway) {
        0
    } else if app.has(Defect::MuchLeeway) {
        60 * 60
    } else {
        LEEWAY
    };
    let now = app.now();
    let is_begun = |name: &str| claims[name].as_i64().is_none_or(|from| from <= now + leeway);
    let lives = claims["exp"].as_i64().is_some_and(|end| now < end + leeway);
    let is_issued = is_begun("iat") || app.has(Defect::IssueTimeUnchecked);
    lives && is_issued && (is_begun("nbf") || app.has(Defect::IssueTimeUnchecked))
}

fn person(claims: &Value) -> Person {
    let (email, name) = (text(claims, "email"), text(claims, "name"));
    Person {
        sub: text(claims, "sub"),
        oid: text(claims, "oid"),
        sid: text(claims, "sid"),
        name: if name.is_empty() { email.clone() } else { name },
        email,
    }
}

fn text(claims: &Value, name: &str) -> String {
    claims[name].as_str().unwrap_or_default().to_owned()
}

fn json(part: &str) -> Result<Value, IdpError> {
    serde_json::from_slice(&decoded(part)?).map_err(|_| untrusted("a part is not JSON"))
}

fn decoded(part: &str) -> Result<Vec<u8>, IdpError> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| untrusted("a part is not base64url"))
}

fn ensure(is_right: bool, why: &'static str) -> Result<(), IdpError> {
    if is_right { Ok(()) } else { Err(untrusted(why)) }
}

fn untrusted(why: &'static str) -> IdpError {
    IdpError::Untrusted(why)
}
