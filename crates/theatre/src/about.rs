//! What is known of a request, for whoever chooses its arrow.

/// A request and its answer, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The number of the exchange.
    pub number: u64,
    /// What it was, in a line: `GET /oidc/logout by a browser: 302`.
    pub heading: String,
    /// Its parameters, one by one.
    pub parameters: Vec<Fact>,
    /// Other facts, each with what it is about.
    pub facts: Vec<(String, String)>,
    /// The practices that this request can keep or break: slug and sentence.
    pub practices: Vec<(String, String)>,
    /// Where there is more.
    pub link: Option<String>,
}

/// A parameter, by its name and shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The shape of the value: `43 characters, the same as in #1`.
    pub shape: String,
    /// What the parameter is for.
    pub meaning: String,
}
