//! Row 58: new tokens are kept, also when the browser hangs up during the renewal.
//!
//! Innocent: an application whose session is in the cookie alone. A browser that hangs up never gets the new one, and the grace
//! of a used refresh token is there for it.

use std::time::Duration;

use practices::NEW_TOKENS_ARE_STORED_FIRST;
use serde_json::json;
use tokio::time::{Instant, sleep_until};
use user_agent::Probe;

use super::Trial;
use crate::probe::{broken, control, does_not_apply, holds};
use crate::{FaultPlan, NotTried, Presence, Stage, Visitor};

/// How late the answer of the renewal is, in milliseconds: long enough to hang up meanwhile.
const LATE_MS: u64 = 1_000;

/// Time for the fake to carry the renewal out, and for the application to store what comes of it.
const A_MOMENT: Duration = Duration::from_millis(200);

pub(super) async fn run(stage: &Stage, visitor: &mut Visitor, is_rewritten: bool) -> Trial {
    let mark = stage.fake.last_entry().await?;
    let late = FaultPlan::new(json!({ "late_answer_ms": LATE_MS })).at("token");
    stage.fake.plan(late).await?;
    let request = Probe::get(stage.best()?.url.as_str()).with_cookies();
    let over_at = Instant::now() + Duration::from_millis(LATE_MS) + A_MOMENT * 2;
    let has_waited = tokio::select! {
        // Whoever stops to wait here, hangs up.
        _ = visitor.browser.request(request) => false,
        fired = stage.until_fired(mark) => { fired?; sleep_until(Instant::now() + A_MOMENT).await; true }
    };
    control(has_waited, "the request did not wait for its renewal")?;
    sleep_until(over_at).await;
    stage.fake.clear_faults().await?;
    let entries = stage.fake.entries(mark).await?;
    let is_rotated = entries.iter().any(|entry| entry.event == "refresh_token.rotated");
    control(is_rotated, "the renewal was not carried out")?;
    match stage.sees(visitor).await? {
        Presence::In => Ok(holds(&NEW_TOKENS_ARE_STORED_FIRST)),
        Presence::Out if is_rewritten => {
            let why = "the session is in the cookie, and a browser that hangs up gets no new one";
            Ok(does_not_apply(&NEW_TOKENS_ARE_STORED_FIRST, why))
        }
        Presence::Out => {
            let what = "a browser hung up during a renewal, and the next request shows nobody: the new tokens are lost";
            Ok(broken(&NEW_TOKENS_ARE_STORED_FIRST, what))
        }
        Presence::Unanswered => Err(NotTried::because(
            "the page answered with an error or not at all after the browser hung up",
        )),
    }
}
