//! A probe: what is tried, what it needs, and what it found.

use std::future::Future;
use std::pin::Pin;

use practices::Practice;

use crate::Stage;
use crate::outcome::{Breach, Outcome, Weight};

/// What a probe returns when it runs.
pub type Running<'s> = Pin<Box<dyn Future<Output = Tried> + Send + 's>>;

/// What a probe found, or the reason why it found nothing.
pub type Tried = Result<Vec<Finding>, NotTried>;

/// Something that is tried with an application, to decide one or more practices.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// The practices that it decides.
    pub decides: &'static [&'static Practice],
    /// What has to be there for it.
    pub needs: &'static [Need],
    /// How long the fake lets tokens live meanwhile, in seconds; `None` leaves the usual lifetimes.
    pub access_token_seconds: Option<u32>,
    /// Tries it, with an environment and browsers of its own.
    pub run: for<'s> fn(&'s Stage) -> Running<'s>,
}

/// What has to be there for a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A page that only a person who signed in can open. Nearly every probe that signs somebody in has this.
    Guarded,
    /// A guarded page that answers JSON.
    GuardedApi,
    /// A way to sign out that works without a script, or a browser that runs scripts.
    SignOut,
    /// Application and fake on two host names: on one of them a browser treats both as one site.
    TwoSites,
    /// A route that renews, named in the configuration.
    Refresh,
    /// A page for administrators, named in the configuration.
    AdminOnly,
    /// The process of the application, started by the command: its output can be read.
    Process,
    /// A second instance of the application, named in the configuration.
    Instances,
    /// An address of the application for webhooks, named in the configuration or registered.
    Webhook,
    /// An address of the application for logout tokens, named in the configuration or registered.
    BackChannel,
    /// A browser that runs scripts.
    Scripts,
    /// A check that takes its time (`--thorough`): it waits for real seconds, or sends floods.
    Thorough,
}

/// Writes a line of a table: `probe!([LOGOUT_CARRIES_HINT], &[Need::SignOut], logout_carries_hint::run)`.
///
/// With `, living 6` access tokens live for so many seconds while it runs; such a probe needs [`Need::Thorough`].
macro_rules! probe {
    ([$($practice:ident),+ $(,)?], $needs:expr, $run:path $(,)?) => {
        probe!(@ [$($practice),+], $needs, $run, None)
    };
    ([$($practice:ident),+ $(,)?], $needs:expr, $run:path, living $seconds:expr) => {
        probe!(@ [$($practice),+], $needs, $run, Some($seconds))
    };
    (@ [$($practice:ident),+], $needs:expr, $run:path, $seconds:expr) => {
        $crate::Probe {
            decides: &[$(&practices::$practice),+],
            needs: $needs,
            access_token_seconds: $seconds,
            run: |stage| Box::pin($run(stage)),
        }
    };
}

/// What a probe found about one practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The practice.
    pub practice: &'static Practice,
    /// What became of it.
    pub outcome: Outcome,
}

/// The reason why a probe could prove nothing: an act that had to succeed did not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotTried(pub String);

impl NotTried {
    /// Makes one of a reason: a sentence without a full stop.
    pub fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl From<user_agent::Error> for NotTried {
    fn from(error: user_agent::Error) -> Self {
        Self(error.to_string())
    }
}

/// Requires that an act which makes the claim meaningful has succeeded.
///
/// # Errors
///
/// [`NotTried`] with the reason, if it has not.
pub(crate) fn control(has_succeeded: bool, otherwise: &str) -> Result<(), NotTried> {
    if has_succeeded { Ok(()) } else { Err(NotTried::because(otherwise)) }
}

/// Finds that a practice holds.
pub(crate) fn holds(practice: &'static Practice) -> Finding {
    Finding { practice, outcome: Outcome::Holds }
}

/// Finds that a practice is broken.
pub(crate) fn broken(practice: &'static Practice, what: impl Into<String>) -> Finding {
    let breach = Breach::new(Weight::Fault, what);
    Finding { practice, outcome: Outcome::Broken(breach) }
}

/// Finds that the application has nothing that a practice could be about.
pub(crate) fn does_not_apply(practice: &'static Practice, why: impl Into<String>) -> Finding {
    Finding { practice, outcome: Outcome::DoesNotApply(why.into()) }
}

/// Finds that one practice of several could not be tried.
pub(crate) fn not_tried(practice: &'static Practice, why: impl Into<String>) -> Finding {
    Finding { practice, outcome: Outcome::NotTried(why.into()) }
}

/// Returns each of these lines once, in order, with the number of times that it was there.
pub(crate) fn folded(lines: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match counted.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => counted.push((line, 1)),
        }
    }
    let shown = |(line, count)| if count == 1 { line } else { format!("{line}  ({count} times)") };
    counted.into_iter().map(shown).collect()
}

impl Finding {
    /// Adds what shows a breach, line by line.
    #[must_use]
    pub fn with(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        if let Outcome::Broken(breach) = &mut self.outcome {
            breach.evidence.extend(evidence);
        }
        self
    }

    /// Says whether it is a recommendation that was missed.
    pub(crate) fn is_advice(&self) -> bool {
        self.outcome.breach().is_some_and(|breach| breach.weight == Weight::Advice)
    }

    /// Makes a breach a recommendation that was missed.
    #[must_use]
    pub fn as_advice(mut self) -> Self {
        if let Outcome::Broken(breach) = &mut self.outcome {
            breach.weight = Weight::Advice;
        }
        self
    }
}
