//! The sign-out: of this browser, and everywhere.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::REFERRER_POLICY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::json;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::answer::{self, Failure};
use crate::app::{App, LANDING};
use crate::form::{Fields, Posted};
use crate::idp;
use crate::sessions::Session;
use crate::{Defect, Unusual, cookies, pages, protection};

/// Answers a GET with a question. It changes nothing.
pub(crate) async fn question(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let id = cookies::session_id(&app, &headers);
    let Some(session) = id.and_then(|id| app.sessions.get(&id)) else {
        return answer::see_other(LANDING);
    };
    let query = Fields::parse(&query.unwrap_or_default());
    if app.has(Defect::GetSignsOut) {
        return leave(&app, &headers, &query, &session).await;
    }
    Html(pages::sign_out(&app, &session)).into_response()
}

/// Signs out who sent the form: here first, and then, by the browser, at Scalekit.
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: String,
) -> Response {
    let form = Fields::parse(&format!("{}&{body}", query.unwrap_or_default()));
    let id = cookies::session_id(&app, &headers);
    let living = id.as_deref().and_then(|id| app.sessions.get(id));
    if living.is_none() && app.has(Defect::SecondClickCrashes) {
        return Failure::Crash("session is null").page(&app);
    }
    if living.is_none() && app.has(Defect::SecondClickRefused) {
        return refused(&app);
    }
    // A second click finds what the first one did, and goes where that went.
    let ended = || app.sessions.ended_lately(&app, id.as_deref()?);
    let Some(session) = living.or_else(ended) else { return nobody(&app, &headers) };
    if !may_sign_out(&app, &session, &headers, &form) {
        return refused(&app);
    }
    leave(&app, &headers, &form, &session).await
}

/// Signs the person out on every device: here, and at Scalekit.
pub(crate) async fn everywhere(State(app): State<Arc<App>>, form: Posted) -> Response {
    let Some(session) = form.ours(&app) else { return refused(&app) };
    if app.has(Defect::EverywhereIsHere) {
        return leave(&app, &form.headers, &form.fields, &session).await;
    }
    app.sessions.end_where(&app, |other| other.person.sub == session.person.sub);
    let lines = cookies::all_cleared(&app, &form.headers);
    let response = match idp::end_all_sessions(&app, &session.person.sub).await {
        Ok(()) => answer::see_other(LANDING),
        Err(error) => Failure::Idp(error).page(&app),
    };
    app.log("signed out everywhere", &session.person.sub, &session.person.sid);
    answer::with_cookies(response, lines)
}

/// Passes the ID token through a URL of the application's own, by a defect; otherwise there is nothing here.
pub(crate) async fn detour(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Response {
    if !app.has(Defect::HintInOwnUrl) {
        return Failure::NotFound.page(&app);
    }
    let query = Fields::parse(&query.unwrap_or_default());
    answer::see_other(&logout_url(&app, query.get("id_token"), &query))
}

/// Signs out nobody: clears what the browser brought, and nothing else. If it brought a session that is not known, the one
/// at Scalekit may live.
fn nobody(app: &App, headers: &HeaderMap) -> Response {
    let lines = cookies::all_cleared(app, headers);
    let had_session = cookies::session_id(app, headers).is_some();
    let form = Fields::parse("");
    let to = if had_session && protection::is_from_here(app, headers) {
        logout_url(app, None, &form)
    } else {
        LANDING.to_owned()
    };
    answer::with_cookies(answer::see_other(&to), lines)
}

fn may_sign_out(app: &App, session: &Session, headers: &HeaderMap, form: &Fields) -> bool {
    let is_of_site = matches!(protection::site(headers), Some("same-origin" | "same-site"));
    app.has(Defect::SignOutUnprotected)
        || app.has(Defect::ScriptSignOutUnprotected)
        || (app.has(Defect::SignOutBySite) && is_of_site)
        || (app.has(Defect::SignOutByAnyToken) && form.has("csrf"))
        || protection::is_ours(app, session, headers, form)
}

fn refused(app: &App) -> Response {
    if app.has(Defect::RefusalLooksRight) {
        return answer::see_other(LANDING);
    }
    Failure::NotFromHere.page(app)
}

/// Ends a session here, and sends the browser to end the one at Scalekit.
async fn leave(app: &App, headers: &HeaderMap, form: &Fields, session: &Session) -> Response {
    let hint = session.id_token.clone();
    let refresh_token = session.refresh_token.as_deref().unwrap_or_default();
    if app.has(Defect::SignOutWaits)
        && let Err(error) = idp::revoke(app, refresh_token).await
    {
        return Failure::Idp(error).page(app);
    }
    if app.has(Defect::SignOutIsEverywhere) {
        let _ = idp::end_all_sessions(app, &session.person.sub).await;
    }
    if app.has(Defect::RevokesIdToken) {
        let _ = idp::revoke(app, hint.as_deref().unwrap_or_default()).await;
    }
    if !app.has(Defect::SessionLivesOn) {
        app.sessions.end(app, &session.id);
    }
    app.log("signed out", &session.person.sub, &session.person.sid);
    let to = logout_url(app, sent_hint(app, session).as_deref(), form);
    let mut response = sent_away(app, &to, hint.as_deref()).await;
    if app.has(Defect::ClearSiteDataOnly) {
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cookies\""));
    }
    if !app.has(Defect::LandingSignsIn) {
        response.headers_mut().insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    answer::with_cookies(response, left_behind(app, headers))
}

