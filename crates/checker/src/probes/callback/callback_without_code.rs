//! Row 29: a callback without a code is answered with a page.

use practices::CALLBACK_WITHOUT_CODE;

use crate::probe::{broken, holds};
use crate::stage::{in_words, is_failure};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.person()?.clone();
    for change in [
        &[("code", None)] as &[(&str, Option<&str>)],
        &[("code", Some(""))],
        &[("code", None), ("state", None)],
    ] {
        let mut browser = stage.browser();
        let attempt = stage.attempt(browser.as_mut(), &alice).await?;
        let answer = browser.open(attempt.callback_with(change).as_str()).await;
        if is_failure(&answer) {
            let what = format!("a callback without a code fails: {}", in_words(&answer));
            return Ok(vec![broken(&CALLBACK_WITHOUT_CODE, what)]);
        }
    }
    Ok(vec![holds(&CALLBACK_WITHOUT_CODE)])
}
