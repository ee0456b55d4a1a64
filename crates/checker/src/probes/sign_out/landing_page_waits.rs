//! Row 89: after the logout the browser rests at a page of the application that begins no sign-in by itself.

use practices::LANDING_PAGE_WAITS;

use super::logout;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    logout(departure, stage)?;
    let page = match &departure.page {
        Ok(page) => page,
        Err(error) => return Ok(vec![not_tried(&LANDING_PAGE_WAITS, error.to_string())]),
    };
    let begins = departure.hops.iter().any(|hop| stage.fake.is_at(hop.url(), "/oauth/authorize"));
    let finding = if begins {
        broken(&LANDING_PAGE_WAITS, "the page after the logout began a sign-in by itself")
    } else if stage.fake.has(page.url()) {
        does_not_apply(&LANDING_PAGE_WAITS, "the browser rests at Scalekit’s own page")
    } else if page.status() >= 400 {
        let (path, status) = (page.url().path(), page.status());
        broken(&LANDING_PAGE_WAITS, format!("the page after the logout, {path}, answers {status}"))
    } else {
        holds(&LANDING_PAGE_WAITS)
    };
    Ok(vec![finding.with(departure.evidence())])
}
