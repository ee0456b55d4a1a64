//! Logs and robustness: rows 109 to 120.

mod deactivated_user_is_out;
mod errors_are_generic;
mod every_path_is_exercised;
mod issuer_is_configuration;
mod logs_carry_events;
mod logs_carry_no_secrets;
mod next_person_finds_no_trace;
mod one_session_system;
mod request_after_logout;
mod sign_in_starts_are_bounded;
mod sso_from_both_sides;
mod traces;
mod unreadable_cookie_is_cleared;

use crate::stage::LIFE;
use crate::{Need, Probe};

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([LOGS_CARRY_NO_SECRETS], &[Need::Guarded, Need::Process], logs_carry_no_secrets::run),
    probe!([LOGS_CARRY_EVENTS], &[], logs_carry_events::run),
    probe!([ERRORS_ARE_GENERIC], &[], errors_are_generic::run),
    probe!([EVERY_PATH_IS_EXERCISED], &[], every_path_is_exercised::run),
    probe!([REQUEST_AFTER_LOGOUT], &[], request_after_logout::run),
    probe!([SIGN_IN_STARTS_ARE_BOUNDED], &[Need::Thorough], sign_in_starts_are_bounded::run),
    probe!([ISSUER_IS_CONFIGURATION], &[Need::Guarded], issuer_is_configuration::run),
    probe!(
        [DEACTIVATED_USER_IS_OUT],
        &[Need::Guarded, Need::Thorough],
        deactivated_user_is_out::run,
        living LIFE
    ),
    probe!(
        [NEXT_PERSON_FINDS_NO_TRACE],
        &[Need::Guarded, Need::SignOut],
        next_person_finds_no_trace::run,
    ),
    probe!([UNREADABLE_COOKIE_IS_CLEARED], &[Need::Guarded], unreadable_cookie_is_cleared::run),
    probe!([ONE_SESSION_SYSTEM], &[], one_session_system::run),
    probe!([SSO_FROM_BOTH_SIDES], &[], sso_from_both_sides::run),
];
