//! Who visits, and the guard of the pages that not everybody may see.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use crate::answer::{self, Failure};
use crate::app::App;
use crate::cookies::{self, SESSION_SECONDS};
use crate::idp::IdpError;
use crate::renewal::{self, Standing};
use crate::sessions::Session;
use crate::token::{AccessClaims, Person};
use crate::{Defect, Unusual, protection};

/// Who visits.
#[derive(Clone)]
pub(crate) struct Visitor(pub(crate) Option<Session>);

/// Finds out who visits, and renews their tokens where that is due.
pub(crate) async fn recognise(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let brought = cookies::session_id(&app, request.headers());
    let standing = standing(&app, brought.as_deref(), request.uri().path()).await;
    let (visitor, lines) = match standing {
        Ok(Standing::In(session, is_renewed)) => {
            let lines = rewritten(&app, &session, is_renewed);
            (Visitor(Some(personal(&app, request.headers(), *session))), lines)
        }
        Ok(Standing::Out) => {
            let is_over = brought.is_some_and(|id| app.sessions.get(&id).is_none());
            let clears = is_over && !app.has(Defect::GarbageCookieKept);
            let lines = clears.then(|| cookies::session_cleared(&app, request.headers()));
            (Visitor(None), lines.unwrap_or_default())
        }
        Ok(Standing::Crashed(why)) => return Failure::Crash(why).page(&app),
        Ok(Standing::Unreachable(why)) => return unreachable(&app, request.headers(), why),
        Err(failure) => return failure.page(&app),
    };
    request.extensions_mut().insert(visitor);
    answer::with_cookies(next.run(request).await, lines)
}

/// Lets nobody in who is not signed in: a script gets 401, a page is sent to sign in.
pub(crate) async fn guard(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_in = request.extensions().get::<Visitor>().is_some_and(|visitor| visitor.0.is_some());
    if is_in {
        return next.run(request).await;
    }
    let path = request.uri().path();
    if app.has(Defect::GuardDoesNotStop) && path.starts_with("/reports/") {
        request.extensions_mut().insert(Visitor(Some(nobody())));
        return next.run(request).await;
    }
    let is_script = path.starts_with("/api/") || protection::is_script(request.headers());
    if is_script && !app.has(Defect::ScriptsRedirected) {
        return answer::json(StatusCode::UNAUTHORIZED, &json!({ "error": "not_signed_in" }));
    }
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    let wanted = if request.method() == "GET" { wanted } else { "/" };
    let wanted: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    answer::see_other(&format!("/login?next={wanted}"))
}

async fn standing(app: &Arc<App>, id: Option<&str>, path: &str) -> Result<Standing, Failure> {
    let Some(id) = id else { return Ok(Standing::Out) };
    let found = renewal::current(app, id).await;
    if !matches!(found, Standing::Out) {
        return Ok(found);
    }
    if app.has(Defect::CallsLiveOn)
        && path.starts_with("/api/")
        && let Some(session) = renewal::cached(app, id)
    {
        return Ok(Standing::In(Box::new(session), false));
    }
    let was_known = app.sessions.ended_lately(app, id).is_some() || app.sessions.get(id).is_some();
    if app.has(Defect::GarbageCookieCrashes) && !was_known {
        return Err(Failure::Crash("unreadable cookie"));
    }
    if app.has(Defect::PresenceIsEnough) && !was_known {
        return Ok(Standing::In(Box::new(nobody()), false));
    }
    Ok(found)
}

/// Returns the lines that set cookies anew on a page.
fn rewritten(app: &App, session: &Session, is_renewed: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if app.is(Unusual::CookieChanges) {
        lines.push(cookies::session(app, &session.id, &SESSION_SECONDS.to_string()));
    }
    if is_renewed && app.has(Defect::MaxAgeNotANumber) {
        let seconds = session.expires_in.map(|seconds| seconds + SESSION_SECONDS);
        let seconds = seconds.map_or_else(|| "NaN".to_owned(), |seconds| seconds.to_string());
        lines.push(cookies::session(app, &session.id, &seconds));
    }
    lines
}

/// Returns the session with the person whose page is shown: its own, but for a defect.
fn personal(app: &App, headers: &HeaderMap, mut session: Session) -> Session {
    if app.has(Defect::PersonFromCookie)
        && let Some(sub) = cookies::value(headers, "zoo_person")
    {
        let unknown = || Person { sub: sub.clone(), ..Person::default() };
        session.person = app.accounts.person(&sub).unwrap_or_else(unknown);
    }
    session
}

fn unreachable(app: &App, headers: &HeaderMap, why: String) -> Response {
    if protection::is_script(headers) {
        return answer::json(StatusCode::SERVICE_UNAVAILABLE, &json!({ "error": "unavailable" }));
    }
    Failure::Idp(IdpError::Unavailable(why)).page(app)
}

/// Returns a session of nobody, with which a careless guard lets a handler run.
fn nobody() -> Session {
    Session {
        id: String::new(),
        person: Person::default(),
        access: AccessClaims::default(),
        access_token: String::new(),
        refresh_token: None,
        id_token: None,
        expires_in: None,
        csrf: String::new(),
        second: String::new(),
        renewals: 0,
    }
}
