//! Row 115: the issuer is what the settings say; the fake’s is not Scalekit’s.

use practices::ISSUER_IS_CONFIGURATION;

use crate::probe::{control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let is_another =
        stage.fake.environment().host_str().is_none_or(|host| !host.contains("scalekit"));
    control(is_another, "the fake is called as Scalekit is, so that nothing shows")?;
    stage.journey().await?;
    Ok(vec![holds(&ISSUER_IS_CONFIGURATION)])
}
