//! The messages of Scalekit's: back-channel logout and webhooks.

use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use scalekit::{
    Error, LogoutClaims, LogoutToken, MembershipChange, VerificationError, WebhookDelivery,
    WebhookEvent,
};
use tracing::Instrument as _;

use crate::audit;
use crate::auth::Auth;
use crate::memory::{MESSAGE_MEMORY, Memory};
use crate::store::StoreError;

/// The names of the two kinds of messages in the log.
const LOGOUT_TOKEN: &str = "logout token";
const WEBHOOK: &str = "webhook";

/// The longest time after its `exp` for which a client may be set to accept a token.
const LONGEST_LEEWAY: Duration = Duration::from_mins(5);

/// An answer: a status, and nothing that a cache may keep (Back-Channel Logout §2.8).
type Answer = (StatusCode, [(HeaderName, HeaderValue); 1]);

/// Serves `POST /auth/back-channel-logout` (OpenID Connect Back-Channel Logout 1.0 §2.5): 200 when the sessions are
/// over, 400 for a token that is not to be trusted, 503 if that cannot be found out or carried out now.
pub(super) async fn back_channel_logout(State(auth): State<Auth>, form: Bytes) -> Answer {
    // A task of its own, because the token counts as used from its verification on, and the sender may hang up.
    let work = tokio::spawn(async move { log_out(&auth, &form).await }.in_current_span());
    answer(work.await.expect("nothing but a panic ends it early, and a panic goes on here"))
}

async fn log_out(auth: &Auth, form: &[u8]) -> StatusCode {
    let client = auth.client();
    let verified = match LogoutToken::from_form(form) {
        Ok(token) => client.verify_logout_token(&token).await,
        Err(why) => Err(why.into()),
    };
    let logout = match verified {
        Ok(logout) => logout,
        Err(why) if why.is_transient() => return put_off(LOGOUT_TOKEN, &why),
        Err(why) => return refused(StatusCode::BAD_REQUEST, LOGOUT_TOKEN, &why),
    };
    match carry_out_logout(auth, &logout).await {
        Ok(true) => StatusCode::OK,
        Ok(false) => {
            let why = Error::from(VerificationError::Replayed);
            refused(StatusCode::BAD_REQUEST, LOGOUT_TOKEN, &why)
        }
        Err(why) => {
            // Should the same token come again, it is accepted.
            if let Err(why) = client.release_logout_token(&logout).await {
                audit::message_put_off(LOGOUT_TOKEN, &why);
            }
            put_off(LOGOUT_TOKEN, &why)
        }
    }
}

/// Ends what the token names; says whether no instance has done so before.
async fn carry_out_logout(auth: &Auth, logout: &LogoutClaims) -> Result<bool, StoreError> {
    let end = match (&logout.sid, &logout.sub) {
        (Some(sid), _) => Some(End::Session(sid)),
        (None, Some(sub)) => Some(End::SessionsOf(sub)),
        (None, None) => None,
    };
    let until = auth.now() + MESSAGE_MEMORY;
    let until = logout.exp.checked_add(LONGEST_LEEWAY).map_or(until, |end| end.max(until));
    carry_out(auth, Memory::LogoutToken(&logout.jti), until, LOGOUT_TOKEN, end).await
}

/// Serves `POST /webhooks/scalekit`: 200 when what the event says is done, or was done before, or is nothing; 401 for a
/// message that is not to be trusted, 503 if the store fails.
pub(super) async fn webhook(State(auth): State<Auth>, headers: HeaderMap, body: Bytes) -> Answer {
    let Some(secret) = &auth.0.webhook_secret else { return answer(StatusCode::NOT_FOUND) };
    let verified = auth.client().verify_webhook(secret, &headers, &body);
    let delivery = match verified {
        Ok(delivery) => delivery,
        Err(why) => return answer(refused(StatusCode::UNAUTHORIZED, WEBHOOK, &why)),
    };
    let event = match delivery.event() {
        Ok(event) => event,
        Err(why) => return answer(refused(StatusCode::BAD_REQUEST, WEBHOOK, &why)),
    };
    answer(match carry_out_event(&auth, &delivery, &event).await {
        Ok(_) => StatusCode::OK,
        Err(why) => put_off(WEBHOOK, &why),
    })
}

/// Ends the sessions that the event ends, unless that was done before. Only an end is remembered: nothing else has
/// anything to repeat.
///
/// Whoever leaves an organization is signed out of all, because which of the sessions are in that organization is
/// sealed; signing in again is one redirect then.
async fn carry_out_event(
    auth: &Auth,
    delivery: &WebhookDelivery,
    event: &WebhookEvent,
) -> Result<bool, StoreError> {
    let end = match event {
        WebhookEvent::UserLogout { session_id, .. } => End::Session(session_id),
        WebhookEvent::Membership { change: MembershipChange::Deleted, user_id, .. } => {
            End::SessionsOf(user_id)
        }
        _ => return Ok(false),
    };
    let until = auth.now() + MESSAGE_MEMORY;
    carry_out(auth, Memory::Webhook(&delivery.id), until, &delivery.event_type, Some(end)).await
}

/// What a message ends.
enum End<'a> {
    /// The sessions of a session at Scalekit, by its `sid`.
    Session(&'a str),
    /// All sessions of a person, by id.
    SessionsOf(&'a str),
}

/// Ends sessions, unless this message did so before, and says whether it was the first to be done with it.
///
/// The message is remembered after that. A failure, or a process that stops half-way, leaves it for the next attempt;
/// and if two instances get it at the same time, both end the same sessions, which is as good as one.
async fn carry_out(
    auth: &Auth,
    message: Memory<'_>,
    until: SystemTime,
    kind: &str,
    end: Option<End<'_>>,
) -> Result<bool, StoreError> {
    let store = &auth.0.store;
    if store.remembers(message).await? {
        return Ok(false);
    }
    match end {
        Some(End::Session(sid)) => {
            let ended = auth.end_sessions_of_sid(sid).await?;
            audit::ended_by_scalekit(kind, Some(sid), None, ended);
        }
        Some(End::SessionsOf(user)) => {
            let ended = auth.end_sessions_of_user(user).await?;
            audit::ended_by_scalekit(kind, None, Some(user), ended);
        }
        None => {}
    }
    store.remember(message, until).await
}

fn refused(status: StatusCode, kind: &str, why: &dyn std::fmt::Display) -> StatusCode {
    audit::message_refused(kind, why);
    status
}

fn put_off(kind: &str, why: &dyn std::fmt::Display) -> StatusCode {
    audit::message_put_off(kind, why);
    StatusCode::SERVICE_UNAVAILABLE
}

fn answer(status: StatusCode) -> Answer {
    (status, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))])
}
