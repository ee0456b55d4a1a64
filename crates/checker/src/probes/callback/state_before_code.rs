//! Row 26: a code is exchanged after the state was compared.
//!
//! Innocent: an application that sends no state has nothing to compare; row 11 speaks of that. One that overlooks an error
//! beside a code with the right state: no server sends both.

use practices::STATE_BEFORE_CODE;

use crate::probe::{broken, control, holds};
use crate::{Attempt, NotTried, Person, Stage, Tried};

/// A state that nobody drew.
const WRONG: &str = "a-state-that-nobody-drew-0123456789";

/// What is wrong with a callback.
#[derive(Clone, Copy)]
enum Flaw {
    Another,
    Empty,
    Missing,
    Doubled,
}

const FLAWS: [Flaw; 4] = [Flaw::Another, Flaw::Empty, Flaw::Missing, Flaw::Doubled];

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.person()?.clone();
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), &alice).await?;
    control(attempt.state().is_some(), "the sign-in sends no state: see state-is-new")?;
    let mark = stage.fake.last_exchange().await?;
    browser.open(attempt.callback.as_str()).await?;
    let exchanged = stage.exchanged_since(mark).await?;
    control(exchanged > 0, "the right callback does not make the application exchange its code")?;
    for flaw in FLAWS {
        if let Some(evidence) = exchanged_despite(stage, &alice, flaw).await? {
            let what =
                format!("the application exchanges the code of a callback {}", flaw.sentence());
            return Ok(vec![broken(&STATE_BEFORE_CODE, what).with(evidence)]);
        }
    }
    Ok(vec![holds(&STATE_BEFORE_CODE)])
}

/// Opens a callback with a flaw in the browser that began, and returns the requests if its code was exchanged.
async fn exchanged_despite(
    stage: &Stage,
    person: &Person,
    flaw: Flaw,
) -> Result<Option<Vec<String>>, NotTried> {
    let mut browser = stage.browser();
    let attempt = stage.attempt(browser.as_mut(), person).await?;
    let (exchanges, requests) = (stage.fake.last_exchange().await?, browser.requests());
    // Whatever it answers: the fake says whether the code came.
    let _answer = browser.open(&flaw.callback(&attempt)).await;
    if stage.exchanged_since(exchanges).await? == 0 {
        return Ok(None);
    }
    Ok(Some(browser.records(requests).iter().map(ToString::to_string).collect()))
}

impl Flaw {
    fn callback(self, attempt: &Attempt) -> String {
        let changed = |change: &[(&str, Option<&str>)]| attempt.callback_with(change).to_string();
        match self {
            Self::Another => changed(&[("state", Some(WRONG))]),
            Self::Empty => changed(&[("state", Some(""))]),
            Self::Missing => changed(&[("state", None)]),
            Self::Doubled => {
                let state = attempt.state().unwrap_or_default();
                changed(&[("state", Some(WRONG)), ("state", Some(&state))])
            }
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Another => "with another state",
            Self::Empty => "with an empty state",
            Self::Missing => "without a state",
            Self::Doubled => "with two states, a wrong one first",
        }
    }
}
