//! The exchanges as a scene, for people.

use askama::Template;

/// The theatre.
#[derive(Template)]
#[template(path = "theatre.html")]
pub(crate) struct TheatrePage {
    /// The environment URL.
    pub(crate) environment: String,
    /// How much is drawn: the word, the address, and whether it is this page.
    pub(crate) densities: Vec<(&'static str, String, bool)>,
    /// The same page as a list, and as a diagram.
    pub(crate) as_text: String,
    pub(crate) as_diagram: String,
    pub(crate) is_text: bool,
    /// The files: ending and address.
    pub(crate) files: Vec<(&'static str, String)>,
    /// Where the exchanges before these are, if there are some.
    pub(crate) earlier: Option<String>,
    /// Where the page hears of what comes, if that belongs here.
    pub(crate) events: Option<String>,
    /// In how many milliseconds the next life ends by the clock, if the page goes on by itself and the clock runs.
    pub(crate) end: Option<u128>,
    /// Where the latest are.
    pub(crate) latest: String,
    /// The number of the last exchange.
    pub(crate) last: u64,
    /// The scene, as markup.
    pub(crate) fragment: String,
}
