//! `POST /auth/token` (RFC 6749 §3.2) and `POST /auth/revoke` (RFC 7009), for clients that keep the application's own
//! tokens themselves.
//!
//! The token is in the body, so that no browser sends it by itself: neither route takes a cookie or needs a CSRF token.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::form_urlencoded;

use crate::audit;
use crate::auth::Auth;
use crate::own_tokens::{
    AuthorizationCode, IssuedTokens, Issuer, Need, OwnRefreshToken, proof_of_verifier,
};
use crate::renewal::{PAUSE_AFTER_FAILURE, SessionError};
use crate::sign_out::end_at_scalekit;
use crate::store::StoreError;

/// The error codes of RFC 6749 §5.2, and that of §4.1.2.1 for an outage.
#[derive(Clone, Copy, Debug)]
enum TokenError {
    InvalidRequest(&'static str),
    InvalidGrant,
    UnsupportedGrantType,
    TemporarilyUnavailable,
    ServerError,
}

/// Answers a grant with new tokens.
pub(super) async fn issue(State(auth): State<Auth>, body: Bytes) -> Response {
    let issued = match &auth.0.own_tokens {
        Some(issuer) => granted(&auth, issuer, &body).await,
        None => return StatusCode::NOT_FOUND.into_response(),
    };
    match issued {
        Ok(issued) => Json(issued.to_json(&auth)).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn granted(auth: &Auth, issuer: &Issuer, body: &[u8]) -> Result<IssuedTokens, TokenError> {
    let form = Form::read(body)?;
    match form.required("grant_type")? {
        "refresh_token" => {
            let token = OwnRefreshToken::of(form.required("refresh_token")?);
            let token = token.ok_or(TokenError::InvalidGrant)?;
            Ok(issuer.renew(auth, &token, Need::Tokens).await?)
        }
        "authorization_code" => redeemed(auth, issuer, &form).await,
        _ => Err(TokenError::UnsupportedGrantType),
    }
}

/// Redeems the code of a native app, which shows the verifier of its challenge (RFC 7636 §4.5).
async fn redeemed(auth: &Auth, issuer: &Issuer, form: &Form) -> Result<IssuedTokens, TokenError> {
    let code = AuthorizationCode::of(form.required("code")?).ok_or(TokenError::InvalidGrant)?;
    let verifier = form.required("code_verifier")?;
    let proof = proof_of_verifier(verifier, form.required("redirect_uri")?);
    let proof = proof.ok_or(TokenError::InvalidGrant)?;
    issuer.redeem(auth, &code, &proof).await?.ok_or(TokenError::InvalidGrant)
}

/// Signs out the device that has this token, of either kind, and answers 200 whether or not there was such a device: its
/// tokens are revoked, its session ends, and the session at Scalekit with it.
pub(super) async fn revoke(State(auth): State<Auth>, body: Bytes) -> Response {
    let revoked = match &auth.0.own_tokens {
        Some(issuer) => revoked(&auth, issuer, &body).await,
        None => return StatusCode::NOT_FOUND.into_response(),
    };
    match revoked {
        Ok(()) => (StatusCode::OK, no_store()).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn revoked(auth: &Auth, issuer: &Issuer, body: &[u8]) -> Result<(), TokenError> {
    let form = Form::read(body)?;
    let text = form.required("token")?;
    let ended = match OwnRefreshToken::of(text) {
        Some(token) => auth.end_session(&token.into()).await?,
        None => issuer.end_session_of(auth, text).await?,
    };
    if let Some(session) = ended {
        audit::signed_out(Some(&session));
        end_at_scalekit(auth, None, &[session]).await;
    }
    Ok(())
}

/// The parameters of a form, each of which is there once (RFC 6749 §3.2).
struct Form(BTreeMap<String, String>);

impl Form {
    fn read(body: &[u8]) -> Result<Self, TokenError> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body).into_owned() {
            if parameters.insert(name, value).is_some() {
                return Err(TokenError::InvalidRequest("a parameter is there twice"));
            }
        }
        Ok(Self(parameters))
    }

    /// Returns a parameter. One without a value counts as missing.
    fn required(&self, name: &'static str) -> Result<&str, TokenError> {
        let value = self.0.get(name).map(String::as_str).filter(|value| !value.is_empty());
        value.ok_or(TokenError::InvalidRequest(match name {
            "grant_type" => "grant_type is missing",
            "refresh_token" => "refresh_token is missing",
            "code" => "code is missing",
            "code_verifier" => "code_verifier is missing",
            "redirect_uri" => "redirect_uri is missing",
            _ => "token is missing",
        }))
    }
}

impl From<SessionError> for TokenError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Anonymous => Self::InvalidGrant,
            SessionError::Unreachable(_) => Self::TemporarilyUnavailable,
            SessionError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the session store failed");
        match error {
            StoreError::Unavailable(_) => Self::TemporarilyUnavailable,
            _ => Self::ServerError,
        }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::InvalidRequest(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant", SIGN_IN_AGAIN),
            Self::UnsupportedGrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", GRANT_TYPES)
            }
            Self::TemporarilyUnavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", KEEP_THE_TOKEN)
            }
            Self::ServerError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", KEEP_THE_TOKEN)
            }
        };
        let body = Json(json!({ "error": error, "error_description": description }));
        let mut response = (status, no_store(), body).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, PAUSE_AFTER_FAILURE.as_secs().into());
        }
        response
    }
}

const SIGN_IN_AGAIN: &str = "the token is not valid, or no longer; sign in again";
const GRANT_TYPES: &str = "the grant types are authorization_code and refresh_token";
const KEEP_THE_TOKEN: &str = "the token is as valid as before; try again in a moment";

fn no_store() -> [(axum::http::HeaderName, HeaderValue); 1] {
    [(CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}
