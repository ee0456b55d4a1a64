//! Selecting exchanges, and the error when none comes in time.

use std::fmt;
use std::time::Duration;

use super::Exchange;
use crate::environment::{ClientId, SessionId};
use crate::wire::Endpoint;

/// Selects exchanges, from a number on.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExchangeFilter {
    pub(crate) from: u64,
    pub(crate) endpoint: Option<Endpoint>,
    /// The client that it names, or whose code or token it carries.
    pub(crate) client: Option<ClientId>,
    /// The session that it is about, also by the ID token that it brings as a hint.
    pub(crate) session: Option<SessionId>,
}

impl ExchangeFilter {
    /// Whether an exchange is selected.
    pub(super) fn matches(&self, exchange: &Exchange) -> bool {
        let Self { from, endpoint, client, session } = self;
        let is_about = |session: &SessionId| {
            exchange.session.as_ref() == Some(session) || exchange.hinted.as_ref() == Some(session)
        };
        exchange.number >= *from
            && endpoint.is_none_or(|endpoint| exchange.is_at(endpoint))
            && client.as_ref().is_none_or(|client| exchange.client.as_ref() == Some(client))
            && session.as_ref().is_none_or(is_about)
    }
}

/// What is selected, in words: `exchange at logout of skc_1`.
impl fmt::Display for ExchangeFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("exchange")?;
        if let Some(endpoint) = self.endpoint {
            write!(f, " at {endpoint}")?;
        }
        if let Some(client) = &self.client {
            write!(f, " of {}", client.as_str())?;
        }
        if let Some(session) = &self.session {
            write!(f, " about {}", session.as_str())?;
        }
        Ok(())
    }
}

/// No selected exchange was answered in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {what} was answered within {} ms, from number {from} on; the last number is {last}", .within.as_millis())]
pub(crate) struct NoExchangeError {
    /// What was selected.
    pub(crate) what: String,
    /// The number from which on exchanges count.
    pub(crate) from: u64,
    /// How long it waited, by the machine's clock.
    pub(crate) within: Duration,
    /// The number of the last exchange; 0 if there is none.
    pub(crate) last: u64,
}
