//! The pages.

mod actions;
mod calls;
pub(crate) mod scripted;
mod words;

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::REFERRER_POLICY;
use axum::response::{Html, IntoResponse as _, Response};
use serde_json::json;

pub(crate) use self::actions::{add_note, end_session, end_session_by_get, renew, renew_by_get};
pub(crate) use self::calls::{admin_call, me};
use self::words::words;
use crate::answer::{self, Failure};
use crate::app::{App, locked};
use crate::guard::Visitor;
use crate::sessions::Session;
use crate::{Defect, Unusual};

/// Shows the first page: to everybody, with their name to those who are signed in.
pub(crate) async fn home(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Html(welcome(&app)).into_response() };
    let heading = format!("{}, {}", words(&app).hello, session.person.name);
    Html(page(&app, &session, &heading, "<p>This is the zoo.</p>")).into_response()
}

/// Shows where people land after the logout. It begins nothing by itself.
pub(crate) async fn landing(State(app): State<Arc<App>>) -> Response {
    if app.has(Defect::LandingSignsIn) {
        let policy = [(REFERRER_POLICY, "no-referrer")];
        return (policy, answer::see_other("/login")).into_response();
    }
    let words = words(&app);
    let body = format!("<p>{}</p>{}", words.signed_out_here, sign_in_control(&app));
    Html(document(words.signed_out, &body)).into_response()
}

/// Shows a person's account, their notes, and the forms.
pub(crate) async fn dashboard(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.page(&app) };
    let notes = app.accounts.of(&app, &session.person).notes;
    let notes: Vec<String> = notes.iter().map(|note| escaped(note)).collect();
    let notes = notes.join("<li>");
    let person = &session.person;
    let body = format!(
        "<p>{} · {} · {}</p><ul><li>{notes}</ul>{}{}{}",
        escaped(&person.email),
        escaped(&person.sub),
        escaped(&session.access.oid),
        form(&session, "/notes", "<input name=\"note\" aria-label=\"Note\">", words(&app).note),
        form(
            &session,
            "/switch",
            "<input name=\"organization\" aria-label=\"Organization\">",
            words(&app).switch
        ),
        form(&session, "/auth/refresh", "", words(&app).stay),
    );
    Html(page(&app, &session, words(&app).dashboard, &body)).into_response()
}

/// Shows a report.
pub(crate) async fn report(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
    Path(number): Path<String>,
) -> Response {
    let (Some(session), Ok(number)) = (visitor, number.parse::<u32>()) else {
        return Failure::NotFound.page(&app);
    };
    let path = format!("/reports/{number}");
    let shared = locked(&app.pages).get(&path).cloned();
    if let Some(shared) = shared.filter(|_| app.has(Defect::PagesShared)) {
        return Html(shared).into_response();
    }
    let (name, email) = (escaped(&session.person.name), escaped(&session.person.email));
    let body = format!("<p>Report {number} for {name} ({email}): all animals are well.</p>");
    let page = page(&app, &session, &format!("Report {number}"), &body);
    if app.has(Defect::PagesShared) {
        locked(&app.pages).insert(path, page.clone());
    }
    Html(page).into_response()
}

/// Shows a person their sessions.
pub(crate) async fn sessions(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.page(&app) };
    let mut own = app.sessions.where_(|other| other.person.sub == session.person.sub);
    own.sort_by(|one, other| one.person.sid.cmp(&other.person.sid));
    let mut body = String::from("<ul>");
    for other in &own {
        let sid = escaped(&other.person.sid);
        let field = format!("<input type=\"hidden\" name=\"session\" value=\"{sid}\">");
        let end = form(&session, "/sessions/end", &field, words(&app).end);
        body = format!("{body}<li>{sid}{end}</li>");
    }
    let everywhere = form(&session, "/sessions/everywhere", "", words(&app).everywhere);
    let body = format!("{body}</ul>{everywhere}");
    Html(page(&app, &session, words(&app).sessions, &body)).into_response()
}

/// Shows the admins' page.
pub(crate) async fn admin(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.page(&app) };
    match is_admin(&app, &session) {
        Ok(true) => {
            let body =
                "<p>Here the animals are fed.</p><p><a href=\"/api/admin/people\">People</a></p>";
            Html(page(&app, &session, "Administration", body)).into_response()
        }
        Ok(false) if app.has(Defect::MissingRoleRedirects) => answer::see_other("/"),
        Ok(false) if app.has(Defect::MissingRoleIs401) => {
            (StatusCode::UNAUTHORIZED, Html(document("Not for you", ""))).into_response()
        }
        Ok(false) => Failure::Forbidden.page(&app),
        Err(failure) => failure.page(&app),
    }
}

