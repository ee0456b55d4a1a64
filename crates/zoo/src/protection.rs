//! The protection of forms: sent from a page of this application, with the token of the session.

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;

use crate::app::App;
use crate::form::Fields;
use crate::sessions::Session;
use crate::{Unusual, cookies, random};

/// Says whether a form came from a page of this application, and has the session's token.
pub(crate) fn is_ours(app: &App, session: &Session, headers: &HeaderMap, form: &Fields) -> bool {
    let header = headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
    let token = form.get("csrf").or(header);
    let has_token = token.is_some_and(|token| random::equal(token, &session.csrf));
    let second = cookies::value(headers, cookies::SECOND);
    let has_second = second.is_some_and(|value| random::equal(&value, &session.second));
    let needs_second = app.is(Unusual::StrictSecondCookie);
    is_from_here(app, headers) && has_token && (has_second || !needs_second)
}

/// Says whether a page of this application sent a request: by `Sec-Fetch-Site`, else by `Origin`; what has neither is no
/// browser's.
pub(crate) fn is_from_here(app: &App, headers: &HeaderMap) -> bool {
    match (site(headers), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin.to_str().is_ok_and(|origin| origin == app.origin),
        (None, None) => true,
    }
}

/// Returns `Sec-Fetch-Site`.
pub(crate) fn site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").and_then(|value| value.to_str().ok())
}

/// Says whether a script sent a request: it wants a status and no redirect.
pub(crate) fn is_script(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let mode = text("sec-fetch-mode").unwrap_or("navigate");
    let accept = text("accept").unwrap_or_default();
    let wants_json = accept.contains("application/json") && !accept.contains("text/html");
    mode != "navigate" || wants_json
}
