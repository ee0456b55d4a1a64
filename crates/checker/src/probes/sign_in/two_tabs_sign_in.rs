//! Row 14: two tabs can sign in at the same time, or the one that cannot is shown how to go on.
//!
//! Innocent: a page with a link that begins anew, also in both tabs; a redirect to the sign-in.

use practices::TWO_TABS_SIGN_IN;
use user_agent::{Error, Page};

use crate::probe::{broken, holds};
use crate::stage::{in_words, is_failure, leads_on};
use crate::{NotTried, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    for is_reversed in [false, true] {
        if let Some(what) = stuck(stage, is_reversed).await? {
            return Ok(vec![broken(&TWO_TABS_SIGN_IN, what)]);
        }
    }
    Ok(vec![holds(&TWO_TABS_SIGN_IN)])
}

/// Lets two tabs begin and finish; returns what is wrong where one of them rests.
async fn stuck(stage: &Stage, is_reversed: bool) -> Result<Option<String>, NotTried> {
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