/// Shows an organization: the person's own, whatever the URL says.
pub(crate) async fn organization(
    State(app): State<Arc<App>>,
    Extension(Visitor(visitor)): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Some(session) = visitor else { return Failure::NotFound.page(&app) };
    if id != session.access.oid && !app.has(Defect::TenantFromUrl) {
        return Failure::NotFound.page(&app);
    }
    let body = format!("<p>The animals of {}.</p>", escaped(&id));
    Html(page(&app, &session, "Organization", &body)).into_response()
}

/// Exports all that there is, which takes longer than anybody waits, or is not there.
pub(crate) async fn export(State(app): State<Arc<App>>) -> Response {
    if app.is(Unusual::ExportTakesLong) {
        std::future::pending::<()>().await;
    }
    Failure::NotFound.page(&app)
}

/// Returns the page with the question whether to sign out.
pub(crate) fn sign_out(app: &App, session: &Session) -> String {
    let words = words(app);
    let body = format!("<p>{}</p>{}", words.question, sign_out_form(app, session));
    document(words.sign_out, &body)
}

/// Says whether a person is an admin, by the roles of the access token.
fn is_admin(app: &App, session: &Session) -> Result<bool, Failure> {
    if app.has(Defect::RolesUnchecked) {
        return Ok(true);
    }
    let is_admin = match &session.access.roles {
        Some(roles) => roles.iter().any(|role| role == "admin"),
        None if app.has(Defect::NoRolesCrash) => {
            return Err(Failure::Crash("Cannot read properties of undefined (reading 'includes')"));
        }
        None => app.has(Defect::NoRolesAllow),
    };
    if app.has(Defect::AdminOnceAdminForever) {
        return Ok(app.accounts.remember_admin(app, &session.person, is_admin));
    }
    Ok(is_admin)
}

fn welcome(app: &App) -> String {
    let mut body = sign_in_control(app);
    if app.has(Defect::SecretInPage) {
        let settings = json!({ "clientSecret": app.options.client_secret });
        body = format!("{body}<script type=\"application/json\">{settings}</script>");
    }
    document(words(app).welcome, &body)
}

fn sign_in_control(app: &App) -> String {
    let name = words(app).sign_in;
    if app.has(Defect::SignInByScript) {
        return format!(
            "<button type=\"button\" onclick=\"fetch('/login', {{credentials: 'include'}})\">{name}</button>"
        );
    }
    let next = if app.has(Defect::InitiateLoginNeedsNext) { "?next=%2F" } else { "" };
    format!("<a href=\"/login{next}\">{name}</a>")
}

fn sign_out_form(app: &App, session: &Session) -> String {
    let name = words(app).sign_out;
    if app.has(Defect::LogoutByScript) {
        return scripted::fetching_button(session, name);
    }
    if scripted::signs_out(app) {
        return scripted::sign_out_button(app, session, name);
    }
    form(session, "/logout", "", name)
}

/// Returns a form with a button, and the session's token in it.
fn form(session: &Session, action: &str, fields: &str, button: &str) -> String {
    let csrf = escaped(&session.csrf);
    format!(
        "<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"csrf\" value=\"{csrf}\">\
         {fields}<button>{button}</button></form>"
    )
}

/// Returns a page for somebody who is signed in.
fn page(app: &App, session: &Session, heading: &str, body: &str) -> String {
    let words = words(app);
    let organization = escaped(&session.access.oid);
    let links = [
        ("/", words.home),
        ("/dashboard", words.dashboard),
        ("/reports/7", words.report),
        ("/sessions", words.sessions),
        ("/admin", words.admin),
    ];
    let links = links.map(|(to, name)| format!("<a href=\"{to}\">{name}</a>"));
    let nav = links.join(" ");
    let mut nav = format!("{nav} <a href=\"/orgs/{organization}\">{}</a>", words.organization);
    if app.is(Unusual::ExportTakesLong) {
        nav.push_str(" <a href=\"/export\">Export</a>");
    }
    let sign_out = if app.is(Unusual::SignOutInTwoSteps) {
        format!("<a href=\"/logout\">{}</a>", words.sign_out)
    } else {
        sign_out_form(app, session)
    };
    let token = if app.has(Defect::TokenInPage) {
        format!("<meta name=\"access-token\" content=\"{}\">", escaped(&session.access_token))
    } else {
        String::new()
    };
    document(heading, &format!("<nav>{nav}</nav>{token}{body}{sign_out}"))
}

/// Returns a document.
pub(crate) fn document(heading: &str, body: &str) -> String {
    let heading = escaped(heading);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{heading}</title></head>\
         <body><h1>{heading}</h1>{body}</body></html>"
    )
}

/// Returns a text as HTML shows it.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
