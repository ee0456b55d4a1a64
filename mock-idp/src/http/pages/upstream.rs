//! The pages of simulated identity providers, on which a person signs in by choosing a name.

use askama::Template;

use super::People;

/// The page of an identity provider within a sign-in. It posts to `/login/upstream`, `/login/restart` or
/// `/login/decline`.
#[derive(Template)]
#[template(path = "upstream.html")]
pub(crate) struct UpstreamPage {
    /// The authorization request's id, which every form carries.
    pub(crate) request: String,
    /// The name of the client that began the sign-in.
    pub(crate) client: String,
    /// The display name of the identity provider.
    pub(crate) provider: String,
    /// The organization's name; `None` for a social provider.
    pub(crate) organization: Option<String>,
    /// What the e-mail field holds already.
    pub(crate) email: String,
    /// What was wrong with the last answer, as a sentence.
    pub(crate) error: Option<String>,
    /// Everyone who can be signed in with one click.
    pub(crate) people: People,
    /// The ways in which it can go wrong.
    pub(crate) faults: Vec<Fault>,
    /// Whether the person came from the first page.
    pub(crate) way_back: bool,
}

/// The page on which a person begins a sign-in at their identity provider. It posts to `/idp`.
#[derive(Template)]
#[template(path = "departure.html")]
pub(crate) struct DeparturePage {
    /// `conn_…`
    pub(crate) connection: String,
    /// The display name of the identity provider.
    pub(crate) provider: String,
    /// The organization's name.
    pub(crate) organization: String,
    /// The applications to which the person can go.
    pub(crate) applications: Vec<Destination>,
    /// Everyone who can be sent with one click.
    pub(crate) people: People,
    /// The ways in which it can go wrong.
    pub(crate) faults: Vec<Fault>,
}

/// An application that has an initiate-login URL.
pub(crate) struct Destination {
    /// `skc_…`
    pub(crate) id: String,
    /// The display name.
    pub(crate) name: String,
}

/// A way in which a sign-in at an identity provider can fail.
pub(crate) struct Fault {
    /// The error's code.
    pub(crate) code: String,
    /// What it means, as a clause.
    pub(crate) meaning: String,
}

/// A social provider's button on the first page.
pub(crate) struct SocialButton {
    /// `conn_…`
    pub(crate) connection: String,
    /// The display name.
    pub(crate) name: String,
}
