//! Row 86: a page clears its own state after the server has signed out, and not before.
//!
//! Innocent: a form without a script, whose page clears nothing by itself; a page that keeps nothing.

use practices::SCRIPT_CLEARS_AFTER_SUCCESS;
use user_agent::Control;

use super::refused_press::RefusedPress;
use super::request::Request;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &SCRIPT_CLEARS_AFTER_SUCCESS;
    let is_scripted = |control: &Control| control.scripted || control.is_script();
    let has_script = stage.way_out()?.last().is_some_and(is_scripted);
    if !has_script && Request::of_scripts(stage).await?.is_empty() {
        let why = "the sign-out is no script’s: the page clears nothing by itself";
        return Ok(vec![does_not_apply(practice, why)]);
    }
    if !stage.browser().runs_scripts() {
        return Ok(vec![not_tried(
            practice,
            "a script may take the press: needs --browser chromium",
        )]);
    }
    let refused = RefusedPress::of(stage).await?;
    if refused.presence != Presence::In {
        let why = "the application refused no sign-out, so nobody saw what its page does then: switch the network off, \
                   press the button, and see that the page does not say “signed out”";
        return Ok(vec![not_tried(practice, why)]);
    }
    let [before, after] = refused.kept;
    if before.is_empty() {
        let why = "the page keeps nothing in local or session storage";
        return Ok(vec![does_not_apply(practice, why)]);
    }
    let cleared: Vec<_> = before.into_iter().filter(|name| !after.contains(name)).collect();
    Ok(vec![if cleared.is_empty() {
        holds(practice)
    } else {
        let what = format!(
            "the sign-out was refused, and the page has cleared {} all the same",
            cleared.join(", ")
        );
        broken(practice, what).with(refused.evidence)
    }])
}
