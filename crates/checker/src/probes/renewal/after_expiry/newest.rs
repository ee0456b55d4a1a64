//! Row 57: the second renewal presents the refresh token that the first one brought.

use practices::NEWEST_REFRESH_TOKEN;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::stage::token_of;
use crate::{NotTried, Stage, Visitor};

/// Lets the tokens be renewed once, and returns which refresh token was shown.
pub(super) async fn first(stage: &Stage, visitor: &mut Visitor) -> Result<u64, NotTried> {
    let mark = stage.fake.last_exchange().await?;
    let presence = stage.sees(visitor).await?;
    control(presence.is_in(), "a page did not show the person after the first renewal")?;
    let renewals = stage.renewals(mark).await?;
    let shown = renewals.last().and_then(token_of);
    shown.ok_or_else(|| NotTried::because("no first renewal came"))
}

/// Lets the tokens be renewed once more, a lifetime later.
pub(super) async fn second(stage: &Stage, visitor: &mut Visitor, first: u64) -> Trial {
    let mark = stage.fake.last_exchange().await?;
    // What it shows, follows from the renewal.
    let _presence = stage.sees(visitor).await?;
    let renewals = stage.renewals(mark).await?;
    control(!renewals.is_empty(), "no second renewal came")?;
    Ok(if renewals.iter().any(|renewal| token_of(renewal) == Some(first)) {
        let what =
            "the second renewal shows the refresh token of the first once more, which is spent";
        broken(&NEWEST_REFRESH_TOKEN, what)
    } else {
        holds(&NEWEST_REFRESH_TOKEN)
    })
}
