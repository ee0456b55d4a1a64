//! Where the admin portal would be.

use askama::Template;

/// What an organization's administrator sees who opens a link to the portal.
#[derive(Template)]
#[template(path = "portal.html")]
pub(crate) struct PortalPage {
    /// The organization's name.
    pub(crate) organization: String,
    /// What the link is for: `sso`, `dir_sync`.
    pub(crate) features: Vec<String>,
}
