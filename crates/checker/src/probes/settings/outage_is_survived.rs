//! Row 8: while the fake is down or silent the application answers in time, without a crash, and keeps its sessions.
//!
//! Innocent: a page that says “not now”, with 502, 503 or 504.

use std::time::Duration;

use practices::OUTAGE_IS_SURVIVED;
use serde_json::{Value, json};
use user_agent::{Error, Page};

use crate::clock;
use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_failure};
use crate::{FaultPlan, Finding, NotTried, Outcome, Presence, Stage, Tried};

/// The longest wait for an answer: a person has gone before.
const LONGEST: Duration = Duration::from_secs(10);

/// Looks what an outage that answers at once does.
pub(super) async fn run(stage: &Stage) -> Tried {
    for (fault, what) in
        [(json!({ "status": 503 }), "answers 503"), (json!("reset"), "cuts the line")]
    {
        if let Some(finding) = at_callback(stage, fault, what).await? {
            return Ok(vec![finding]);
        }
    }
    if let Some(finding) = within_session(stage).await? {
        return Ok(vec![finding]);
    }
    let why = "what a wait without an end does takes its time: --thorough";
    let outcome = Outcome::NotLookedAt(why.to_owned());
    Ok(vec![Finding { practice: &OUTAGE_IS_SURVIVED, outcome }])
}

/// Looks whether the application waits without an end.
pub(super) async fn silence(stage: &Stage) -> Tried {
    let finding = at_callback(stage, json!("silence"), "does not answer").await?;
    Ok(vec![finding.unwrap_or_else(|| holds(&OUTAGE_IS_SURVIVED))])
}

/// Opens a callback while the token endpoint fails, and then signs in again.
async fn at_callback(stage: &Stage, fault: Value, what: &str) -> Result<Option<Finding>, NotTried> {
    let person = stage.person()?.clone();
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &person).await?;
    let mark = stage.fake.last_entry().await?;
    stage.fake.plan(FaultPlan::new(fault).at("token").until_cleared()).await?;
    let began = clock::instant();
    let answer = browser.open(attempt.callback.as_str()).await;
    let took = began.elapsed();
    let entries = stage.fake.entries(mark).await?;
    stage.fake.clear_faults().await?;
    let has_fired = entries.iter().any(|entry| entry.event == "fault.fired");
    control(has_fired, "the callback did not come to the token endpoint")?;
    if took > LONGEST || matches!(answer, Err(Error::TimedOut { .. })) {
        let seconds = LONGEST.as_secs();
        let what = format!(
            "while the token endpoint {what}, a callback waits longer than {seconds} seconds"
        );
        return Ok(Some(broken(&OUTAGE_IS_SURVIVED, what)));
    }
    if is_failure(&answer) {
        return Ok(Some(failure(what, &answer)));
    }
    let entrance = stage.try_to_enter(stage.browser().as_mut(), &person).await?;
    let what =
        format!("after the token endpoint had a failure ({what}), nobody can sign in any more");
    Ok((!entrance.has_tokens).then(|| broken(&OUTAGE_IS_SURVIVED, what)))
}

fn failure(what: &str, answer: &Result<Page, Error>) -> Finding {
    let answer = in_words(answer);
    let what = format!("while the token endpoint {what}, a callback fails: {answer}");
    broken(&OUTAGE_IS_SURVIVED, what)
}

/// Opens a page of somebody who is signed in while everything fails, and once more afterwards.
async fn within_session(stage: &Stage) -> Result<Option<Finding>, NotTried> {
    let mut alice = stage.alice().await?;
    stage.fake.plan(FaultPlan::new(json!({ "status": 503 })).until_cleared()).await?;
    let began = clock::instant();
    let _meanwhile = stage.sees(&mut alice).await?;
    let took = began.elapsed();
    stage.fake.clear_faults().await?;
    if took > LONGEST {
        let what = "while Scalekit answers 503, a page takes longer than ten seconds";
        return Ok(Some(broken(&OUTAGE_IS_SURVIVED, what)));
    }
    let after = stage.sees(&mut alice).await?;
    control(
        after != Presence::Unanswered,
        "the application answered with an error or not at all after the outage",
    )?;
    let what = "a page that was opened while Scalekit answered 503 ended the session";
    Ok(after.is_out().then(|| broken(&OUTAGE_IS_SURVIVED, what)))
}
