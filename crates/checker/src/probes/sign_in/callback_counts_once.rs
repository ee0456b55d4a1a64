//! Row 13: a callback that has arrived once is worth nothing any more.

use practices::CALLBACK_COUNTS_ONCE;

use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.person()?.clone();
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &alice).await?;
    let mark = stage.fake.last_exchange().await?;
    browser.open(attempt.callback.as_str()).await?;
    let first = stage.exchanged_since(mark).await?;
    let presence = stage.shows(browser.as_mut(), &alice).await?;
    control(first > 0 && presence.is_in(), "the first callback signs nobody in")?;

    let (mark, before) = (stage.fake.last_exchange().await?, browser.requests());
    let _answer = browser.open(attempt.callback.as_str()).await;
    let again = stage.exchanged_since(mark).await?;
    Ok(vec![if again > 0 {
        let what = "the callback, opened a second time from the history, made the application exchange its code again";
        let evidence = browser.records(before).iter().map(ToString::to_string).collect::<Vec<_>>();
        broken(&CALLBACK_COUNTS_ONCE, what).with(evidence)
    } else {
        holds(&CALLBACK_COUNTS_ONCE)
    }])
}
