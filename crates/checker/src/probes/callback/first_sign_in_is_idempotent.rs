//! Row 38: two first callbacks of a person that arrive together make one record, and neither fails.
//!
//! Whether there are two records is in the application's data alone; a failure is seen here. The person signs in with two
//! browsers: in one of them a second attempt may replace the first (row 14).

use futures_util::future::join;
use practices::FIRST_SIGN_IN_IS_IDEMPOTENT;
use serde_json::json;
use user_agent::Probe;

use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_failure};
use crate::{FaultPlan, Stage, Tried};

/// How late both exchanges are, in milliseconds, so that they end together.
const LATE_MS: u32 = 200;

pub(super) async fn run(stage: &Stage) -> Tried {
    let email = format!("{}@acme.example", super::unheard_of("newcomer"));
    let newcomer = stage.fake.add_colleague(stage.person()?, &email).await?;
    let (mut browser, mut other) = (stage.browser(), stage.browser());
    let one = stage.attempt(browser.as_mut(), &newcomer).await?;
    let two = stage.attempt(other.as_mut(), &newcomer).await?;
    let late = FaultPlan::new(json!({ "delay_ms": LATE_MS })).at("token").times(2);
    stage.fake.plan(late).await?;
    let mark = stage.fake.last_exchange().await?;
    let opened = |url: &str| Probe::get(url).with_cookies();
    let (first, second) = join(
        browser.request(opened(one.callback.as_str())),
        other.request(opened(two.callback.as_str())),
    )
    .await;
    let exchanged = stage.exchanged_since(mark).await?;
    control(
        exchanged > 1,
        "of two callbacks at once one did not make the application exchange its code",
    )?;
    let failed = [first, second].into_iter().find(is_failure);
    Ok(vec![match failed {
        Some(answer) => {
            let answer = in_words(&answer);
            let what = format!(
                "of two first callbacks of a person that arrive together, one fails: {answer}"
            );
            broken(&FIRST_SIGN_IN_IS_IDEMPOTENT, what)
        }
        None => holds(&FIRST_SIGN_IN_IS_IDEMPOTENT),
    }])
}
