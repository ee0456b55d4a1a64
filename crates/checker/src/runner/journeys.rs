//! Ordinary journeys, as people make them: what the fake alone convicts, it sees here.

use crate::probe::Finding;
use crate::{NotTried, Stage, Visitor};

/// Signs people in, shows them a page and signs them out, and returns what the fake says of it. A journey that breaks off
/// is no finding: a probe says more of it.
pub(super) async fn run(stage: &Stage) -> Vec<Finding> {
    let _broken_off = travel(stage).await;
    let verdict = stage.fake.verdict().await.unwrap_or_default();
    verdict.findings_about(&stage.subject.client.id)
}

async fn travel(stage: &Stage) -> Result<(), NotTried> {
    let mut alice = stage.alice().await?;
    leave(stage, &mut alice).await;
    let mut alice = stage.alice().await?;
    leave(stage, &mut alice).await;
    let mut bob = stage.bob().await?;
    leave(stage, &mut bob).await;
    follow_deep_link(stage).await
}

async fn leave(stage: &Stage, visitor: &mut Visitor) {
    // Without a way out there is no journey's end, and the next one begins all the same.
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
