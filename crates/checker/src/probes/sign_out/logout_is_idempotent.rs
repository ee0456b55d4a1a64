//! Row 90: a second click, a click without a session and one with an ID token of long ago are no errors.
//!
//! Innocent: an error page of Scalekit’s. A form whose token belonged to a session that is gone may be refused; better is a
//! redirect, so that is advice.

use practices::LOGOUT_IS_IDEMPOTENT;
use user_agent::{Error, Jar};

use crate::probe::{broken, control, holds};
use crate::{Departure, Finding, Stage, Tried};

/// How much later: the ID token has expired, and the session at Scalekit has not.
const LONG_AGO: u32 = 7_200;

/// The statuses with which forms without a right token are refused: 419 is that of Laravel.
const REFUSALS: [u16; 2] = [403, 419];

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let mut tab = alice.browser.new_tab().await?;
    stage.open_way_out(tab.as_mut()).await?;
    let first = stage.sign_out(&mut alice).await?;
    control(error_of(stage, &first).is_none(), "even the first click ends in an error")?;
    let second = stage.press_way_out(tab.as_mut()).await?;

    let mut nobody = stage.alice().await?;
    stage.open_way_out(nobody.browser.as_mut()).await?;
    nobody.browser.restore(&Jar::default()).await?;
    let anonymous = stage.press_way_out(nobody.browser.as_mut()).await?;

    let mut late = stage.alice().await?;
    stage.open_way_out(late.browser.as_mut()).await?;
    stage.fake.age(LONG_AGO).await?;
    let late = stage.press_way_out(late.browser.as_mut()).await?;

    // Whether the session is there to which the form's token belongs.
    let (is_over, lives) = (false, true);
    let tries = [
        ("a second click", second, is_over),
        ("a click after two hours", late, lives),
        ("a click without a session", anonymous, is_over),
    ];
    let errors = tries.iter().filter_map(|(what, departure, has_session)| {
        error_of(stage, departure).map(|error| finding(what, departure, &error, *has_session))
    });
    let first = errors.min_by_key(Finding::is_advice);
    Ok(vec![first.unwrap_or_else(|| holds(&LOGOUT_IS_IDEMPOTENT))])
}

/// An error in which a departure ended.
struct Ending {
    what: String,
    /// Whether the application refused a form that it did not take for its own.
    is_refusal: bool,
}

fn finding(what: &str, departure: &Departure, error: &Ending, has_session: bool) -> Finding {
    let said = format!("{what} on the sign-out ends in an error: {}", error.what);
    let finding = broken(&LOGOUT_IS_IDEMPOTENT, said).with(departure.evidence());
    // With the session its token is gone, whatever cookies the browser has besides.
    if error.is_refusal && !has_session { finding.as_advice() } else { finding }
}

/// Returns the error in which a departure ended.
fn error_of(stage: &Stage, departure: &Departure) -> Option<Ending> {
    match &departure.page {
        Ok(page) if page.status() >= 400 && stage.subject.has(page.url()) => Some(Ending {
            what: format!("{} answers {}", page.url().path(), page.status()),
            is_refusal: REFUSALS.contains(&page.status()),
        }),
        Err(
            error @ (Error::RedirectLoop(_) | Error::Unreachable { .. } | Error::TimedOut { .. }),
        ) => Some(Ending { what: error.to_string(), is_refusal: false }),
        _ => None,
    }
}
