//! Requests of the headless passwordless API: the address to prove, the code or link that proves it, and its expiry.

mod event;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use self::event::PasswordlessEvent;
use super::{Environment, Secret};

/// Most requests that are remembered at once; beyond that the oldest is dropped.
const MOST_WAITING: usize = 10_000;

/// The window in which wrong codes are counted (`docs/management.md#passwordless`: five in ten minutes).
pub(crate) const ATTEMPTS_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// What a passwordless mail contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Passwordless {
    /// A code alone.
    Otp,
    /// A link alone.
    Link,
    /// A code and a link.
    LinkOtp,
}

impl Passwordless {
    /// Returns whether there is a code in the mail.
    pub(crate) fn has_code(self) -> bool {
        self != Self::Link
    }

    /// Returns whether there is a link in the mail.
    pub(crate) fn has_link(self) -> bool {
        self != Self::Otp
    }
}

/// An address that waits to be proven.
#[derive(Clone, Debug, Serialize)]
pub struct PasswordlessRequest {
    /// The `auth_request_id`. Who has it can guess at the code, so it is kept like a secret.
    pub id: Secret,
    /// The address, in lower case.
    pub email: String,
    /// The template that the application requested: `SIGNIN` or `SIGNUP`.
    pub template: Option<String>,
    /// The application's `state`, returned when the address is proven.
    #[serde(skip)]
    pub state: Option<String>,
    /// The link's address, without its token.
    pub link: Option<String>,
    /// What the mail contains.
    pub kind: Passwordless,
    /// How long code and link live, in seconds.
    pub lifetime: u32,
    /// The digits of the newest mail.
    pub code: Option<Secret>,
    /// The token in the link of the newest mail.
    pub link_token: Option<Secret>,
    /// When code and link expire.
    pub expires_at: Timestamp,
    /// The times at which wrong codes were presented.
    #[serde(skip)]
    pub(crate) wrong: Vec<Timestamp>,
}

impl PasswordlessRequest {
    /// Returns the number of wrong codes within the window before `now`.
    pub(crate) fn wrong_of_late(&self, now: Timestamp) -> usize {
        let of_late = |at: &&Timestamp| now.duration_since(**at) < ATTEMPTS_WINDOW;
        self.wrong.iter().filter(of_late).count()
    }
}

impl Environment {
    /// Returns the request with this `auth_request_id`, expired or not, unless it was answered.
    pub(crate) fn passwordless(&self, id: &str) -> Option<&PasswordlessRequest> {
        self.passwordless.get(&Secret::from(id))
    }

    /// Returns the request whose newest mail's link carries this token.
    pub(crate) fn passwordless_by_link(&self, token: &str) -> Option<&PasswordlessRequest> {
        self.passwordless.values().find(|request| {
            request.link_token.as_ref().is_some_and(|link_token| link_token.is(token))
        })
    }
}
