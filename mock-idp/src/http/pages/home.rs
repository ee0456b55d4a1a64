//! What somebody sees who opens the environment URL in a browser.

use askama::Template;

/// The front page of the fake, `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    /// The environment URL.
    pub(crate) environment_url: String,
    /// `development` or `production`: which rules apply.
    pub(crate) environment_type: String,
    /// Who may send people here.
    pub(crate) applications: Vec<Application>,
}

/// A registered client, without its secrets.
pub(crate) struct Application {
    /// `skc_…`
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// `web`, `spa` or `native`.
    pub(crate) kind: String,
    /// Where it may be answered.
    pub(crate) redirect_uris: Vec<String>,
}
