//! Row 91: the application ends its own session also while the fake answers nothing but 503.
//!
//! Innocent: an application that says “not now” for a while (`Unanswered`).

use practices::LOGOUT_SURVIVES_OUTAGE;
use serde_json::json;

use crate::probe::{broken, control, holds, not_tried};
use crate::{FaultPlan, Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let person = alice.person.clone();
    let kept = alice.browser.jar().await?;
    let sight = stage.best()?.clone();
    let mut thief = stage.thief_with(&kept).await?;
    let before = stage.presence(thief.as_mut(), &sight, &person).await?;
    control(before.is_in(), "a copy of the cookies opens no page even before the sign-out")?;
    // The page with the control is open before the outage: it is the sign-out that has to survive.
    stage.open_way_out(alice.browser.as_mut()).await?;

    stage.fake.plan(FaultPlan::new(json!({ "status": 503 })).until_cleared()).await?;
    let departure = stage.press_way_out(alice.browser.as_mut()).await?;
    stage.fake.clear_faults().await?;

    let mut thief = stage.thief_with(&kept).await?;
    let after = stage.presence(thief.as_mut(), &sight, &person).await?;
    let own = stage.sees(&mut alice).await?;
    let finding = match (own, after) {
        (Presence::In, _) => broken(
            &LOGOUT_SURVIVES_OUTAGE,
            "while Scalekit answered 503, a sign-out left the person signed in to the application",
        ),
        (_, Presence::In) => broken(
            &LOGOUT_SURVIVES_OUTAGE,
            "while Scalekit answered 503, a sign-out left the session alive on the server: kept cookies open it",
        ),
        (Presence::Out, Presence::Out) => holds(&LOGOUT_SURVIVES_OUTAGE),
        _ => not_tried(
            &LOGOUT_SURVIVES_OUTAGE,
            "the application answered with an error or not at all after the outage",
        ),
    };
    Ok(vec![finding.with(departure.evidence())])
}
