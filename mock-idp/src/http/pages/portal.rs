//! The page in place of Scalekit's admin portal.

use askama::Template;

/// The page for an organization's administrator who opens a link to the portal.
#[derive(Template)]
#[template(path = "portal.html")]
pub(crate) struct PortalPage {
    /// The organization's name.
    pub(crate) organization: String,
    /// The features that the link is for: `sso`, `dir_sync`.
    pub(crate) features: Vec<String>,
}
