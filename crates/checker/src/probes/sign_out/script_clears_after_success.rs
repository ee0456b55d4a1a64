//! Row 86: a page clears its own state after the server has signed out, and not before.
//!
//! Innocent: a form without a script, whose page clears nothing by itself.

use practices::SCRIPT_CLEARS_AFTER_SUCCESS;

use super::super::unseen::not_looked_at;
use crate::probe::does_not_apply;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let control = stage.way_out()?.last();
    let has_script = control.is_some_and(|control| control.scripted || control.is_script());
    if !has_script {
        let why = "the sign-out is no script’s: the page clears nothing by itself";
        return Ok(vec![does_not_apply(&SCRIPT_CLEARS_AFTER_SUCCESS, why)]);
    }
    not_looked_at(
        &SCRIPT_CLEARS_AFTER_SUCCESS,
        "what a page keeps beside its cookies, a person has to look at: let the sign-out be refused (a wrong token, or \
         the network off), and see that the page does not say “signed out”",
    )
}
