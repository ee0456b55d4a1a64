//! How a finding was seen first, in words: text forms show it, and SARIF points there.

use std::fmt;

use super::record::Record;
use crate::exchange::{Exchange, Ordinal, Sender};

/// How a finding was seen first.
///
/// It displays as `#41  GET /oidc/logout by node-fetch/3.3.2, the same connection as #38`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sighting {
    /// The number of the exchange that shows the finding.
    pub exchange: u64,
    /// Its method and path: `GET /oidc/logout`.
    pub request: String,
    /// What sent it: `node-fetch/3.3.2`, `a browser`.
    pub sender: String,
    /// The number of an earlier exchange over the same connection, which is a part of the evidence.
    pub connection_of: Option<u64>,
    /// The numbers of the other earlier exchanges that are a part of the evidence.
    pub earlier: Vec<u64>,
    /// The numbers of the exchanges that showed it again; of many the first.
    pub again: Vec<u64>,
    /// The world, by id and name, if the verdict is on several and this is not the first.
    pub world: Option<String>,
}

impl Sighting {
    /// Describes the exchange that shows a finding, together with these earlier ones.
    pub(super) fn of(exchange: &Exchange, earlier: &[u64], past: &Record) -> Self {
        let same_connection = |number: &&u64| {
            Ordinal::of(**number)
                .and_then(|number| past.get(number))
                .is_some_and(|other| other.connection == exchange.connection)
        };
        let connection_of = match &exchange.sender {
            // That a browser keeps a connection says nothing.
            Sender::Browser { .. } => None,
            Sender::Client { .. } | Sender::Unknown { .. } => {
                earlier.iter().find(same_connection).copied()
            }
        };
        let others = earlier.iter().filter(|number| Some(**number) != connection_of);
        Self {
            exchange: exchange.number,
            request: exchange.request_line(),
            sender: exchange.sent_by(),
            connection_of,
            earlier: others.copied().collect(),
            again: Vec::new(),
            world: None,
        }
    }

    /// Whether this exchange showed the finding, the first time or again.
    pub(crate) fn is_at(&self, exchange: u64) -> bool {
        self.exchange == exchange || self.again.contains(&exchange)
    }

    /// Returns how many exchanges of the evidence it names.
    pub(super) fn named(&self) -> usize {
        1 + self.earlier.len() + usize::from(self.connection_of.is_some())
    }
}

impl fmt::Display for Sighting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { exchange, request, sender, .. } = self;
        write!(f, "#{exchange}  {request} by {sender}")?;
        if let Some(number) = self.connection_of {
            write!(f, ", the same connection as #{number}")?;
        }
        if !self.earlier.is_empty() {
            write!(f, ", after {}", Numbers(&self.earlier))?;
        }
        Ok(())
    }
}

/// Numbers of exchanges that a text lists; the rest are an ellipsis.
const MOST_LISTED: usize = 5;

/// Numbers of exchanges: `#44, #51, …`.
pub(super) struct Numbers<'a>(pub(super) &'a [u64]);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, number) in self.0.iter().take(MOST_LISTED).enumerate() {
            let between = if index == 0 { "" } else { ", " };
            write!(f, "{between}#{number}")?;
        }
        if self.0.len() > MOST_LISTED { f.write_str(", …") } else { Ok(()) }
    }
}
