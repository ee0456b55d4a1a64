//! What each request was, for people.

use askama::Template;

use super::Moment;

/// Exchanges, the newest first.
#[derive(Default, Template)]
#[template(path = "exchanges.html")]
pub(crate) struct ExchangesPage {
    /// The environment URL.
    pub(crate) environment: String,
    pub(crate) rows: Vec<ExchangeRow>,
    /// How many are older than those.
    pub(crate) more: usize,
}

/// One exchange with all that is known of it.
#[derive(Template)]
#[template(path = "exchange.html")]
pub(crate) struct ExchangePage {
    /// The environment URL.
    pub(crate) environment: String,
    pub(crate) row: ExchangeRow,
    /// The facts, each with what it is about.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// The whole of it.
    pub(crate) json: String,
}

/// The line of an exchange.
pub(crate) struct ExchangeRow {
    pub(crate) number: u64,
    /// When the request came.
    pub(crate) at: Moment,
    /// Method and path.
    pub(crate) request: String,
    /// What sent it.
    pub(crate) sender: String,
    /// What became of it.
    pub(crate) outcome: String,
    /// What is wrong with the answer, in a word: `refused`, `failed`.
    pub(crate) mark: Option<&'static str>,
}
