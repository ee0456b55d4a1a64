//! `/_mock/sessions`: who is signed in, and no longer.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::query::Query;
use super::{Nothing, OptionalBody, Problem};
use crate::environment::{Environment, Session, SessionStatus};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::{self, ControlError};
use crate::rules::management::page::PageRequest;
use crate::rules::management::session_details;
use crate::rules::{Granted, Ruling};

/// `GET /_mock/sessions`
pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let Wanted { user, status, page } = match wanted(query) {
        Ok(wanted) => wanted,
        Err(problem) => return problem.noted(&idp),
    };
    // Only taken out under the lock: it is a page that is written, and others want to be answered meanwhile.
    let listed = idp.transact(|desk| {
        let page = control::sessions::page(desk.env, user.as_deref(), status, &page)?;
        Ok(Granted::plainly((page.map(Session::clone), desk.env.now())))
    });
    match listed {
        Ok((page, now)) => {
            let page = page.map(|session| session_details(&session, now));
            (NO_STORE, Json(page.named("sessions"))).into_response()
        }
        Err(why) => Problem::from(why).into_response(),
    }
}

/// Which sessions are to be listed.
struct Wanted {
    user: Option<String>,
    status: Option<SessionStatus>,
    page: PageRequest,
}

fn wanted(query: Option<String>) -> Result<Wanted, Problem> {
    let query = Query::read(query, &["user", "status", "limit", "page_token"])?;
    Ok(Wanted {
        user: query.text("user")?.map(str::to_owned),
        status: query.text("status")?.map(status).transpose()?,
        page: query.page("sessions", &["user", "status"])?,
    })
}

fn status(text: &str) -> Result<SessionStatus, Problem> {
    let all = SessionStatus::ALL;
    all.into_iter().find(|status| status.as_str() == text).ok_or_else(|| {
        let known = all.map(SessionStatus::as_str).join(", ");
        Problem::Malformed(format!("status is one of {known}"))
    })
}

/// `POST /_mock/sessions/{id}/revoke`
pub(super) async fn revoke(
    State(idp): State<Idp>,
    Path(id): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Response {
    end(&idp, &id, control::revoke_session)
}

/// `POST /_mock/sessions/{id}/expire`
pub(super) async fn expire(
    State(idp): State<Idp>,
    Path(id): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Response {
    end(&idp, &id, control::sessions::expire)
}

/// Ends a session in one of the two ways, and tells what it is then.
fn end(idp: &Idp, id: &str, rule: fn(&Environment, &str) -> Ruling<(), ControlError>) -> Response {
    let ended = idp.transact(|desk| rule(desk.env, id));
    let told = ended.and_then(|()| {
        idp.read(|environment| {
            let session = control::find::session(environment, id)?;
            Ok(session_details(session, environment.now()))
        })
    });
    match told {
        Ok(session) => (NO_STORE, Json(session)).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

/// `POST /_mock/users/{user}/sessions/revoke`
pub(super) async fn revoke_all(
    State(idp): State<Idp>,
    Path(user): Path<String>,
    OptionalBody(Nothing {}): OptionalBody<Nothing>,
) -> Response {
    match idp.transact(|desk| control::revoke_sessions(desk.env, &user)) {
        Ok(revoked) => (NO_STORE, Json(json!({ "revoked": revoked }))).into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}
