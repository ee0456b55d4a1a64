//! The hosted pages, as a person sees them: view structs over the templates, and nothing that decides.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

mod code;
mod ending;
mod home;
mod mailbox;
mod organization;
mod portal;
mod sign_in;
#[cfg(test)]
mod tests;
mod upstream;

pub(crate) use code::CodePage;
pub(crate) use ending::{
    Detail, ErrorPage, JoinedPage, Link, SignedInPage, SignedOutPage, StalePage,
};
pub(crate) use home::{Application, HomePage};
pub(crate) use mailbox::{Letter, MailboxPage};
pub(crate) use organization::{OrganizationChoice, OrganizationPage};
pub(crate) use portal::PortalPage;
pub(crate) use sign_in::{People, Person, SignInPage, SignUpPage};
pub(crate) use upstream::{DeparturePage, Destination, Fault, SocialButton, UpstreamPage};

/// The one stylesheet of all pages.
const STYLE: &str = include_str!("../../templates/style.css");

/// What a page may load: its stylesheet, and the icon in its head.
///
/// There is no `form-action`, on purpose. Chromium applies it to the redirect that answers a form as
/// well, and a finished sign-in is answered with one to the application, which is another origin.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// The same for a page that applications show in a frame of theirs.
pub(crate) const FRAMED_CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'",
);

/// Returns a page, kept out of caches, frames and other origins' `Referer` headers.
///
/// It is not `no-referrer`: under that, browsers send our own forms with `Origin: null` (Fetch §3.1), and where
/// they send no Fetch Metadata `Origin` is all by which a form is known as ours.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    let html = template.render().expect("a template over owned strings always renders");
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (status, headers, Html(html)).into_response()
}

/// `GET /assets/style.css`
///
/// Browsers revalidate it with each page: from loopback that costs nothing, and a rebuilt fake
/// never wears yesterday's clothes.
pub(crate) fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, STYLE).into_response()
}