/// Returns the hint that is sent: the ID token of the sign-in, but for a defect.
fn sent_hint(app: &App, session: &Session) -> Option<String> {
    if app.has(Defect::HintMissing) || app.has(Defect::HintCookieElsewhere) {
        return None;
    }
    if app.has(Defect::AccessTokenAsHint) {
        return Some(session.access_token.clone());
    }
    if app.has(Defect::HintUndefined) {
        return Some("undefined".to_owned());
    }
    session.id_token.clone()
}

/// Returns Scalekit's logout URL.
fn logout_url(app: &App, hint: Option<&str>, form: &Fields) -> String {
    let is_elsewhere = app.has(Defect::LogoutElsewhere);
    let endpoint = app.endpoint(if is_elsewhere { "/end_session" } else { "/oidc/logout" });
    if app.has(Defect::BareLogout) {
        return endpoint;
    }
    let mut query = Serializer::new(String::new());
    if let Some(hint) = hint {
        query.append_pair("id_token_hint", hint);
    }
    if let Some(uri) = app.post_logout_uri(form) {
        query.append_pair("post_logout_redirect_uri", &uri);
    }
    if app.has(Defect::LogoutStateConstant) {
        query.append_pair("state", "signed-out");
    }
    format!("{endpoint}?{}", query.finish())
}

/// Returns the answer that sends the browser to Scalekit.
async fn sent_away(app: &App, to: &str, hint: Option<&str>) -> Response {
    if app.has(Defect::ServerCallsLogout) {
        let _ = app.http.get(to).send().await;
    }
    if app.has(Defect::ServerCallsLogout) || app.has(Defect::LocalOnly) {
        return answer::see_other(LANDING);
    }
    if app.has(Defect::LogoutByScript) || pages::scripted::signs_out(app) {
        return answer::json(StatusCode::OK, &json!({ "logout": to }));
    }
    if app.has(Defect::LogoutByImage) {
        let body =
            format!("<p>You are signed out.</p><img alt=\"\" src=\"{}\">", pages::escaped(to));
        return Html(pages::document("Signed out", &body)).into_response();
    }
    if app.has(Defect::HintInOwnUrl) {
        let hint: String = byte_serialize(hint.unwrap_or_default().as_bytes()).collect();
        return answer::see_other(&format!("/signing-out?id_token={hint}"));
    }
    let status = match () {
        () if app.has(Defect::RedirectIs307) => StatusCode::TEMPORARY_REDIRECT,
        () if app.has(Defect::RedirectIs308) => StatusCode::PERMANENT_REDIRECT,
        () if app.is(Unusual::RedirectIs302) => StatusCode::FOUND,
        () => StatusCode::SEE_OTHER,
    };
    answer::redirect(status, to)
}

/// Returns the lines that clear the browser's cookies.
fn left_behind(app: &App, headers: &HeaderMap) -> Vec<String> {
    let is_session = |line: &String| line.starts_with(cookies::SESSION);
    if app.is(Unusual::AttemptStays) {
        return cookies::session_cleared(app, headers);
    }
    let lines = cookies::all_cleared(app, headers);
    if app.has(Defect::CookieNotCleared) || app.has(Defect::ClearSiteDataOnly) {
        return lines.into_iter().filter(|line| !is_session(line)).collect();
    }
    if app.has(Defect::CookieClearedElsewhere) {
        let elsewhere = |line: String| line.replacen("Path=/;", "Path=/auth;", 1);
        let moved = |line| if is_session(&line) { elsewhere(line) } else { line };
        return lines.into_iter().map(moved).collect();
    }
    lines
}
