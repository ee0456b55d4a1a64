//! The names of entries: those of events, of refusals by endpoint, and of faults.

use super::{FAULT_FIRED, FINDING, NOTE, SDK};
use crate::environment::Event;
use crate::wire::{self, Redacted, Refuser};

/// The error of waiting for a name that no entry can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no event is called {name};{} there are {known}", meant(.nearest.as_deref()))]
#[non_exhaustive]
pub struct UnknownEventError {
    /// The name.
    pub name: String,
    /// The most similar name.
    pub nearest: Option<String>,
    /// Every name that an entry can have, separated by commas.
    pub known: String,
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" did you mean {name}?"))
}

/// Returns every name once, in alphabetical order.
pub(crate) fn all() -> Vec<String> {
    let refusals = Refuser::all().map(|refuser| refuser.event().to_owned());
    let events = Event::names().map(str::to_owned);
    let mut all: Vec<String> = events
        .chain(refusals)
        .chain([FAULT_FIRED, NOTE, FINDING, SDK].map(str::to_owned))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Checks that an entry can have this name, or, if it ends with a `*`, a name that begins so.
pub(super) fn check(pattern: &str) -> Result<(), UnknownEventError> {
    let all = all();
    let names = |name: &String| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    };
    if all.iter().any(names) {
        return Ok(());
    }
    Err(UnknownEventError {
        name: Redacted::of(pattern).to_string(),
        nearest: nearest(pattern, &all),
        known: all.join(", "),
    })
}

fn nearest(pattern: &str, all: &[String]) -> Option<String> {
    let groups = all.iter().filter_map(|name| Some(format!("{}.*", name.split_once('.')?.0)));
    let candidates: Vec<String> =
        if pattern.ends_with('*') { groups.collect() } else { all.to_vec() };
    wire::nearest(pattern, candidates.iter().map(String::as_str)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_suggests_the_nearest() {
        let meant = |pattern| check(pattern).unwrap_err().nearest;

        assert_eq!(meant("user.loggout").as_deref(), Some("user.logout"));
        assert_eq!(meant("user_login").as_deref(), Some("user.login"));
        assert_eq!(meant("usr.*").as_deref(), Some("user.*"));
        assert_eq!(meant("cake"), None);
    }

    #[test]
    fn every_name_and_group_can_be_waited_for() {
        for pattern in [
            "*",
            "user.*",
            "user*",
            "user.logout",
            "token.refused",
            "fault.fired",
            "policies.changed",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
        for pattern in ["", "user", "user.x*", "logout.refused.", "cake.refused"] {
            assert!(check(pattern).is_err(), "{pattern}");
        }
    }
}
