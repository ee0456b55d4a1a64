//! Row 119: whether an older session system is left.

use practices::ONE_SESSION_SYSTEM;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &ONE_SESSION_SYSTEM,
        "only who migrated knows of an older session system: list what reads, renews or ends its sessions, and try an old cookie",
    )
}
