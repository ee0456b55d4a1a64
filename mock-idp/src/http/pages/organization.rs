//! The page on which a person of several organizations chooses one.

use askama::Template;

/// The organization chooser. It posts to `/login/organization` or `/login/decline`.
#[derive(Template)]
#[template(path = "organization.html")]
pub(crate) struct OrganizationPage {
    /// The authorization request's id, which every form carries.
    pub(crate) request: String,
    /// The name of the client that began the sign-in.
    pub(crate) client: String,
    /// The person's address.
    pub(crate) email: String,
    /// The organizations to choose from.
    pub(crate) organizations: Vec<OrganizationChoice>,
}

/// One organization that the person belongs to.
pub(crate) struct OrganizationChoice {
    /// `org_…`
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
    /// The person's roles there.
    pub(crate) roles: Vec<String>,
}
