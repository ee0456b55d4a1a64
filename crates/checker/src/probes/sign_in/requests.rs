//! Rows 10, 11 and 17: what each authorization request of an ordinary sign-in says.
//!
//! Innocent: a `state` with a page to return to beside something random; an identifier whose version stands in it.

use std::collections::BTreeSet;

use practices::{PROMPT_LOGIN_FOR_STEP_UP, SCOPES_ARE_RIGHT, STATE_IS_NEW};
use url::Url;

use crate::probe::{broken, control, holds};
use crate::stage::parameter;
use crate::{Finding, Stage, Tried};

/// How many requests are compared: a counter and a clock show in a few, and a random value differs in each character.
const SAMPLES: usize = 16;

/// The fewest characters in which the states have to differ: of 22 in base64url, 128 bits, two may happen to agree.
const FEWEST_RANDOM: usize = 16;

pub(super) async fn run(stage: &Stage) -> Tried {
    let doorstep = stage.doorstep().await?;
    let mut requests = Vec::new();
    for _ in 0..SAMPLES {
        requests.extend(stage.authorization(&doorstep, doorstep.probe()).await?);
    }
    control(requests.len() == SAMPLES, "not each request began a sign-in")?;
    Ok(vec![scopes(&requests[0]), state(&requests), prompt(&requests)])
}

fn scopes(request: &Url) -> Finding {
    let scope = parameter(request, "scope").unwrap_or_default();
    let words: BTreeSet<_> = scope.split_whitespace().collect();
    let wanted = ["openid", "profile", "email", "offline_access"];
    let missing: Vec<_> = wanted.into_iter().filter(|word| !words.contains(word)).collect();
    if missing.is_empty() {
        return holds(&SCOPES_ARE_RIGHT);
    }
    let what = format!("the sign-in does not request {}", missing.join(", "));
    broken(&SCOPES_ARE_RIGHT, what).as_advice()
}

fn state(requests: &[Url]) -> Finding {
    let states: Vec<_> = requests.iter().filter_map(|url| parameter(url, "state")).collect();
    let is_protected = requests.iter().all(|url| parameter(url, "code_challenge").is_some());
    let what = if states.len() < requests.len() {
        "the authorization request has no state".to_owned()
    } else if states.iter().collect::<BTreeSet<_>>().len() < states.len() {
        "the state is that of an earlier sign-in".to_owned()
    } else {
        let random = differing(&states);
        if random >= FEWEST_RANDOM {
            return holds(&STATE_IS_NEW);
        }
        format!("of {SAMPLES} states only {random} characters differ: the next one can be foretold")
    };
    let finding = broken(&STATE_IS_NEW, what);
    if is_protected { finding.as_advice() } else { finding }
}

/// Returns in how many places the texts are not all the same.
fn differing(texts: &[String]) -> usize {
    let texts: Vec<Vec<char>> = texts.iter().map(|text| text.chars().collect()).collect();
    let longest = texts.iter().map(Vec::len).max().unwrap_or_default();
    let kinds = |at: usize| texts.iter().map(|text| text.get(at)).collect::<BTreeSet<_>>().len();
    (0..longest).filter(|at| kinds(*at) > 1).count()
}

fn prompt(requests: &[Url]) -> Finding {
    let is_login =
        |url: &Url| parameter(url, "prompt").is_some_and(|prompt| prompt.contains("login"));
    if requests.iter().all(is_login) {
        let what = "every sign-in has prompt=login, so people prove again and again who they are";
        return broken(&PROMPT_LOGIN_FOR_STEP_UP, what).as_advice();
    }
    holds(&PROMPT_LOGIN_FOR_STEP_UP)
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn a_clock_differs_in_few_places_and_something_random_in_most() {
        let clock = ["1767603600", "1767603601", "1767603702"].map(str::to_owned);
        let random = ["k3-Vq0", "Zw_17a", "0fGh2x"].map(str::to_owned);

        assert_eq!(differing(&clock), 2);
        assert_eq!(differing(&random), 6);
    }
}
