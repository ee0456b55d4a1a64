//! Row 14: two tabs can sign in at the same time, or the one that cannot is shown how to go on.
//!
//! Innocent: a page with a link that begins anew, also in both tabs; a redirect to the sign-in; the page where a sign-in of one
//! tab alone ends as well, whatever that is.

use practices::TWO_TABS_SIGN_IN;
use user_agent::{Error, Page};

use crate::probe::{broken, control, holds};
use crate::stage::{in_words, is_failure, leads_on};
use crate::{NotTried, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let usual = alone(stage).await?;
    for is_reversed in [false, true] {
        if let Some(what) = stuck(stage, is_reversed, &usual).await? {
            return Ok(vec![broken(&TWO_TABS_SIGN_IN, what)]);
        }
    }
    Ok(vec![holds(&TWO_TABS_SIGN_IN)])
}

/// The control: returns in words what a callback of one tab alone is answered with, and sees to it that it signs in.
async fn alone(stage: &Stage) -> Result<String, NotTried> {
    let alice = stage.person()?.clone();
    let mut tab = stage.browser();
    let attempt = stage.attempt(tab.as_mut(), &alice).await?;
    let answer = tab.open(attempt.callback.as_str()).await;
    let is_in = stage.shows(tab.as_mut(), &alice).await?.is_in();
    control(is_in, "even the callback of one tab alone signs nobody in")?;
    Ok(in_words(&answer))
}

/// Lets two tabs begin and finish; returns what is wrong where one of them rests. Wherever every sign-in ends, it is not stuck.
async fn stuck(stage: &Stage, is_reversed: bool, usual: &str) -> Result<Option<String>, NotTried> {
    let alice = stage.person()?.clone();
    let mut tab = stage.browser();
    let mut other = tab.new_tab().await?;
    let first = stage.attempt(tab.as_mut(), &alice).await?;
    let second = stage.attempt(other.as_mut(), &alice).await?;
    let mut order = [(first, "that began first"), (second, "that began last")];
    if is_reversed {
        order.reverse();
    }
    for (attempt, which) in order {
        let answer = tab.open(attempt.callback.as_str()).await;
        let is_in = stage.shows(other.as_mut(), &alice).await?.is_in();
        if is_in && in_words(&answer) == usual {
            continue;
        }
        if is_failure(&answer) || !(leads_on(&answer) || is_in && is_calm(&answer)) {
            let answer = in_words(&answer);
            return Ok(Some(format!(
                "of two tabs that sign in at the same time, the one {which} ends without a way on: {answer}"
            )));
        }
    }
    Ok(None)
}

fn is_calm(answer: &Result<Page, Error>) -> bool {
    answer.as_ref().is_ok_and(|page| page.status() < 400)
}
