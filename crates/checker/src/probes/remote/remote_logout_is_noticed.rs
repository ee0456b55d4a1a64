//! Row 102: a session that an administrator ended at Scalekit ends here within one access token’s life.

use practices::REMOTE_LOGOUT_IS_NOTICED;

use crate::probe::{broken, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &REMOTE_LOGOUT_IS_NOTICED;
    let mut alice = stage.alice().await?;
    let (person, sight) = (alice.person.clone(), stage.best()?.clone());
    let mark = stage.fake.last_exchange().await?;
    stage.fake.revoke_sessions(&person).await?;
    let browser = alice.browser.as_mut();
    let after = stage.presence_after_a_life(browser, &sight, &person, mark).await?;
    Ok(vec![match after {
        Presence::In => {
            let path = sight.url.path();
            let what = format!(
                "{path} still opens an access token’s life after the session was revoked at Scalekit"
            );
            broken(practice, what)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => not_tried(practice, "the application did not answer"),
    }])
}
