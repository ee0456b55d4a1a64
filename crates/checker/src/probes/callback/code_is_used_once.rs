//! Row 31: a code that is refused is not sent again, and the person can begin anew.

use practices::CODE_IS_USED_ONCE;

use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_failure};
use crate::{Exchange, Stage, Tried};

/// A code that the fake never issued.
const UNKNOWN: &str = "a-code-that-was-never-issued-0123456789";

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.person()?.clone();
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &alice).await?;
    let mark = stage.fake.last_exchange().await?;
    let answer = browser.open(attempt.callback_with(&[("code", Some(UNKNOWN))]).as_str()).await;
    let exchanges = stage.fake.exchanges(mark).await?;
    // A GET with a code in its URL is another row's.
    let is_exchange =
        |one: &&Exchange| one.is_at("token") && one.has("code") && one.method == "POST";
    let sent = exchanges.iter().filter(is_exchange).count();
    control(sent > 0, "the application did not exchange the code of the callback")?;
    Ok(vec![if sent > 1 {
        broken(&CODE_IS_USED_ONCE, format!("a code that was refused was sent {sent} times"))
    } else if is_failure(&answer) {
        let what = format!("at a code that is refused the callback fails: {}", in_words(&answer));
        broken(&CODE_IS_USED_ONCE, what)
    } else {
        holds(&CODE_IS_USED_ONCE)
    }])
}
