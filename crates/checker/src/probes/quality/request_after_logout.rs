//! Row 113: how the application’s own tests look at a sign-out.

use practices::REQUEST_AFTER_LOGOUT;

use super::super::unseen::not_looked_at;
use crate::{Stage, Tried};

pub(super) async fn run(_: &Stage) -> Tried {
    not_looked_at(
        &REQUEST_AFTER_LOGOUT,
        "it is about the application’s own tests: see that one keeps the cookies, signs out, and requests a page with them",
    )
}
