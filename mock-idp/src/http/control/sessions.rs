//! `/_mock/sessions`: who is signed in, and no longer.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Problem;
use super::query::Query;
use crate::environment::{Environment, SessionStatus};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::{self, ControlError};
use crate::rules::{Granted, Ruling};
use crate::wire::management::sessions::SessionDetails;

/// `GET /_mock/sessions`
pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let (user, status) = match asked(query) {
        Ok(asked) => asked,
        Err(problem) => return problem.noted(&idp),
    };
    let listed = idp.transact(|environment, _| {
        let sessions = control::sessions::list(environment, user.as_deref(), status)?;
        let details =
            sessions.into_iter().map(|session| SessionDetails::of(session, environment.now()));
        Ok(Granted::plainly(details.collect::<Vec<_>>()))
    });
    match listed {
        Ok(sessions) => (NO_STORE, Json(json!({ "sessions": sessions }))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

fn asked(query: Option<String>) -> Result<(Option<String>, Option<SessionStatus>), Problem> {
    let query = Query::read(query, &["user", "status"])?;
    let user = query.text("user")?.map(str::to_owned);
    Ok((user, query.text("status")?.map(status).transpose()?))
}

fn status(text: &str) -> Result<SessionStatus, Problem> {
    let all = SessionStatus::ALL;
    all.into_iter().find(|status| status.as_str() == text).ok_or_else(|| {
        let known = all.map(SessionStatus::as_str).join(", ");
        Problem::Malformed(format!("status is one of {known}"))
    })
}

/// `POST /_mock/sessions/{id}/revoke`
pub(super) async fn revoke(State(idp): State<Idp>, Path(id): Path<String>) -> Response {
    end(&idp, &id, control::revoke_session)
}

/// `POST /_mock/sessions/{id}/expire`
pub(super) async fn expire(State(idp): State<Idp>, Path(id): Path<String>) -> Response {
    end(&idp, &id, control::sessions::expire)
}

/// Ends a session in one of the two ways, and tells what it is then.
fn end(idp: &Idp, id: &str, rule: fn(&Environment, &str) -> Ruling<(), ControlError>) -> Response {
    let ended = idp.transact(|environment, _| rule(environment, id));
    let told = ended.and_then(|()| {
        idp.read(|environment| {
            let session = control::session(environment, id)?;
            Ok(SessionDetails::of(session, environment.now()))
        })
    });
    match told {
        Ok(session) => (NO_STORE, Json(session)).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

/// `POST /_mock/users/{user}/sessions/revoke`
pub(super) async fn revoke_all(State(idp): State<Idp>, Path(user): Path<String>) -> Response {
    match idp.transact(|environment, _| control::revoke_sessions(environment, &user)) {
        Ok(revoked) => (NO_STORE, Json(json!({ "revoked": revoked }))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}
