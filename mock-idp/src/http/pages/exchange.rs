//! What each request was, for people.

use askama::Template;
use jiff::Timestamp;

/// Exchanges, the newest first.
#[derive(Default, Template)]
#[template(path = "exchanges.html")]
pub(crate) struct ExchangesPage {
    pub(crate) rows: Vec<ExchangeRow>,
    /// How many are older than those.
    pub(crate) more: usize,
}

/// One exchange with all that is known of it.
#[derive(Template)]
#[template(path = "exchange.html")]
pub(crate) struct ExchangePage {
    pub(crate) row: ExchangeRow,
    /// The facts, each with what it is about.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The whole of it.
    pub(crate) json: String,
}

/// The line of an exchange.
pub(crate) struct ExchangeRow {
    pub(crate) number: u64,
    /// When the request came, by the environment's clock.
    pub(crate) at: Timestamp,
    /// The same since the environment began.
    pub(crate) elapsed: String,
    /// Method and path.
    pub(crate) request: String,
    /// What sent it.
    pub(crate) sender: String,
    /// What became of it.
    pub(crate) outcome: String,
}
