//! Ordinary journeys, as people make them: what the fake alone convicts, it sees here.

use practices::SIGN_IN_BY_NAVIGATION;

use crate::probe::{Finding, holds, not_tried};
use crate::{NotTried, Stage, Visitor};

/// Signs people in, shows them a page and signs them out, and returns what the fake says of it. A journey that breaks off
/// is no finding: a probe says more of it.
pub(super) async fn run(stage: &Stage) -> Vec<Finding> {
    let _broken_off = travel(stage).await;
    let verdict = stage.fake.verdict().await.unwrap_or_default();
    let findings = verdict.findings_about(&stage.subject.client.id).into_iter();
    let findings = findings.map(|finding| without_unpressed(stage, finding)).collect();
    stage.with_scenes(findings).await
}

/// Takes back that sign-ins begin by a navigation where people press what no script ran for.
fn without_unpressed(stage: &Stage, finding: Finding) -> Finding {
    match &stage.subject.unpressed {
        Some(name) if finding == holds(&SIGN_IN_BY_NAVIGATION) => {
            let why = format!(
                "pressing “{name}” does nothing without a script; needs --browser chromium"
            );
            not_tried(&SIGN_IN_BY_NAVIGATION, why)
        }
        _ => finding,
    }
}

async fn travel(stage: &Stage) -> Result<(), NotTried> {
    // Without a way out there is no journey's end, and the next one begins all the same.
    stage.journey().await?;
    let mut alice = stage.alice().await?;
    leave(stage, &mut alice).await;
    let mut bob = stage.bob().await?;
    leave(stage, &mut bob).await;
    follow_deep_link(stage).await
}

async fn leave(stage: &Stage, visitor: &mut Visitor) {
    let _departure = stage.sign_out(visitor).await;
}

/// Opens a guarded page as a stranger, who is let in by the fake where the page sends people to sign in.
async fn follow_deep_link(stage: &Stage) -> Result<(), NotTried> {
    let Some(sight) = stage.subject.guarded.iter().find(|sight| !sight.is_api) else {
        return Ok(());
    };
    stage.fake.next_browser_is(stage.second_person()?).await?;
    stage.browser().open(sight.url.as_str()).await?;
    Ok(())
}
