//! Row 16: an ID token with another nonce signs nobody in.

use practices::NONCE_IS_NEW;
use serde_json::json;

use crate::probe::{broken, control, holds, not_tried};
use crate::stage::parameter;
use crate::{FaultPlan, Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let begun = stage.begin(stage.browser().as_mut()).await?;
    control(parameter(&begun.request, "nonce").is_some(), "the sign-in sends no nonce")?;
    stage.alice().await?;
    let stranger = stage.signs_in_despite(forged("wrong_signature")).await?;
    let otherwise = "the ID token is not verified at all: see id-token-is-verified";
    control(!stranger.is_in(), otherwise)?;
    let (presence, records) = stage.sign_in_despite(forged("wrong_nonce")).await?;
    Ok(vec![match presence {
        Presence::In => broken(
            &NONCE_IS_NEW,
            "an ID token with another nonce than that of the sign-in was accepted",
        )
        .with(records),
        Presence::Out => holds(&NONCE_IS_NEW),
        Presence::Unanswered => {
            not_tried(&NONCE_IS_NEW, "the application answered with an error or not at all")
        }
    }])
}

fn forged(lie: &str) -> FaultPlan {
    FaultPlan::new(json!({ "id_token": lie })).at("token")
}
