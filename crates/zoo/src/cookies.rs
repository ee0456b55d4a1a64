//! The cookies: set and cleared in one place, with the same attributes.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::app::App;
use crate::attempts::ATTEMPT_SECONDS;
use crate::{Defect, Unusual, random};

/// The name of the session cookie.
pub const SESSION: &str = "zoo_session";

/// What the names of the cookies begin with that bind an attempt to sign in to its browser.
pub const ATTEMPT: &str = "zoo_attempt_";

/// The name of the second cookie of forms.
pub(crate) const SECOND: &str = "zoo_second";

/// The name of the other cookie that names a session.
pub(crate) const SPARE: &str = "zoo_spare_session";

/// The name of the cookie that names a browser.
pub(crate) const DEVICE: &str = "zoo_device";

/// The name of the cookie that only the route gets which renews, and the path of that.
pub(crate) const REFRESH: &str = "zoo_refresh_token";
pub(crate) const REFRESH_PATH: &str = "/auth/refresh";

/// The seconds that a session cookie lives: half a day.
pub(crate) const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// The names of the cookies that only defects set, with their paths: a sign-out clears them too.
const OF_DEFECTS: [(&str, &str); 4] =
    [("zoo_person", "/"), ("refresh_token", "/"), ("zoo_id_token", "/"), ("zoo_tokens", "/")];

/// Returns the `Set-Cookie` of the session.
pub(crate) fn session(app: &App, id: &str, max_age: &str) -> String {
    let http_only = if app.has(Defect::SessionReadable) { "" } else { "; HttpOnly" };
    let same_site = if app.has(Defect::SessionWithoutSameSite) {
        ""
    } else if app.has(Defect::SessionStrict) {
        "; SameSite=Strict"
    } else {
        "; SameSite=Lax"
    };
    let value = if app.is(Unusual::CookieChanges) {
        format!("{id}.{}", random::secret())
    } else {
        id.to_owned()
    };
    format!("{SESSION}={value}; Path=/; Max-Age={max_age}{http_only}{same_site}{}", secure(app))
}

/// Returns the `Set-Cookie` of an attempt.
pub(crate) fn attempt(app: &App, name: &str, value: &str) -> String {
    let http_only = if app.has(Defect::AttemptCookieReadable) { "" } else { "; HttpOnly" };
    let day = 24 * 60 * 60;
    let seconds = if app.has(Defect::AttemptCookieLivesLong) { day } else { ATTEMPT_SECONDS };
    format!("{name}={value}; Path=/; Max-Age={seconds}{http_only}; SameSite=Lax{}", secure(app))
}

/// Returns the `Set-Cookie` of another cookie that scripts cannot read.
pub(crate) fn other(app: &App, name: &str, value: &str, path: &str) -> String {
    format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax{}", secure(app))
}

/// Returns the `Set-Cookie` that clears a cookie.
pub(crate) fn cleared(app: &App, name: &str, path: &str) -> String {
    format!("{name}=; Path={path}; Max-Age=0; HttpOnly; SameSite=Lax{}", secure(app))
}

/// Returns the lines that clear every cookie of a session and of attempts that the request brought.
pub(crate) fn all_cleared(app: &App, headers: &HeaderMap) -> Vec<String> {
    let mut lines = session_cleared(app, headers);
    let attempts = brought(headers).into_iter().filter(|(name, _)| name.starts_with(ATTEMPT));
    lines.extend(attempts.map(|(name, _)| cleared(app, &name, "/")));
    lines
}

/// Returns the lines that clear the cookies of a session that the request brought.
pub(crate) fn session_cleared(app: &App, headers: &HeaderMap) -> Vec<String> {
    let mut lines = Vec::new();
    if app.has(Defect::TwoSessionCookies) {
        lines.push(cleared(app, SESSION, "/auth"));
    }
    if app.has(Defect::HintCookieElsewhere) {
        lines.push(cleared(app, "zoo_hint", "/auth"));
    }
    if app.is(Unusual::RefreshCookieScoped) {
        lines.push(cleared(app, REFRESH, REFRESH_PATH));
    }
    for (name, _) in brought(headers) {
        if [SESSION, SECOND, SPARE].contains(&name.as_str()) {
            lines.push(cleared(app, &name, "/"));
        }
        let of_defects = OF_DEFECTS.iter().filter(|(other, _)| *other == name);
        lines.extend(of_defects.map(|(name, path)| cleared(app, name, path)));
    }
    lines
}

/// Returns the session id that a request brings.
pub(crate) fn session_id(app: &App, headers: &HeaderMap) -> Option<String> {
    let spare = || value(headers, SPARE).filter(|_| app.is(Unusual::SpareCookie));
    let value = value(headers, SESSION).or_else(spare)?;
    let id = if app.is(Unusual::CookieChanges) {
        value.split('.').next().unwrap_or_default().to_owned()
    } else {
        value
    };
    Some(id)
}

/// Returns the value of a cookie.
pub(crate) fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    brought(headers).into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

/// Returns the cookies of a request, in their order; what is not text is left out.
pub(crate) fn brought(headers: &HeaderMap) -> Vec<(String, String)> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

/// Returns the attribute of cookies that only https carries.
fn secure(app: &App) -> &'static str {
    if app.origin.starts_with("https:") { "; Secure" } else { "" }
}
