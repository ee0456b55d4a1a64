//! Several devices, applications and messages: rows 99 to 108.

mod csrf_exempts_webhook_only;
mod each_app_cleans_up;
mod logout_event_by_session_id;
mod logout_token_is_verified;
mod messages;
mod own_sessions_only;
mod remote_logout_is_noticed;
mod session_forms;
mod session_routes_are_post;
mod sign_out_everywhere;
mod webhook_is_verified;

use crate::stage::LIFE;
use crate::{Need, Probe};

const A_WAY_OUT: &[Need] = &[Need::Guarded, Need::SignOut];

const A_TOKENS_LIFE: &[Need] = &[Need::Guarded, Need::Thorough];

const A_WEBHOOK: &[Need] = &[Need::Guarded, Need::Webhook];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([SIGN_OUT_EVERYWHERE], A_WAY_OUT, sign_out_everywhere::run),
    probe!([OWN_SESSIONS_ONLY], &[Need::Guarded], own_sessions_only::run),
    probe!([SESSION_ROUTES_ARE_POST], &[Need::Guarded], session_routes_are_post::run),
    probe!([REMOTE_LOGOUT_IS_NOTICED], A_TOKENS_LIFE, remote_logout_is_noticed::run, living LIFE),
    probe!(
        [LOGOUT_TOKEN_IS_VERIFIED, SESSION_KEEPS_SID],
        &[Need::Guarded, Need::BackChannel],
        logout_token_is_verified::run,
    ),
    probe!([EACH_APP_CLEANS_UP], A_TOKENS_LIFE, each_app_cleans_up::run, living LIFE),
    probe!([WEBHOOK_IS_VERIFIED], A_WEBHOOK, webhook_is_verified::run),
    probe!([CSRF_EXEMPTS_WEBHOOK_ONLY], A_WEBHOOK, csrf_exempts_webhook_only::run),
    probe!([LOGOUT_EVENT_BY_SESSION_ID], A_WEBHOOK, logout_event_by_session_id::run),
];
