//! What happens to the environment as a whole.

use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Happened, names};
use crate::environment::{Environment, Names, Policies, SignInMode, elapsed};

/// The effect of a clock that is ahead on a verifier with another clock.
const AHEAD: &str = "an application that checks iat and nbf by the machine's time refuses what is issued now; to make what exists older instead, use age_seconds";

/// An event of the environment as a whole.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EnvironmentEvent {
    /// Policies changed: lifetimes, strictness, or the way in which people sign in.
    PoliciesChanged {
        /// The policies that changed, as a seed writes them.
        changed: Map<String, Value>,
        /// All policies from now on.
        #[serde(skip)]
        policies: Box<Policies>,
        /// The way in which people sign in from now on.
        #[serde(skip)]
        sign_in: SignInMode,
    },
    /// A request of the management API named fields that its operation does not have; they were ignored.
    FieldsIgnored {
        /// The operation's full name.
        operation: String,
        /// The names, and the fields that were probably meant, in a sentence.
        reason: String,
    },
    /// Everything that is remembered became older, while the time stayed what it was.
    Aged {
        /// The seconds.
        seconds: u32,
    },
    /// The environment's clock is ahead of the machine's from now on.
    ClockAhead {
        /// The seconds.
        seconds: u64,
    },
}

names! { EnvironmentEvent:
    PoliciesChanged => "policies.changed",
    FieldsIgnored => "management.ignored",
    Aged => "environment.aged",
    ClockAhead => "clock.ahead",
}

impl Happened for EnvironmentEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::PoliciesChanged { policies, sign_in, .. } => {
                environment.settings.policies = (**policies).clone();
                environment.settings.sign_in = sign_in.clone();
            }
            Self::Aged { seconds } => environment.age(*seconds),
            Self::FieldsIgnored { .. } | Self::ClockAhead { .. } => {}
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::PoliciesChanged { changed, .. } => {
                let changes = changed.iter().map(|(name, value)| format!("{name} = {value}"));
                changes.collect::<Vec<_>>().join(", ")
            }
            Self::FieldsIgnored { operation, reason } => {
                let method = operation.rsplit('/').next().unwrap_or_default();
                format!("{method}: {reason}")
            }
            Self::Aged { seconds } => {
                let age = SignedDuration::from_secs((*seconds).into());
                format!("everything is older by {}", elapsed(age))
            }
            Self::ClockAhead { seconds } => {
                let lead = SignedDuration::from_secs(i64::try_from(*seconds).unwrap_or(i64::MAX));
                format!("{} ahead of this machine's: {AHEAD}", elapsed(lead))
            }
        }
    }
}
