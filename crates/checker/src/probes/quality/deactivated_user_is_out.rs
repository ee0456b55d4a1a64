//! Row 116: whoever was deactivated is out within one access token’s life, and does not get in again.

use practices::DEACTIVATED_USER_IS_OUT;

use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut bob, mut alice) = (stage.bob().await?, stage.alice().await?);
    let mark = stage.fake.last_exchange().await?;
    stage.fake.deactivate(&bob.person).await?;
    let event = "the person was deactivated";
    let both = (&mut bob, &mut alice);
    Ok(vec![stage.is_noticed(&DEACTIVATED_USER_IS_OUT, both, mark, event).await?])
}
