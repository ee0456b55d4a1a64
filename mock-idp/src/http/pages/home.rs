//! The front page, for people who open the environment URL in a browser.

use askama::Template;

/// The quiet front page of the fake, `GET /`, for who may not use the control API.
#[derive(Default, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    /// The environment URL.
    pub(crate) environment_url: String,
    /// `development` or `production`, on which the rules for redirect URIs depend.
    pub(crate) environment_type: String,
    /// The registered applications.
    pub(crate) applications: Vec<Application>,
    /// Whether there is a control API, and with it a journal and a verdict to read.
    pub(crate) has_control: bool,
    /// Whether the page takes the control token.
    pub(crate) takes_token: bool,
    /// What is wrong with the token that was sent.
    pub(crate) error: Option<String>,
}

/// A registered client, without its secrets.
pub(crate) struct Application {
    /// `skc_…`
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// `web`, `spa` or `native`.
    pub(crate) kind: String,
    /// The registered redirect URIs.
    pub(crate) redirect_uris: Vec<String>,
}
