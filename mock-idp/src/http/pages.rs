//! The structs of the pages' templates. They decide nothing.

use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

mod breaks;
mod code;
mod console;
mod ending;
mod exchange;
mod home;
mod journal;
mod lesson;
mod mailbox;
mod moment;
mod organization;
mod places;
mod portal;
mod sign_in;
#[cfg(test)]
mod tests;
mod theatre;
mod upstream;
mod verdict;
mod why;

pub(crate) use self::theatre::TheatrePage;
pub(crate) use code::CodePage;
pub(crate) use console::{
    Button, Buttons, ClockShown, ConsoleApplication, ConsolePage, ConsolePeople, ConsolePerson,
    DeliveryRow, Done, EndpointRow, FaultRow, Faults, Finding, JournalLine, Offer, OrganizationRow,
    SessionRow, Sessions, Webhooks, WorldRow,
};
pub(crate) use ending::{
    Detail, ErrorPage, JoinedPage, Link, Marked, SignedInPage, SignedOutPage, StalePage,
};
pub(crate) use exchange::{ExchangePage, ExchangeRow, ExchangesPage};
pub(crate) use home::{Application, HomePage};
pub(crate) use journal::{JournalPage, JournalRow};
pub(crate) use lesson::{Addresses, Drawings, Drawn, LessonOnPaper, LessonPage, LessonsPage};
pub(crate) use mailbox::{Letter, MailboxPage};
pub(crate) use moment::Moment;
pub(crate) use organization::{OrganizationChoice, OrganizationPage};
pub(crate) use portal::PortalPage;
pub(crate) use sign_in::{People, Person, SignInPage, SignUpPage};
pub(crate) use upstream::{DeparturePage, Destination, Fault, SocialButton, UpstreamPage};
pub(crate) use verdict::VerdictPage;
pub(crate) use why::{Seen, SeenFinding, SeenLogout, SeenRefusal, WhyPage};

/// The stylesheet of all pages.
const STYLE: &str = include_str!("../../templates/style.css");

/// The script of the journal's page.
const JOURNAL_SCRIPT: &str = include_str!("../../templates/journal.js");

/// The script of the pages that show what the environment is now.
const LIVE_SCRIPT: &str = include_str!("../../templates/live.js");

/// The style of the theatre's page.
static THEATRE_STYLE: LazyLock<String> = LazyLock::new(|| {
    format!("{}{}", ::theatre::STYLE, include_str!("../../templates/theatre.css"))
});

/// The script of the theatre's page.
const THEATRE_SCRIPT: &str = include_str!("../../templates/theatre.js");

/// The content security policy of pages, which may load their stylesheet and the icon in their head.
///
/// It has no `form-action`: Chromium applies that to the redirect that answers a form as well, and a finished sign-in
/// redirects to the application, which is another origin.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// The content security policy of a page that goes on by itself: its script may call this fake alone.
const LIVE_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// The content security policy of a page that loads nothing. Its style and its icon are in itself.
const WHOLE_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The content security policy of a page that applications may show in a frame.
pub(crate) const FRAMED_CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'",
);

/// Returns a page that is kept out of caches, frames and other origins' `Referer` fields.
///
/// The referrer policy is not `no-referrer`: under that, browsers send our own forms with `Origin: null` (Fetch
/// §3.1), and for browsers without Fetch Metadata `Origin` alone shows that a form is ours.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    under_policy(CONTENT_SECURITY_POLICY, status, rendered(template))
}

/// Returns a page with a script, kept in the same way.
pub(crate) fn live_page(status: StatusCode, template: &impl Template) -> Response {
    under_policy(LIVE_CONTENT_SECURITY_POLICY, status, rendered(template))
}

/// Returns a page that has its style in itself and loads nothing, kept in the same way.
pub(crate) fn whole_page(html: String) -> Response {
    under_policy(WHOLE_CONTENT_SECURITY_POLICY, StatusCode::OK, html)
}

fn rendered(template: &impl Template) -> String {
    template.render().expect("a template over owned strings always renders")
}

fn under_policy(policy: &'static str, status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (status, headers, Html(html)).into_response()
}

/// Answers `GET /assets/style.css`.
pub(crate) fn stylesheet() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

/// Answers `GET /assets/journal.js`.
pub(crate) fn journal_script() -> Response {
    asset("text/javascript; charset=utf-8", JOURNAL_SCRIPT)
}

/// Answers `GET /assets/live.js`.
pub(crate) fn live_script() -> Response {
    asset("text/javascript; charset=utf-8", LIVE_SCRIPT)
}

/// Answers `GET /assets/theatre.css`: the style of a scene, and of the page around it.
pub(crate) fn theatre_stylesheet() -> Response {
    asset("text/css; charset=utf-8", &THEATRE_STYLE)
}

/// Answers `GET /assets/theatre.js`.
pub(crate) fn theatre_script() -> Response {
    asset("text/javascript; charset=utf-8", THEATRE_SCRIPT)
}

/// Returns a file that pages load.
///
/// Browsers revalidate it with each page, which costs little on loopback, so that a rebuilt fake is never shown in an
/// old style.
fn asset(media_type: &'static str, content: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, content).into_response()
}
