//! Row 50: after a renewal, which brings no ID token, the sign-out still has its hint.

use practices::HINT_AFTER_RENEWAL;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::{Departure, Stage, Visitor};

pub(super) async fn run(stage: &Stage, visitor: &mut Visitor) -> Trial {
    stage.way_out()?;
    let mark = stage.fake.last_exchange().await?;
    let presence = stage.sees(visitor).await?;
    control(presence.is_in(), "a page did not show the person after a renewal")?;
    control(!stage.renewals(mark).await?.is_empty(), "no renewal came before the sign-out")?;
    let departure = stage.sign_out(visitor).await?;
    // The control: without a renewal the hint is there.
    let mut fresh = stage.alice().await?;
    let usual = stage.sign_out(&mut fresh).await?;
    control(has_hint(stage, &usual), "the sign-out has no hint without a renewal either")?;
    Ok(if has_hint(stage, &departure) {
        holds(&HINT_AFTER_RENEWAL)
    } else {
        let what = "after a renewal the sign-out has no id_token_hint, and without one it has";
        broken(&HINT_AFTER_RENEWAL, what).with(departure.evidence())
    })
}

fn has_hint(stage: &Stage, departure: &Departure) -> bool {
    let hop = departure.hop_to(&stage.fake, "/oidc/logout");
    hop.is_some_and(|hop| {
        let mut parameters = hop.url().query_pairs();
        parameters.any(|(name, value)| name == "id_token_hint" && value.starts_with("eyJ"))
    })
}
