//! The callback: `error` first, then the state, then the code; what comes of it is a new session.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header::REFERRER_POLICY;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use url::form_urlencoded::byte_serialize;

use crate::answer::{self, Failure};
use crate::app::App;
use crate::attempts::Attempt;
use crate::cookies::{self, SESSION_SECONDS};
use crate::form::Fields;
use crate::idp::{self, IdpError, Tokens};
use crate::sessions::{self, Session};
use crate::{Defect, Unusual, pages, random, sign_in, token};

/// Finishes a sign-in.
pub(crate) async fn callback(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    if app.has(Defect::SecretsInLogs) {
        tracing::info!(query, "callback");
    }
    let fields = Fields::parse(&query);
    let mut lines = used_up(&app, &headers, &fields);
    let response = match finish(&app, &headers, &fields).await {
        Ok((session, next)) => {
            lines.extend(begun(&app, &session));
            welcome(&app, &session, &next)
        }
        Err(failure) => failed(&app, &failure),
    };
    let mut response = answer::with_cookies(response, lines);
    if !app.has(Defect::CallbackCached) {
        let policy = HeaderValue::from_static("no-referrer");
        response.headers_mut().insert(REFERRER_POLICY, policy);
    }
    response
}

async fn finish(
    app: &App,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<(Session, String), Failure> {
    let is_ours = fields.get("iss") == Some(app.options.environment_url.as_str());
    if app.is(Unusual::IssuerRequired) && !is_ours {
        return Err(Failure::NoAttempt);
    }
    let attempt = || taken(app, headers, fields);
    if fields.has("error") {
        // The attempt is over, too.
        drop(attempt());
        let description = fields.get("error_description").unwrap_or_default();
        return Err(Failure::Declined(description.to_owned()));
    }
    if app.has(Defect::StateAfterCode) {
        before_its_time(app, headers, fields).await;
    }
    let attempt = attempt().ok_or(Failure::NoAttempt)?;
    let Some(code) = fields.get("code") else {
        let is_crash = app.has(Defect::CodeMissingCrashes);
        return Err(if is_crash { Failure::Crash("code is undefined") } else { Failure::NoCode });
    };
    let tokens = idp::exchange(app, code, &attempt).await?;
    if app.has(Defect::SecretsInLogs) {
        tracing::info!(tokens.access_token, tokens.refresh_token, "exchanged");
    }
    log_secrets(app, &tokens, &attempt);
    let session = session(app, headers, tokens, &attempt).await?;
    if app.accounts.open(app, &session.person).await.is_err() {
        return Err(Failure::Crash("duplicate key value violates unique constraint"));
    }
    replace(app, headers, &session);
    app.log("signed in", &session.person.sub, &session.person.sid);
    Ok((session, attempt.next))
}

/// Writes one secret into the log, by a defect.
fn log_secrets(app: &App, tokens: &Tokens, attempt: &Attempt) {
    let log = |defect, secret: Option<&str>| {
        if app.has(defect) {
            tracing::info!(secret, "exchanged");
        }
    };
    log(Defect::RefreshTokenInLogs, tokens.refresh_token.as_deref());
    log(Defect::VerifierInLogs, attempt.verifier.as_deref());
    log(Defect::ClientSecretInLogs, Some(&app.options.client_secret));
}

/// Returns the attempt that the callback finishes, which nothing can finish again.
fn taken(app: &App, headers: &HeaderMap, fields: &Fields) -> Option<Attempt> {
    let state = match fields.get("state") {
        None if app.has(Defect::StateMissing) || app.has(Defect::StateUnchecked) => "",
        state => state?,
    };
    if app.has(Defect::StateUnchecked) {
        let bindings = bindings(headers);
        return bindings.iter().find_map(|binding| app.attempts.take(app, state, Some(binding)));
    }
    let binding = cookies::value(headers, &sign_in::cookie_name(app, state));
    app.attempts.take(app, state, binding.as_deref())
}

/// Exchanges the code before anybody looks at the state, by a defect.
async fn before_its_time(app: &App, headers: &HeaderMap, fields: &Fields) {
    let Some(attempt) = app.attempts.of_browser(&bindings(headers)) else { return };
    let is_right = fields.get("state").is_some_and(|state| state == attempt.state);
    if let Some(code) = fields.get("code").filter(|_| !is_right) {
        let _ = idp::exchange(app, code, &attempt).await;
    }
}

fn bindings(headers: &HeaderMap) -> Vec<String> {
    let cookies = cookies::brought(headers).into_iter();
    let attempts = cookies.filter(|(name, _)| name.starts_with(cookies::ATTEMPT));
    attempts.map(|(_, value)| value).collect()
}

/// Returns the session that the tokens are for, if they can be believed.
async fn session(
    app: &App,
    headers: &HeaderMap,
    tokens: Tokens,
    attempt: &Attempt,
) -> Result<Session, IdpError> {
    let id_token = tokens.id_token.ok_or(IdpError::Untrusted("there is no ID token"))?;
    let nonce = attempt.nonce.as_deref();
    let person = token::identity(app, &id_token, nonce, &tokens.access_token).await?;
    let access = token::access(app, &tokens.access_token).await?;
    Ok(Session {
        id: sessions::new_id(app, cookies::session_id(app, headers)),
        person,
        access,
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token,
        id_token: Some(id_token),
        expires_in: tokens.expires_in,
        csrf: random::secret(),
        second: random::secret(),
        renewals: 0,
    })
}

/// Stores the session in the place of the one that the browser had.
fn replace(app: &App, headers: &HeaderMap, session: &Session) {
    let before = cookies::session_id(app, headers);
    if let Some(before) = before.filter(|_| !app.has(Defect::SessionsStack)) {
        app.sessions.end(app, &before);
    }
    if app.is(Unusual::OneBrowser) {
        app.sessions.end_where(app, |other| other.person.sub == session.person.sub);
    }
    if !app.has(Defect::CallbackLosesSession) {
        app.sessions.insert(session.clone());
    }
}

/// Returns the lines that clear the cookie of the attempt.
fn used_up(app: &App, headers: &HeaderMap, fields: &Fields) -> Vec<String> {
    let name = sign_in::cookie_name(app, fields.get("state").unwrap_or_default());
    let is_brought = cookies::value(headers, &name).is_some();
    let clears = is_brought && !app.has(Defect::CallbackCountsAgain);
    clears.then(|| cookies::cleared(app, &name, "/")).into_iter().collect()
}

/// Returns the lines that set the cookies of a new session.
fn begun(app: &App, session: &Session) -> Vec<String> {
    let max_age = match session.expires_in {
        Some(seconds) if app.has(Defect::CookieDiesWithToken) => seconds,
        Some(seconds) if app.has(Defect::CookieEndsEarly) => seconds - 60,
        _ => SESSION_SECONDS,
    };
    let mut lines = vec![cookies::session(app, &session.id, &max_age.to_string())];
    if app.has(Defect::TwoSessionCookies) {
        lines.push(cookies::other(app, cookies::SESSION, &session.id, "/auth"));
    }
    if app.is(Unusual::StrictSecondCookie) {
        let (name, value) = (cookies::SECOND, &session.second);
        lines.push(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict"));
    }
    if app.is(Unusual::SpareCookie) {
        lines.push(cookies::other(app, cookies::SPARE, &session.id, "/"));
    }
    if app.is(Unusual::RefreshCookieScoped) {
        let value = random::secret();
        lines.push(cookies::other(app, cookies::REFRESH, &value, cookies::REFRESH_PATH));
    }
    if app.is(Unusual::DeviceCookie) {
        lines.push(cookies::other(app, cookies::DEVICE, &random::secret(), "/"));
    }
    lines.extend(of_defects(app, session));
    lines
}

/// Returns the lines of the cookies that only defects set.
fn of_defects(app: &App, session: &Session) -> Vec<String> {
    let mut lines = Vec::new();
    let id_token = session.id_token.as_deref().unwrap_or_default();
    let refresh_token = session.refresh_token.as_deref().unwrap_or_default();
    let mut other = |defect, name: &str, value: &str, path: &str| {
        if app.has(defect) {
            lines.push(cookies::other(app, name, value, path));
        }
    };
    other(Defect::PersonFromCookie, "zoo_person", &session.person.sub, "/");
    other(Defect::HintCookieElsewhere, "zoo_hint", &random::secret(), "/auth");
    other(Defect::RefreshCookieEverywhere, "refresh_token", refresh_token, "/");
    let tokens = format!(r#"{{"access_token":"{}"}}"#, session.access_token);
    other(Defect::TokensInCookie, "zoo_tokens", &BASE64_URL_SAFE_NO_PAD.encode(tokens), "/");
    other(Defect::CookieTooLong, "zoo_preferences", &"dark".repeat(1100), "/");
    other(Defect::LeavesReturnPath, "zoo_return_to", "/reports/7", "/");
    if app.has(Defect::TokenInReadableCookie) {
        lines.push(format!("zoo_id_token={id_token}; Path=/; SameSite=Lax"));
    }
    if app.has(Defect::NoneWithoutSecure) {
        lines.push("zoo_theme=dark; Path=/; HttpOnly; SameSite=None".to_owned());
    }
    lines
}

fn welcome(app: &App, session: &Session, next: &str) -> Response {
    if app.has(Defect::CallbackStays) {
        let body = format!("<p>Welcome, {}</p>", pages::escaped(&session.person.name));
        return Html(pages::document("Signed in", &body)).into_response();
    }
    if app.has(Defect::TokenInUrl) {
        let token: String = byte_serialize(session.access_token.as_bytes()).collect();
        let sign = if next.contains('?') { '&' } else { '?' };
        return answer::see_other(&format!("{next}{sign}access_token={token}"));
    }
    let next = if app.has(Defect::CallbackLosesSession) { "/dashboard" } else { next };
    answer::see_other(next)
}

fn failed(app: &App, failure: &Failure) -> Response {
    if let Failure::Idp(IdpError::Untrusted(why)) = failure {
        tracing::warn!(why, "sign-in refused");
    }
    match failure {
        Failure::Declined(_) if app.has(Defect::SignInLoops) => answer::see_other("/login"),
        Failure::NoAttempt if app.has(Defect::OneAttempt) => {
            (StatusCode::FORBIDDEN, "state mismatch").into_response()
        }
        Failure::Idp(IdpError::Unavailable(_)) if app.has(Defect::OutageCrashes) => {
            Failure::Crash("unexpected end of JSON input").page(app)
        }
        failure => failure.page(app),
    }
}
