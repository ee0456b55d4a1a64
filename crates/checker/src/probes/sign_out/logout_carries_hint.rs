//! Row 77: the ID token goes to the logout as `id_token_hint`.
//!
//! Innocent: an application whose sign-in brought no ID token.

use practices::LOGOUT_CARRIES_HINT;

use super::{logout, parameter};
use crate::probe::{broken, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let hop = logout(departure, stage)?;
    let hint = parameter(hop, "id_token_hint").unwrap_or_default();
    // Whether the hint is the right ID token, the fake judges while people travel.
    let finding = if hint.is_empty() {
        broken(&LOGOUT_CARRIES_HINT, "the browser came to /oidc/logout without id_token_hint")
    } else {
        holds(&LOGOUT_CARRIES_HINT)
    };
    Ok(vec![finding.with(departure.evidence())])
}
