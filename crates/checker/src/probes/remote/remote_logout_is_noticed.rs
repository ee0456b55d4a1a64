//! Row 102: a session that an administrator ended at Scalekit ends here within one access token’s life.

use practices::REMOTE_LOGOUT_IS_NOTICED;

use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let mark = stage.fake.last_exchange().await?;
    stage.fake.revoke_sessions(&alice.person).await?;
    let event = "the session was revoked at Scalekit";
    Ok(vec![stage.is_noticed(&REMOTE_LOGOUT_IS_NOTICED, &mut alice, mark, event).await?])
}
