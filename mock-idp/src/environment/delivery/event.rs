//! What happens to deliveries. Deliveries belong to the outbox, so these events do not change the environment.

use jiff::Timestamp;
use serde::Serialize;

use super::Delivered;
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names};

/// An event of a delivery to an application.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum DeliveryEvent {
    /// An application accepted a webhook or a logout token.
    Succeeded {
        /// The attempt.
        delivery: Delivered,
        /// The status of the answer.
        status: u16,
    },
    /// An application did not accept a webhook or a logout token.
    Failed {
        /// The attempt.
        delivery: Delivered,
        /// The failure, in words: the answer that came instead, or the reason why no answer came.
        why: String,
        /// When it is retried, if it is.
        next_attempt: Option<Timestamp>,
    },
}

names! { DeliveryEvent:
    Succeeded => "delivery.succeeded",
    Failed => "delivery.failed",
}

impl Happened for DeliveryEvent {
    fn apply(&self, _: &mut Environment) {
        match self {
            Self::Succeeded { .. } | Self::Failed { .. } => {}
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::Succeeded { delivery: Delivered { number, r#type, url, .. }, status } => {
                format!("{number} {type} to {url}: {status}")
            }
            Self::Failed { delivery, why, next_attempt } => {
                let Delivered { number, r#type, url, attempt } = delivery;
                let again = next_attempt.map_or_else(String::new, |at| format!("; again at {at}"));
                format!("{number} {type} to {url}, attempt {attempt}: {why}{again}")
            }
        }
    }
}
