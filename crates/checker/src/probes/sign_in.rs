//! The authorization request, and what leads to it: rows 9 to 25.

mod callback_counts_once;
mod deep_link_is_restored;
mod idp_initiated_is_verified;
mod initiate_login_url_works;
mod nonce_is_checked;
mod redirect_uri_is_registered;
mod requests;
mod return_path_stays_here;
mod selector_is_chosen_here;
mod sessions_do_not_stack;
mod state_is_this_browsers;
mod switch_selects_account;
mod two_tabs_sign_in;

use crate::Need;
use crate::Probe;

/// What those need that look whether somebody is signed in.
const A_PAGE: &[Need] = &[Need::Guarded];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([REDIRECT_URI_IS_REGISTERED], &[], redirect_uri_is_registered::run),
    probe!([SCOPES_ARE_RIGHT, STATE_IS_NEW, PROMPT_LOGIN_FOR_STEP_UP], &[], requests::run),
    probe!([STATE_IS_THIS_BROWSERS], A_PAGE, state_is_this_browsers::run),
    probe!([CALLBACK_COUNTS_ONCE], A_PAGE, callback_counts_once::run),
    probe!([TWO_TABS_SIGN_IN], A_PAGE, two_tabs_sign_in::run),
    probe!([NONCE_IS_NEW], A_PAGE, nonce_is_checked::run),
    probe!([SELECTOR_IS_CHOSEN_HERE], &[], selector_is_chosen_here::run),
    probe!([SWITCH_SELECTS_ACCOUNT], A_PAGE, switch_selects_account::run),
    probe!([RETURN_PATH_STAYS_HERE], A_PAGE, return_path_stays_here::run),
    probe!([DEEP_LINK_IS_RESTORED], A_PAGE, deep_link_is_restored::run),
    probe!([SESSIONS_DO_NOT_STACK], &[Need::Guarded, Need::SignOut], sessions_do_not_stack::run),
    probe!([IDP_INITIATED_IS_VERIFIED], A_PAGE, idp_initiated_is_verified::run),
    probe!([INITIATE_LOGIN_URL_WORKS], &[], initiate_login_url_works::run),
];
