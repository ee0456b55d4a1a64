//! Row 115: the issuer is what the settings say, which is not Scalekit’s here, and nothing else is taken for it.

use practices::ISSUER_IS_CONFIGURATION;
use serde_json::json;

use crate::probe::{broken, control, holds, not_tried};
use crate::{FaultPlan, Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let is_another =
        stage.fake.environment().host_str().is_none_or(|host| !host.contains("scalekit"));
    control(is_another, "the fake is called as Scalekit is, so that nothing shows")?;
    stage.alice().await?;
    let forged = FaultPlan::new(json!({ "id_token": "wrong_issuer" })).at("token");
    let (presence, evidence) = stage.sign_in_despite(forged).await?;
    let practice = &ISSUER_IS_CONFIGURATION;
    Ok(vec![match presence {
        Presence::In => {
            broken(practice, "an ID token of another issuer was accepted").with(evidence)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => not_tried(
            practice,
            "the application answered with an error or not at all after an ID token of another issuer",
        ),
    }])
}
