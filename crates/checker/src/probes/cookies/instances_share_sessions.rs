//! Row 47: who signed in at one instance is in at the others, and who signed out is out.
//!
//! Innocent: an instance on a host name of its own, to which no cookie goes.

use practices::INSTANCES_SHARE_SESSIONS;
use url::Url;

use crate::probe::{broken, control, holds, not_tried};
use crate::{NotTried, Presence, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let person = alice.person.clone();
    let kept = alice.browser.jar().await?;
    let sights = stage.options.configuration.instances.iter().map(|at| there(stage, at));
    let sights = sights.collect::<Result<Vec<_>, _>>()?;
    for sight in &sights {
        let mut tab = stage.thief_with(&kept).await?;
        let at = sight.url.origin().ascii_serialization();
        match stage.presence(tab.as_mut(), sight, &person).await? {
            Presence::In => {}
            Presence::Out => {
                let what = format!("who signed in at one instance is not in at {at}");
                return Ok(vec![broken(&INSTANCES_SHARE_SESSIONS, what)]);
            }
            Presence::Unanswered => {
                return Err(NotTried::because(format!("the instance at {at} does not answer")));
            }
        }
    }
    stage.sign_out(&mut alice).await?;
    for sight in &sights {
        let mut tab = stage.thief_with(&kept).await?;
        let at = sight.url.origin().ascii_serialization();
        match stage.presence(tab.as_mut(), sight, &person).await? {
            Presence::In => {
                let what = format!("who signed out at one instance is still in at {at}");
                return Ok(vec![broken(&INSTANCES_SHARE_SESSIONS, what)]);
            }
            Presence::Out => {}
            Presence::Unanswered => {
                let why = format!("the instance at {at} does not answer after the sign-out");
                return Ok(vec![not_tried(&INSTANCES_SHARE_SESSIONS, why)]);
            }
        }
    }
    Ok(vec![holds(&INSTANCES_SHARE_SESSIONS)])
}

/// Returns the best page at another instance.
fn there(stage: &Stage, instance: &str) -> Result<Sight, NotTried> {
    let sight = stage.best()?;
    let no_address = || NotTried::because(format!("{instance} is no address of an instance"));
    let base: Url = instance.parse().map_err(|_| no_address())?;
    let same_host = base.host_str() == stage.subject.app.host_str();
    control(
        same_host,
        "an instance has another host name: the session's cookie is not sent there",
    )?;
    let url = base.join(sight.url.path()).map_err(|_| no_address())?;
    Ok(Sight { url, ..sight.clone() })
}
