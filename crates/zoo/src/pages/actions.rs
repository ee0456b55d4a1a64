//! What forms do, apart from the sign-out.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::Defect;
use crate::answer::{self, Failure};
use crate::app::App;
use crate::form::{Fields, Posted};
use crate::guard::Visitor;
use crate::sessions::Session;
use crate::{idp, protection};

/// Keeps a note of the person.
pub(crate) async fn add_note(State(app): State<Arc<App>>, form: Posted) -> Response {
    let Some(session) = form.ours_but_for(&app, Defect::FormsUnprotected) else {
        return Failure::NotFromHere.page(&app);
    };
    app.accounts.note(&app, &session.person, form.fields.get("note").unwrap_or_default());
    answer::see_other("/dashboard")
}

/// Ends one of the person's sessions.
pub(crate) async fn end_session(State(app): State<Arc<App>>, form: Posted) -> Response {
    match form.ours_but_for(&app, Defect::SessionEndUnprotected) {
        Some(session) => end(&app, &session, &form.fields).await,
        None => Failure::NotFromHere.page(&app),
    }
}

/// Ends a session at a GET, by a defect.
pub(crate) async fn end_session_by_get(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = Fields::parse(&query.unwrap_or_default());
    match visitor.filter(|_| app.has(Defect::SessionEndByGet)) {
        Some(session) => end(&app, &session, &query).await,
        None => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Renews the tokens, if that is due: the page keeps somebody signed in who reads for long.
pub(crate) async fn renew(State(app): State<Arc<App>>, form: Posted) -> Response {
    match form.ours_but_for(&app, Defect::RenewalUnprotected) {
        Some(session) => renewed(&app, &session, &form.headers),
        None => Failure::NotFromHere.page(&app),
    }
}

/// Renews the tokens at a GET, by a defect.
pub(crate) async fn renew_by_get(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    match visitor.filter(|_| app.has(Defect::RenewalByGet)) {
        Some(session) => renewed(&app, &session, &headers),
        None => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Answers a renewal: the guard has renewed what was due before it let the request in.
fn renewed(app: &App, session: &Session, headers: &HeaderMap) -> Response {
    if app.has(Defect::RenewalShowsToken) {
        return answer::json(StatusCode::OK, &json!({ "access_token": session.access_token }));
    }
    if protection::is_script(headers) {
        return StatusCode::NO_CONTENT.into_response();
    }
    answer::see_other("/dashboard")
}

async fn end(app: &App, session: &Session, fields: &Fields) -> Response {
    let sid = fields.get("session").unwrap_or_default();
    let is_own =
        |other: &Session| other.person.sid == sid && other.person.sub == session.person.sub;
    let is_any = app.has(Defect::EndsAnySession);
    if app.sessions.where_(is_own).is_empty() && !is_any {
        return Failure::NotFound.page(app);
    }
    app.sessions.end_where(app, |other| other.person.sid == sid && (is_any || is_own(other)));
    match idp::end_session(app, sid).await {
        Ok(()) => answer::see_other("/sessions"),
        Err(error) => Failure::Idp(error).page(app),
    }
}
