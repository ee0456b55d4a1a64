//! Row 120: whether single sign-on was tried from both sides.

use practices::SSO_FROM_BOTH_SIDES;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &SSO_FROM_BOTH_SIDES,
        "it is what a team tries before its first enterprise customer: begin a sign-in here and at the simulated provider, and let each fail",
    )
}
