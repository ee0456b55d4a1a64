//! Authorization responses that a client must not believe, or has to survive.

use crate::fault::{AtAnswer, StateFault, What};
use crate::idp::Idp;

/// The `state` of a sign-in that never was.
const ANOTHER_STATE: &str = "another-sign-in";

/// What is wrong with an authorization response, if anything is.
#[derive(Debug, Default)]
pub(in crate::http) struct AnswerFault {
    what: Option<What>,
    /// The `state` of the answer before.
    earlier: Option<String>,
}

impl AnswerFault {
    /// What is due at this answer.
    pub(in crate::http) fn due(idp: &Idp, answer: &AtAnswer<'_>) -> Self {
        let (what, earlier) = idp.fire_at_answer(answer);
        Self { what, earlier }
    }

    /// The parameters that are sent in the place of the right ones.
    pub(in crate::http) fn spoil<'a>(
        &'a self,
        mut parameters: Vec<(&'a str, &'a str)>,
    ) -> Vec<(&'a str, &'a str)> {
        let Some(what) = &self.what else {
            return parameters;
        };
        match what {
            What::Error(code) => {
                parameters.retain(|(name, _)| *name != "code");
                let error =
                    [("error", code.as_str()), ("error_description", super::shape::SENTENCE)];
                parameters.splice(0..0, error);
            }
            What::State(StateFault::Missing) => parameters.retain(|(name, _)| *name != "state"),
            What::State(StateFault::Wrong) => replace(&mut parameters, ANOTHER_STATE),
            What::State(StateFault::Replayed) => {
                replace(&mut parameters, self.earlier.as_deref().unwrap_or_default());
            }
            What::State(StateFault::Repeated) => {
                let state = parameters.iter().find(|(name, _)| *name == "state").copied();
                parameters.extend(state);
            }
            // Every other kind has its seam elsewhere.
            _ => {}
        }
        parameters
    }
}

fn replace<'a>(parameters: &mut Vec<(&'a str, &'a str)>, state: &'a str) {
    parameters.retain(|(name, _)| *name != "state");
    parameters.push(("state", state));
}
