//! Row 105: a session that was signed out through another application ends here within one access token’s life.

use practices::EACH_APP_CLEANS_UP;

use super::messages::sign_out_elsewhere;
use crate::probe::{broken, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &EACH_APP_CLEANS_UP;
    let mut alice = stage.alice().await?;
    let (person, sight) = (alice.person.clone(), stage.best()?.clone());
    let mark = stage.fake.last_exchange().await?;
    sign_out_elsewhere(stage, &mut alice).await?;
    let browser = alice.browser.as_mut();
    let after = stage.presence_after_a_life(browser, &sight, &person, mark).await?;
    Ok(vec![match after {
        Presence::In => {
            let path = sight.url.path();
            let what = format!(
                "{path} still opens an access token’s life after another application signed the person out"
            );
            broken(practice, what)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => not_tried(practice, "the application did not answer"),
    }])
}
