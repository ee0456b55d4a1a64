//! Row 38: two first callbacks of a person that arrive together make one record, and neither crashes.
//!
//! Whether there are two records is in the application's data alone; a crash is seen here.

use futures_util::future::join;
use practices::FIRST_SIGN_IN_IS_IDEMPOTENT;
use serde_json::json;
use user_agent::Probe;

use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_crash};
use crate::{FaultPlan, Stage, Tried};

/// How late both exchanges are, in milliseconds, so that they end together.
const LATE_MS: u32 = 200;

pub(super) async fn run(stage: &Stage) -> Tried {
    let email = format!("{}@acme.example", super::unheard_of("newcomer"));
    let newcomer = stage.fake.add_colleague(stage.person()?, &email).await?;
    let mut tab = stage.browser();
    let mut other = tab.new_tab().await?;
    let one = stage.attempt(tab.as_mut(), &newcomer).await?;
    let two = stage.attempt(other.as_mut(), &newcomer).await?;
    let late = FaultPlan::new(json!({ "delay_ms": LATE_MS })).at("token").times(2);
    stage.fake.plan(late).await?;
    let mark = stage.fake.last_exchange().await?;
    let opened = |url: &str| Probe::get(url).with_cookies();
    let (first, second) = join(
        tab.request(opened(one.callback.as_str())),
        other.request(opened(two.callback.as_str())),
    )
    .await;
    let exchanged = stage.exchanged_since(mark).await?;
    control(
        exchanged > 0,
        "neither of two callbacks at once made the application exchange a code",
    )?;
    let crashed = [first, second].into_iter().find(is_crash);
    Ok(vec![match crashed {
        Some(answer) => {
            let answer = in_words(&answer);
            let what = format!(
                "of two first callbacks of a person that arrive together, one crashes: {answer}"
            );
            broken(&FIRST_SIGN_IN_IS_IDEMPOTENT, what)
        }
        None => holds(&FIRST_SIGN_IN_IS_IDEMPOTENT),
    }])
}
