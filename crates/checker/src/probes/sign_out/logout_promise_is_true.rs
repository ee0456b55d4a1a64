//! Row 93: what the page promises after the sign-out.

use practices::LOGOUT_PROMISE_IS_TRUE;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &LOGOUT_PROMISE_IS_TRUE,
        "wording is read by a person: after a sign-out by an organization’s own identity provider, read what the page says \
         has ended",
    )
}
