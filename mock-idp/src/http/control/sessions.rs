//! `/_mock/sessions`: sessions, and ways to end them.

use std::borrow::Cow;

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::body::{Nothing, OptionalBody};
use super::operation::Operation;
use super::parameter::{LIMIT, PAGE_TOKEN, Parameter};
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::{NextPage, Reply};
use crate::environment::{Environment, Session, SessionStatus};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::control::{self, ControlError};
use crate::rules::management::page::PageRequest;
use crate::rules::management::session_details;
use crate::rules::{Granted, Ruling};
use crate::wire::management::sessions::{DeviceDetails, SessionDetails};

const USER: Parameter = Parameter::text("user", "Those of this user, by e-mail or id.");
const STATUS: Parameter = Parameter::one_of("status", statuses, "Those of which this has become.");
const QUERY: [Parameter; 4] = [USER, STATUS, LIMIT.parameter(), PAGE_TOKEN];

const ID: Parameter = Parameter::text("id", "A session, `ses_…`.");
const WHOSE: Parameter = Parameter::text("user", "By e-mail or id.");

const AS_IT_IS_NOW: &str = "The session as it is now; one that was over before is as it was.";
const NO_SUCH_SESSION: &str = "There is no such session; the answer lists those that exist.";
const NO_SUCH_USER: &str = "There is no such user; the answer lists those that exist.";

pub(super) fn operations() -> [Operation; 4] {
    [
        Operation::get("/sessions", "listSessions", "Every session that there ever was", list)
            .parameters(&QUERY)
            .replies("The sessions, the newest first.")
            .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters.")
            .refuses(StatusCode::NOT_FOUND, NO_SUCH_USER),
        Operation::post(
            "/sessions/{id}/revoke",
            "revokeSession",
            "End a session, as an administrator would",
            revoke,
        )
        .parameters(&[ID])
        .replies(AS_IT_IS_NOW)
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_SESSION),
        Operation::post(
            "/sessions/{id}/expire",
            "expireSession",
            "Let a session run out before its time",
            expire,
        )
        .parameters(&[ID])
        .replies(AS_IT_IS_NOW)
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_SESSION),
        Operation::post(
            "/users/{user}/sessions/revoke",
            "revokeSessionsOfUser",
            "End every session of a user",
            revoke_all,
        )
        .parameters(&[WHOSE])
        .replies("How many there were.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_USER),
    ]
}

/// A page of the sessions.
#[derive(Debug, Serialize, JsonSchema)]
struct Sessions {
    sessions: Vec<SessionView>,
    #[serde(flatten)]
    next: NextPage,
}

/// A session, as the management API shows it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct SessionView(SessionDetails);

#[derive(Debug, Serialize, JsonSchema)]
struct RevokedSessions {
    revoked: usize,
}

async fn list(
    Here(idp): Here,
    RawQuery(query): RawQuery,
) -> Result<Reply<Sessions>, JournalledError> {
    let ListQuery { user, status, page } = list_query(query).map_err(|error| error.noted(&idp))?;
    // Only the page is taken under the lock, and written after it: other requests wait for the lock.
    let (page, now) = idp
        .transact(|desk| {
            let page = control::sessions::page(desk.env, user.as_deref(), status, &page)?;
            Ok(Granted::plainly((page.map(Session::clone), desk.env.now())))
        })
        .map_err(|error: ControlError| JournalledError::by_rule(error))?;
    let (sessions, next) = NextPage::after(page.map(|session| SessionView::new(&session, now)));
    Ok(Reply(Sessions { sessions, next }))
}

/// The sessions that a list selects.
struct ListQuery {
    user: Option<String>,
    status: Option<SessionStatus>,
    page: PageRequest,
}

fn list_query(query: Option<String>) -> Result<ListQuery, ApiError> {
    let query = Query::read(query, &QUERY)?;
    Ok(ListQuery {
        user: query.text(&USER)?.map(str::to_owned),
        status: query.text(&STATUS)?.map(status).transpose()?,
        page: query.page("sessions", &[USER, STATUS])?,
    })
}

fn status(text: &str) -> Result<SessionStatus, ApiError> {
    let all = SessionStatus::ALL;
    all.into_iter()
        .find(|status| status.as_str() == text)
        .ok_or_else(|| ApiError::Malformed(format!("status is one of {}", statuses().join(", "))))
}

/// Returns the words for the status of a session.
fn statuses() -> Vec<&'static str> {
    SessionStatus::ALL.map(SessionStatus::as_str).to_vec()
}

async fn revoke(
    Here(idp): Here,
    Path(id): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Result<Reply<SessionView>, JournalledError> {
    end(&idp, &id, control::revoke_session)
}

async fn expire(
    Here(idp): Here,
    Path(id): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Result<Reply<SessionView>, JournalledError> {
    end(&idp, &id, control::sessions::expire)
}

/// Ends a session by `rule`, and returns the ended session.
fn end(
    idp: &Idp,
    id: &str,
    rule: fn(&Environment, &str) -> Ruling<(), ControlError>,
) -> Result<Reply<SessionView>, JournalledError> {
    idp.transact(|desk| rule(desk.env, id)).map_err(JournalledError::by_rule)?;
    let session = idp.read(|environment| {
        control::find::session(environment, id)
            .map(|session| SessionView::new(session, environment.now()))
    });
    session.map(Reply).map_err(JournalledError::by_rule)
}

async fn revoke_all(
    Here(idp): Here,
    Path(user): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Result<Reply<RevokedSessions>, JournalledError> {
    idp.transact(|desk| control::revoke_sessions(desk.env, &user))
        .map(|revoked| Reply(RevokedSessions { revoked }))
        .map_err(JournalledError::by_rule)
}

impl SessionView {
    fn new(session: &Session, now: Timestamp) -> Self {
        Self(session_details(session, now))
    }
}

impl JsonSchema for SessionView {
    fn schema_name() -> Cow<'static, str> {
        "Session".into()
    }

    /// Returns the schema of the message, with two facts that its declaration lacks: the members that every session
    /// has, and the words of the status.
    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut schema = SessionDetails::json_schema(schemas);
        let mut set = |name: &str, member: Schema| {
            schema.pointer_mut("/properties").expect("an object has properties")[name] =
                member.into();
        };
        for name in ["created_at", "updated_at", "last_active_at", "absolute_expires_at"] {
            set(name, schemas.subschema_for::<Timestamp>());
        }
        set("status", schemas.subschema_for::<SessionStatus>());
        set("device", schemas.subschema_for::<DeviceDetails>());
        schema.insert("description".into(), "A session, as the management API shows it.".into());
        schema
    }
}
