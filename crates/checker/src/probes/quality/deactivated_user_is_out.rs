//! Row 116: whoever was deactivated is out within one access token’s life, and does not get in again.

use practices::DEACTIVATED_USER_IS_OUT;

use crate::probe::{broken, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &DEACTIVATED_USER_IS_OUT;
    let mut bob = stage.bob().await?;
    let (person, sight) = (bob.person.clone(), stage.best()?.clone());
    let mark = stage.fake.last_exchange().await?;
    stage.fake.deactivate(&person).await?;
    let after = stage.presence_after_a_life(bob.browser.as_mut(), &sight, &person, mark).await?;
    Ok(vec![match after {
        Presence::In => {
            let (path, name) = (sight.url.path(), person.name());
            let what = format!(
                "{path} still opens to {name} an access token’s life after {name} was deactivated"
            );
            broken(practice, what)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => not_tried(practice, "the application did not answer"),
    }])
}
