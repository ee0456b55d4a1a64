//! Cookies, and where tokens are kept: rows 39 to 51.
//!
//! Rows 48 to 50 show after a renewal: `renewal/after_expiry.rs` decides them.

mod cookie_fits;
mod cookie_reaches_its_routes;
mod cookie_tokens_are_encrypted;
mod instances_share_sessions;
mod one_cookie_a_name;
mod refresh_cookie_is_scoped;
mod same_site_is_lax;
mod same_site_none_needs_secure;
mod session_cookie_attributes;
mod tokens_hidden_from_scripts;

use user_agent::{Cookie, Jar};

use crate::stage::{TokenKind, readings, token_in};
use crate::{Need, Probe, Stage};

/// What those need that look whether somebody is signed in.
const SOMEBODY: &[Need] = &[Need::Guarded];

/// What those need that look at what the sign-in sets: no page has to show who is signed in.
const COOKIES: &[Need] = &[];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([SESSION_COOKIE_ATTRIBUTES], SOMEBODY, session_cookie_attributes::run),
    probe!([SAME_SITE_IS_LAX], &[Need::Guarded, Need::TwoSites], same_site_is_lax::run),
    probe!([SAME_SITE_NONE_NEEDS_SECURE], COOKIES, same_site_none_needs_secure::run),
    probe!([COOKIE_REACHES_ITS_ROUTES], &[Need::SignOut], cookie_reaches_its_routes::run),
    probe!([REFRESH_COOKIE_IS_SCOPED], COOKIES, refresh_cookie_is_scoped::run),
    probe!([TOKENS_HIDDEN_FROM_SCRIPTS], COOKIES, tokens_hidden_from_scripts::run),
    probe!([COOKIE_TOKENS_ARE_ENCRYPTED], COOKIES, cookie_tokens_are_encrypted::run),
    probe!([COOKIE_FITS], COOKIES, cookie_fits::run),
    probe!(
        [INSTANCES_SHARE_SESSIONS],
        &[Need::Guarded, Need::SignOut, Need::Instances],
        instances_share_sessions::run
    ),
    probe!([ONE_COOKIE_A_NAME], COOKIES, one_cookie_a_name::run),
];

/// Returns the cookies of the application.
fn own<'j>(stage: &'j Stage, jar: &'j Jar) -> impl Iterator<Item = &'j Cookie> {
    let host = stage.subject.app.host_str().unwrap_or_default();
    let is_sent_there = move |cookie: &&Cookie| {
        cookie.domain == host || (!cookie.host_only && host.ends_with(&cookie.domain))
    };
    jar.cookies().iter().filter(is_sent_there).filter(|cookie| !stage.fake.owns(cookie))
}

/// Returns the kind of token that whoever has a cookie can read in it.
fn token_of(stage: &Stage, cookie: &Cookie) -> Option<TokenKind> {
    let issuer = stage.fake.environment();
    readings(&cookie.value).iter().find_map(|text| token_in(issuer, text))
}

/// Writes a cookie as evidence: its name and attributes, no value.
fn shown(cookie: &Cookie) -> String {
    format!("cookie {cookie:?}")
}
