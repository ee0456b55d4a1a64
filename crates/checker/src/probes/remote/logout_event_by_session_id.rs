//! Row 108: `user.logout` ends the session that it names, whatever its `status` says.
//!
//! Innocent: an application that does nothing at `user.logout`, and waits for the refused renewal.

use practices::LOGOUT_EVENT_BY_SESSION_ID;
use serde_json::json;

use super::messages::{
    again, carried, is_taken, newest, sign_out_elsewhere, webhook_url, webhooks, without_renewals,
};
use crate::probe::{broken, control, does_not_apply, holds, not_tried};
use crate::stage::post;
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &LOGOUT_EVENT_BY_SESSION_ID;
    let to = webhook_url(stage)?;
    let mut post_box = webhooks(stage).await?;
    // The control: the event as it should be ends a session.
    let mut other = stage.alice().await?;
    without_renewals(stage).await?;
    sign_out_elsewhere(stage, &mut other).await?;
    let genuine = post_box.next().await?;
    control(stage.sees(&mut other).await?.is_in(), "the session ended before its event came")?;
    let status = post(&to, &genuine).await?;
    control(is_taken(status), &format!("{} answers {status} to a genuine webhook", to.path()))?;
    if stage.sees(&mut other).await?.is_in() {
        return Ok(vec![does_not_apply(
            practice,
            "user.logout ends no session of the application",
        )]);
    }

    stage.fake.clear_faults().await?;
    let mut alice = stage.alice().await?;
    without_renewals(stage).await?;
    sign_out_elsewhere(stage, &mut alice).await?;
    post_box.next().await?;
    let number = newest(stage, &post_box).await?;
    let sample = again(stage, &mut post_box, number, &json!({ "lie": "docs_sample" })).await?;
    let status = post(&to, &sample).await?;
    Ok(vec![match stage.sees(&mut alice).await? {
        Presence::Out => holds(practice),
        Presence::In => {
            let what = "a user.logout whose session says ACTIVE, as the documented sample does, ends nothing";
            broken(practice, what).with([carried(&to, "the documented sample", status)])
        }
        Presence::Unanswered => {
            not_tried(practice, "the application answered with an error or not at all")
        }
    }])
}
