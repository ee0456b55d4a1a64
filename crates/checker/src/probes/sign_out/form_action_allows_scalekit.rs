//! Row 95: the page’s policy lets the form of the sign-out lead to Scalekit.
//!
//! Innocent: a link, which `form-action` does not concern.

use practices::FORM_ACTION_ALLOWS_SCALEKIT;
use user_agent::{ControlKind, Error};

use crate::probe::{broken, does_not_apply, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &FORM_ACTION_ALLOWS_SCALEKIT;
    let departure = &stage.exit().await?.departure;
    let control = stage.way_out()?.last();
    if control.is_some_and(|control| matches!(control.kind, ControlKind::Link { .. })) {
        return Ok(vec![does_not_apply(practice, "the sign-out is a link and no form")]);
    }
    let is_blocked = matches!(departure.page, Err(Error::FormActionForbids(_)));
    let finding = if is_blocked {
        let what = "the policy of the page keeps the form of the sign-out from leading to Scalekit: the browser stays where it is";
        broken(practice, what)
    } else if departure.hop_to(&stage.fake, "/oidc/logout").is_some() {
        holds(practice)
    } else {
        does_not_apply(
            practice,
            "the sign-out does not lead to Scalekit: see logout-reaches-scalekit",
        )
    };
    Ok(vec![finding.with(departure.evidence())])
}
