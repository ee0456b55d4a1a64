//! Replays of deliveries.

use std::time::Duration;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::fault::DeliveryForgery;
use crate::rules::webhook::messages::Content;

/// The event whose published sample contradicts itself.
const USER_LOGOUT: &str = "user.logout";

/// Most repetitions of one replay, enough for tests of deduplication.
const MOST_TIMES: u8 = 10;

/// The way in which a delivery is sent again: unchanged, several times, late, or forged. Each repetition is one
/// request, which is not retried.
///
/// ```
/// use std::time::Duration;
/// use mock_idp::{DeliveryForgery, Replay};
///
/// let twice = Replay::again().times(2);
/// let stale = Replay::again().late(Duration::from_secs(600));
/// let forged = Replay::again().forged(DeliveryForgery::WrongSignature);
/// # let _ = (twice, stale, forged);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[must_use]
#[schemars(
    description = "How a delivery is sent again. Each time is one request, which is not tried again."
)]
pub struct Replay {
    #[schemars(range(min = 1, max = MOST_TIMES))]
    pub(crate) times: u8,
    /// Seconds by which the signature is dated earlier.
    seconds_late: u32,
    /// The forgery. Of a webhook only the signature can be forged, and of a `user.logout` also its session's status.
    #[serde(rename = "lie")]
    pub(crate) forgery: Option<DeliveryForgery>,
}

impl Default for Replay {
    fn default() -> Self {
        Self::again()
    }
}

impl Replay {
    /// Repeats a delivery with the same id and body, signed anew at the time of sending.
    pub fn again() -> Self {
        Self { times: 1, seconds_late: 0, forgery: None }
    }

    /// Repeats the delivery so many times, ten at most.
    pub fn times(self, times: u8) -> Self {
        Self { times, ..self }
    }

    /// Dates the signature so much earlier, in whole seconds. Receivers refuse a signature that is more than five
    /// minutes old.
    pub fn late(self, by: Duration) -> Self {
        Self { seconds_late: u32::try_from(by.as_secs()).unwrap_or(u32::MAX), ..self }
    }

    /// Forges the delivery.
    pub fn forged(self, forgery: DeliveryForgery) -> Self {
        Self { forgery: Some(forgery), ..self }
    }

    /// Checks that this content can be replayed in this way; the error is a sentence.
    pub(crate) fn check(self, content: &Content) -> Result<(), String> {
        if !(1..=MOST_TIMES).contains(&self.times) {
            let times = self.times;
            return Err(format!(
                "a delivery is replayed 1 to {MOST_TIMES} times at once, not {times}"
            ));
        }
        let why = match (content, self.forgery) {
            (_, None | Some(DeliveryForgery::WrongSignature)) => return Ok(()),
            (Content::Webhook { r#type, .. }, Some(DeliveryForgery::DocsSample))
                if *r#type == USER_LOGOUT =>
            {
                return Ok(());
            }
            (_, Some(DeliveryForgery::DocsSample)) => {
                "docs_sample is of a user.logout: no other sample of Scalekit's documents says what is not so"
            }
            (Content::Webhook { .. }, Some(_)) => {
                "this delivery is a webhook, and of a webhook only the signature can be forged: wrong_signature"
            }
            (Content::Logout { .. }, Some(_)) => return Ok(()),
        };
        Err(why.to_owned())
    }

    pub(super) fn is_unchanged(self) -> bool {
        self.forgery.is_none() && self.seconds_late == 0
    }

    pub(super) fn lateness(self) -> SignedDuration {
        SignedDuration::from_secs(self.seconds_late.into())
    }
}
