//! Row 110: what the logs say of sign-ins and sign-outs.

use practices::LOGS_CARRY_EVENTS;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &LOGS_CARRY_EVENTS,
        "where an application logs, and in which words, nobody knows from outside: sign in, fail to, and sign out, and read the log for who, which session and how it went",
    )
}
