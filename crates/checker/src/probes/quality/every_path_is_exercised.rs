//! Row 112: what the application’s own tests exercise.

use practices::EVERY_PATH_IS_EXERCISED;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &EVERY_PATH_IS_EXERCISED,
        "it is about the application’s own tests: run them under `mock-idp exec`, which says at its end what they never exercised",
    )
}
