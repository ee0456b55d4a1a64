//! Row 105: a session that was signed out through another application ends here within one access token’s life.

use practices::EACH_APP_CLEANS_UP;

use super::messages::sign_out_elsewhere;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = (stage.alice().await?, stage.bob().await?);
    let mark = stage.fake.last_exchange().await?;
    sign_out_elsewhere(stage, &mut alice).await?;
    let event = "another application signed the person out";
    let both = (&mut alice, &mut bob);
    Ok(vec![stage.is_noticed(&EACH_APP_CLEANS_UP, both, mark, event).await?])
}
