//! The reasons why no check could be made.

use thiserror::Error;
use url::Url;

use crate::fake::FakeError;
use crate::{ConfigurationError, NotTried};

/// The reason why no check could be made. Nothing is said of the application then.
#[derive(Clone, Debug, Error)]
pub enum CheckError {
    /// The fake cannot be steered.
    #[error("{0}")]
    Fake(#[from] FakeError),
    /// The configuration has a mistake.
    #[error("{0}")]
    Configuration(#[from] ConfigurationError),
    /// There is no such practice or area to look at.
    #[error("no practice {0}; `mock-idp explain` lists them")]
    NoSuchPractice(String),
    /// Nobody said where the application is.
    #[error(
        "no client of the fake has a redirect URI on this machine, so name the application's address"
    )]
    NoAddress,
    /// The address is not this machine's.
    #[error(
        "{0} is not on this machine; only loopback addresses are checked, and hosts that --allow-host names"
    )]
    NotLoopback(Url),
    /// The seed has nobody who can sign in.
    #[error("the seed has nobody who can sign in; a check needs two active users")]
    Nobody,
    /// The application does not answer as one.
    #[error("the application at {app} cannot be opened: {why}")]
    AppDown {
        /// Where it is.
        app: Url,
        /// What happened instead.
        why: String,
    },
    /// The authorization request is refused before anybody could sign in.
    #[error("Scalekit refuses the sign-in: {reason}{remedy}")]
    Refused {
        /// The fake's sentence.
        reason: String,
        /// The line to add to the seed, on lines of its own; empty if no line helps.
        remedy: String,
    },
    /// The browser that was chosen is not there.
    #[error("{0}; --browser agent needs none")]
    NoBrowser(String),
    /// No way to sign in was found.
    #[error("{0}")]
    NoLogin(String),
    /// The sign-in did not finish.
    #[error("the sign-in did not finish: {0}")]
    NoSignIn(String),
    /// The application ended, or stopped to answer, while it was checked.
    #[error("the application at {app} stopped to answer while {during}: {why}")]
    Died {
        /// Where it was.
        app: Box<Url>,
        /// What was tried: `row pkce was tried`.
        during: String,
        /// What happened.
        why: String,
    },
    /// The command of the application ended while it was checked.
    #[error("the application at {app} ended while {during}: {how}")]
    Ended {
        /// Where it was.
        app: Box<Url>,
        /// What was tried: `row pkce was tried`.
        during: String,
        /// How its command ended.
        how: String,
    },
}

/// What a check does before it tries rows.
const EXPLORING: &str = "its sign-in, guarded pages and sign-out were looked for";

impl CheckError {
    /// Returns the error of an application that answered and whose command has ended since, of what the check met then.
    #[must_use]
    pub fn ended(self, app: Url, how: String) -> Self {
        let during = match self {
            Self::Died { during, .. } => during,
            _ => EXPLORING.to_owned(),
        };
        Self::Ended { app: Box::new(app), during, how }
    }

    /// Says whether the application is to blame for it, so that what it printed last may say why.
    pub const fn is_the_applications(&self) -> bool {
        matches!(
            self,
            Self::AppDown { .. } | Self::Refused { .. } | Self::NoLogin(_) | Self::NoSignIn(_)
        ) || self.has_stopped()
    }

    /// Says whether the application does not run, or stopped to answer.
    pub const fn has_stopped(&self) -> bool {
        matches!(self, Self::AppDown { .. } | Self::Died { .. } | Self::Ended { .. })
    }

    /// Returns the exit code: 2 for usage and configuration, 3 for a check that could not be made.
    pub const fn exit(&self) -> u8 {
        match self {
            Self::Configuration(_)
            | Self::NoSuchPractice(_)
            | Self::NoAddress
            | Self::NotLoopback(_) => 2,
            _ => 3,
        }
    }
}

impl From<CheckError> for NotTried {
    fn from(error: CheckError) -> Self {
        Self(error.to_string())
    }
}
