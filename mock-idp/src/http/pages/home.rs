//! The front page, for people who open the environment URL in a browser.

use askama::Template;

/// The front page of the fake, `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    /// The environment URL.
    pub(crate) environment_url: String,
    /// `development` or `production`, on which the rules for redirect URIs depend.
    pub(crate) environment_type: String,
    /// The registered applications.
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
    /// The registered redirect URIs.
    pub(crate) redirect_uris: Vec<String>,
}
