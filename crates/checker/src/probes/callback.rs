//! The callback, and the exchange of the code: rows 26 to 38.

mod callback_error_is_not_echoed;
mod callback_url_is_left;
mod callback_without_code;
mod code_is_used_once;
mod exchange_on_the_server;
mod first_sign_in_is_idempotent;
mod forms_are_protected;
mod id_token_is_verified;
mod person_from_verified_token;
mod person_is_sub;
mod session_id_is_new;
mod sign_in_does_not_loop;
mod state_before_code;

use std::time::UNIX_EPOCH;

use crate::clock;
use crate::{Need, Probe};

/// What those need that look whether somebody is signed in.
const A_PAGE: &[Need] = &[Need::Guarded];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([STATE_BEFORE_CODE], &[], state_before_code::run),
    probe!([CALLBACK_ERROR_IS_NOT_ECHOED], &[], callback_error_is_not_echoed::run),
    probe!([SIGN_IN_DOES_NOT_LOOP], &[], sign_in_does_not_loop::run),
    probe!([CALLBACK_WITHOUT_CODE], &[], callback_without_code::run),
    probe!([EXCHANGE_ON_THE_SERVER], &[], exchange_on_the_server::run),
    probe!([CODE_IS_USED_ONCE], &[], code_is_used_once::run),
    probe!([ID_TOKEN_IS_VERIFIED], A_PAGE, id_token_is_verified::run),
    probe!([PERSON_IS_SUB], A_PAGE, person_is_sub::run),
    probe!([PERSON_FROM_VERIFIED_TOKEN], A_PAGE, person_from_verified_token::run),
    probe!([SESSION_ID_IS_NEW], A_PAGE, session_id_is_new::run),
    probe!([CALLBACK_URL_IS_LEFT], &[], callback_url_is_left::run),
    probe!([CSRF_EXEMPTS_CALLBACK_ONLY], A_PAGE, forms_are_protected::run),
    probe!([FIRST_SIGN_IN_IS_IDEMPOTENT], &[], first_sign_in_is_idempotent::run),
];

/// Returns a word that no application has seen: a check may run again on one that runs still.
pub(super) fn unheard_of(word: &str) -> String {
    let moment = clock::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{word}-{}", moment.as_nanos())
}
