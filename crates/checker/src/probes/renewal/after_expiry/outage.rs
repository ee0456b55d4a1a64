//! Row 60: a renewal that fails once with 503 does not end the session.
//!
//! Innocent: a page that says “not now” meanwhile, or sends to the sign-in.

use practices::OUTAGE_KEEPS_SESSION;
use serde_json::json;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::{FaultPlan, NotTried, Presence, Stage, Visitor};

pub(super) async fn run(stage: &Stage, visitor: &mut Visitor) -> Trial {
    let mark = stage.fake.last_entry().await?;
    stage.fake.plan(FaultPlan::new(json!({ "status": 503 })).at("token")).await?;
    let seen = visitor.browser.requests();
    let _meanwhile = stage.sees(visitor).await?;
    stage.fake.clear_faults().await?;
    control(stage.has_fired(mark).await?, "no renewal came that could fail")?;
    match stage.sees(visitor).await? {
        Presence::In => Ok(holds(&OUTAGE_KEEPS_SESSION)),
        Presence::Out => {
            let what = "a renewal was answered 503 once, and the session is over: the next page shows nobody";
            let records = visitor.browser.records(seen);
            Ok(broken(&OUTAGE_KEEPS_SESSION, what).with(records.iter().map(ToString::to_string)))
        }
        Presence::Unanswered => {
            Err(NotTried::because("the page answered with an error or not at all after the outage"))
        }
    }
}
