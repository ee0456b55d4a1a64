//! Deliveries of the outbox, as events describe them.

mod event;

use serde::Serialize;

pub use self::event::DeliveryEvent;

/// One attempt to deliver a webhook or a logout token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// The delivery's number.
    pub number: u64,
    /// The type of the event, or `logout_token`.
    pub r#type: String,
    /// The address, without a query.
    pub url: String,
    /// The number of the attempt, from 1 on.
    pub attempt: usize,
}
