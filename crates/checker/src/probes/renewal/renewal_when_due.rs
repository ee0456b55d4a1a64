//! Row 62: a token that lives for minutes yet is not renewed.
//!
//! It is looked at with the usual lifetimes: a token of seconds is always about to expire. That nothing is renewed says something
//! only of an application that renews at all.

use practices::RENEWAL_WHEN_DUE;

use crate::probe::{broken, control, holds, not_tried};
use crate::{Stage, Tried};

/// Pages that are opened.
const PAGES: usize = 10;

/// Renewals that prove a habit: one may come of the sign-in.
const HABIT: usize = 2;

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let mark = stage.fake.last_exchange().await?;
    for _ in 0..PAGES {
        let presence = stage.sees(&mut alice).await?;
        control(presence.is_in(), "a page did not show the person any more")?;
    }
    let renewals = stage.renewals(mark).await?.len();
    if renewals >= HABIT {
        let what = format!(
            "{renewals} renewals came of {PAGES} pages, and the access token had minutes left"
        );
        return Ok(vec![broken(&RENEWAL_WHEN_DUE, what)]);
    }
    Ok(vec![if stage.renews().await? {
        holds(&RENEWAL_WHEN_DUE)
    } else {
        let why = if stage.options.thorough {
            "no renewal came when the access token had ended either"
        } else {
            "no renewal came in the second after the end of the access token either; --thorough waits longer, as clocks may have a leeway"
        };
        not_tried(&RENEWAL_WHEN_DUE, why)
    }])
}
