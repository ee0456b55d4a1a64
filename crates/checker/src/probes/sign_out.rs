//! Signing out: rows 77 to 98.

mod clear_site_data_is_extra;
mod every_cookie_is_cleared;
mod forged;
mod form_action_allows_scalekit;
mod hint_stays_out_of_own_urls;
mod landing_page_waits;
mod logout_by_navigation;
mod logout_carries_hint;
mod logout_clears_leftovers;
mod logout_is_idempotent;
mod logout_promise_is_true;
mod logout_reaches_scalekit;
mod logout_state_is_new;
mod logout_survives_outage;
mod no_renewal_after_logout;
mod only_the_person_signs_out;
mod other_tabs_notice;
mod post_logout_uri_is_registered;
mod redirect_is_303;
mod refused_logout_is_visible;
mod refused_press;
mod request;
mod script_clears_after_success;
mod session_dies_on_the_server;

use user_agent::Hop;

use crate::Departure;
use crate::Need;
use crate::NotTried;
use crate::Probe;
use crate::Stage;

/// What those need that look whether somebody is out: somebody who is in, and a way out.
const A_WAY_OUT: &[Need] = &[Need::Guarded, Need::SignOut];

/// What those need that only look at what a press of the sign-out sends and sets.
const A_PRESS: &[Need] = &[Need::SignOut];

/// Whether a cookie goes along depends on the site of what begins a request, so the two have to be on two.
const A_PRESS_TO_ANOTHER_SITE: &[Need] = &[Need::SignOut, Need::TwoSites];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([LOGOUT_CARRIES_HINT], A_PRESS, logout_carries_hint::run),
    probe!([LOGOUT_REACHES_SCALEKIT], A_PRESS, logout_reaches_scalekit::run),
    probe!([LOGOUT_BY_NAVIGATION], A_PRESS_TO_ANOTHER_SITE, logout_by_navigation::run),
    probe!([REDIRECT_IS_303], A_PRESS_TO_ANOTHER_SITE, redirect_is_303::run),
    probe!([EVERY_COOKIE_IS_CLEARED], A_PRESS, every_cookie_is_cleared::run),
    probe!(
        [SESSION_DIES_ON_THE_SERVER, LOGOUT_COUNTS_AT_ONCE],
        A_WAY_OUT,
        session_dies_on_the_server::run,
    ),
    probe!([ONLY_THE_PERSON_SIGNS_OUT], A_WAY_OUT, only_the_person_signs_out::run),
    probe!([REFUSED_LOGOUT_IS_VISIBLE], A_WAY_OUT, refused_logout_is_visible::run),
    probe!([SCRIPT_CLEARS_AFTER_SUCCESS], A_WAY_OUT, script_clears_after_success::run),
    probe!([POST_LOGOUT_URI_IS_REGISTERED], A_PRESS, post_logout_uri_is_registered::run),
    probe!([LOGOUT_STATE_IS_NEW], A_PRESS, logout_state_is_new::run),
    probe!([LANDING_PAGE_WAITS], A_PRESS, landing_page_waits::run),
    probe!([LOGOUT_IS_IDEMPOTENT], A_PRESS, logout_is_idempotent::run),
    probe!([LOGOUT_SURVIVES_OUTAGE], A_WAY_OUT, logout_survives_outage::run),
    probe!([NO_RENEWAL_AFTER_LOGOUT], A_WAY_OUT, no_renewal_after_logout::run),
    probe!(
        [NO_RENEWAL_AFTER_LOGOUT],
        A_WAY_OUT,
        no_renewal_after_logout::race,
        living no_renewal_after_logout::LIFETIME
    ),
    probe!([LOGOUT_PROMISE_IS_TRUE], &[], logout_promise_is_true::run),
    probe!([HINT_STAYS_OUT_OF_OWN_URLS], A_PRESS, hint_stays_out_of_own_urls::run),
    probe!([FORM_ACTION_ALLOWS_SCALEKIT], A_PRESS, form_action_allows_scalekit::run),
    probe!([OTHER_TABS_NOTICE], A_WAY_OUT, other_tabs_notice::run),
    probe!([LOGOUT_CLEARS_LEFTOVERS], A_PRESS, logout_clears_leftovers::run),
    probe!([CLEAR_SITE_DATA_IS_EXTRA], A_PRESS, clear_site_data_is_extra::run),
];

/// Returns the request by which the browser itself reached `/oidc/logout`.
///
/// # Errors
///
/// [`NotTried`] if none did: what is to be seen of it cannot be seen.
fn logout<'d>(departure: &'d Departure, stage: &Stage) -> Result<&'d Hop, NotTried> {
    let hop = departure.hop_to(&stage.fake, "/oidc/logout");
    hop.ok_or_else(|| {
        NotTried::because(
            "the sign-out led the browser nowhere near /oidc/logout: see logout-reaches-scalekit",
        )
    })
}

/// Returns the value of a parameter of a request's address.
fn parameter(hop: &Hop, name: &str) -> Option<String> {
    hop.url().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
