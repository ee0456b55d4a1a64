//! Row 90: a second click, a click without a session and one with an ID token of long ago are no errors.
//!
//! Innocent: a refusal with a page (403), of a form whose token belonged to the session.

use practices::LOGOUT_IS_IDEMPOTENT;
use user_agent::{Error, Jar};

use crate::probe::{broken, control, holds};
use crate::{Departure, Finding, Stage, Tried};

/// How much later: the ID token has expired, and the session at Scalekit has not.
const LONG_AGO: u32 = 7_200;

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let mut tab = alice.browser.new_tab().await?;
    stage.open_way_out(tab.as_mut()).await?;
    let first = stage.sign_out(&mut alice).await?;
    control(error_of(&first).is_none(), "even the first click ends in an error")?;
    let second = stage.press_way_out(tab.as_mut()).await?;

    let mut nobody = stage.alice().await?;
    stage.open_way_out(nobody.browser.as_mut()).await?;
    nobody.browser.restore(&Jar::default()).await?;
    let anonymous = stage.press_way_out(nobody.browser.as_mut()).await?;

    let mut late = stage.alice().await?;
    stage.open_way_out(late.browser.as_mut()).await?;
    stage.fake.age(LONG_AGO).await?;
    let late = stage.press_way_out(late.browser.as_mut()).await?;

    let tries = [
        ("a second click", second),
        ("a click without a session", anonymous),
        ("a click after two hours", late),
    ];
    let errors =
        tries.iter().filter_map(|(what, departure)| Some((what, departure, error_of(departure)?)));
    Ok(vec![
        errors
            .map(|(what, departure, error)| finding(what, departure, &error))
            .next()
            .unwrap_or_else(|| holds(&LOGOUT_IS_IDEMPOTENT)),
    ])
}

fn finding(what: &str, departure: &Departure, error: &str) -> Finding {
    broken(&LOGOUT_IS_IDEMPOTENT, format!("{what} on the sign-out ends in an error: {error}"))
        .with(departure.evidence())
}

/// Returns the error in which a departure ended.
fn error_of(departure: &Departure) -> Option<String> {
    match &departure.page {
        Ok(page) if page.status() >= 500 => {
            Some(format!("{} answers {}", page.url().path(), page.status()))
        }
        Err(
            error @ (Error::RedirectLoop(_) | Error::Unreachable { .. } | Error::TimedOut { .. }),
        ) => Some(error.to_string()),
        _ => None,
    }
}
