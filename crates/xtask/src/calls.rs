//! The operations that a suite called, with their outcomes.

use std::collections::BTreeSet;

use mock_idp::MockIdp;
use serde::Deserialize;

/// The fake's code of a success.
const SUCCESS: &str = "OK";

/// A client without a token is refused before its operation is looked at, and SDKs begin without one: that
/// says nothing about the operation.
const BEFORE_THE_OPERATION: &str = "UNAUTHENTICATED";

/// Pairs of an operation and an outcome. How often makes no difference, so that runs do not differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calls(BTreeSet<(String, String)>);

/// The document at `/_mock/calls`, as far as it is needed here.
#[derive(Deserialize)]
struct CallsDocument {
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    operation: String,
    code: String,
}

impl Calls {
    pub(crate) fn add(&mut self, operation: &str, code: &str) {
        if code != BEFORE_THE_OPERATION {
            self.0.insert((operation.to_owned(), code.to_owned()));
        }
    }

    /// Adds the calls that a fake in this process got.
    pub(crate) fn add_those_of(&mut self, idp: &MockIdp) {
        for call in idp.management_calls().into_keys() {
            self.add(&call.operation, call.code);
        }
    }

    /// Adds the calls of fakes that a suite started by itself: each left a line of JSON.
    pub(crate) fn add_lines(&mut self, lines: &str) -> Result<(), String> {
        for line in lines.lines() {
            let document: CallsDocument = serde_json::from_str(line)
                .map_err(|why| format!("a fake's line of calls cannot be read: {why}"))?;
            for call in document.calls {
                self.add(&call.operation, &call.code);
            }
        }
        Ok(())
    }

    pub(crate) fn succeeded(&self, operation: &str) -> bool {
        self.outcomes(operation).any(|code| code == SUCCESS)
    }

    /// Lists the outcomes in alphabetical order.
    pub(crate) fn outcomes(&self, operation: &str) -> impl Iterator<Item = &str> {
        let of_it = self.0.iter().filter(move |(called, _)| called == operation);
        of_it.map(|(_, code)| code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Calls {
        let mut calls = Calls::default();
        calls.add_lines(lines).expect("the lines are right");
        calls
    }

    #[test]
    fn the_order_and_the_number_of_calls_make_no_difference() {
        let once = r#"{"calls":[{"operation":"a/B","code":"OK","count":1}]}
{"calls":[{"operation":"a/B","code":"NOT_FOUND","count":1}]}"#;
        let often = r#"{"calls":[{"operation":"a/B","code":"NOT_FOUND","count":7},{"operation":"a/B","code":"OK","count":2}]}
{"calls":[]}"#;

        assert_eq!(read(once), read(often));
        assert_eq!(read(once).outcomes("a/B").collect::<Vec<_>>(), ["NOT_FOUND", "OK"]);
    }

    #[test]
    fn only_an_answer_is_a_success() {
        let calls = read(
            r#"{"calls":[{"operation":"a/B","code":"NOT_FOUND"},{"operation":"a/C","code":"OK"}]}"#,
        );

        assert!(!calls.succeeded("a/B"));
        assert!(calls.succeeded("a/C"));
        assert!(!calls.succeeded("a/D"));
    }

    #[test]
    fn a_call_without_a_token_is_none() {
        assert_eq!(
            read(r#"{"calls":[{"operation":"a/B","code":"UNAUTHENTICATED"}]}"#),
            Calls::default()
        );
    }

    #[test]
    fn a_line_that_is_cut_off_is_an_error() {
        assert!(Calls::default().add_lines(r#"{"calls":[{"oper"#).is_err());
    }
}
