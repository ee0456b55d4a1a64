//! What has to be registered in Scalekit's dashboard.

use super::Report;

/// What the dashboard calls each address.
pub(crate) const REDIRECT: &str = "Redirect URL";
/// Where the browser lands after a sign-out.
pub(crate) const POST_LOGOUT: &str = "Post logout URL";
/// Where a sign-in begins that somebody else wants.
pub(crate) const INITIATE_LOGIN: &str = "Initiate login URL";
/// Where Scalekit says that a session is over, with a logout token.
pub(crate) const BACK_CHANNEL_LOGOUT: &str = "Back channel logout URL";
/// Where Scalekit sends webhooks.
pub(crate) const WEBHOOK: &str = "Webhook endpoint";

impl Report {
    /// Returns the lines about the addresses to register; none if the application named none.
    pub(super) fn to_register(&self) -> Vec<String> {
        let width = self.found.registered.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
        let lines = self.found.registered.iter();
        lines.map(|(what, url)| format!("{what:<width$}  {url}")).collect()
    }
}
