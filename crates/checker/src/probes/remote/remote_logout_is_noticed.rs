//! Row 102: a session that an administrator ended at Scalekit ends here within one access token’s life.

use practices::REMOTE_LOGOUT_IS_NOTICED;

use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = (stage.alice().await?, stage.bob().await?);
    let mark = stage.fake.last_exchange().await?;
    stage.fake.revoke_sessions(&alice.person).await?;
    let event = "the session was revoked at Scalekit";
    let both = (&mut alice, &mut bob);
    Ok(vec![stage.is_noticed(&REMOTE_LOGOUT_IS_NOTICED, both, mark, event).await?])
}
