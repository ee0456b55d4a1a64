//! Row 28: a sign-in that fails ends on a page, after one retry at most.
//!
//! Innocent: an application that begins again by itself once, and one that answers with the sign-in page of
//! Scalekit, or with 500 and a page that leads on where its own settings are at fault.

use practices::SIGN_IN_DOES_NOT_LOOP;
use serde_json::json;

use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_failure, leads_on};
use crate::{FaultPlan, NotTried, Stage, Tried};

/// Errors of the callback, of each kind one: the person's, the request's, the provider's, the server's.
const ERRORS: [&str; 7] = [
    "access_denied",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "invalid_connection_selector",
    "user_not_active",
    "signature_validation_failed",
];

/// The most authorization requests: that of the sign-in, and that of one retry.
const MOST_REQUESTS: usize = 2;

pub(super) async fn run(stage: &Stage) -> Tried {
    for error in ERRORS {
        if let Some(what) = failure(stage, error).await? {
            return Ok(vec![broken(&SIGN_IN_DOES_NOT_LOOP, what)]);
        }
    }
    Ok(vec![holds(&SIGN_IN_DOES_NOT_LOOP)])
}

/// Lets each sign-in end with an error, and returns what is wrong with how it ends.
async fn failure(stage: &Stage, error: &str) -> Result<Option<String>, NotTried> {
    let person = stage.person()?.clone();
    stage
        .fake
        .plan(FaultPlan::new(json!({ "error": error })).at("authorize").until_cleared())
        .await?;
    stage.fake.next_browser_is(&person).await?;
    let mark = stage.fake.last_exchange().await?;
    let mut browser = stage.browser();
    let answer = crate::stage::go(browser.as_mut(), &stage.subject.login).await;
    let exchanges = stage.fake.exchanges(mark).await?;
    let failed =
        exchanges.iter().filter(|one| one.is_at("authorize") && one.error() == Some(error));
    let failed = failed.count();
    stage.fake.clear_faults().await?;
    control(failed > 0, "no sign-in ended with the planned error")?;
    if failed > MOST_REQUESTS {
        let what =
            format!("the callback answers {error} with another sign-in, {failed} times in a row");
        return Ok(Some(what));
    }
    if is_failure(&answer) && !leads_on(&answer) {
        return Ok(Some(format!("a sign-in that ends with {error} fails: {}", in_words(&answer))));
    }
    Ok(None)
}
