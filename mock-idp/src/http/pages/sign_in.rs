//! The pages on which a person enters an address, or makes an account.

use askama::Template;

use super::SocialButton;

/// The first page of a sign-in. It posts to `/login/email`, `/login/as` or `/login/decline`.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignInPage {
    /// The authorization request's id, which every form carries.
    pub(crate) request: String,
    /// The name of the client that began the sign-in.
    pub(crate) client: String,
    /// The initial text of the e-mail field: the login hint, or what was typed before.
    pub(crate) email: String,
    /// What was wrong with the last answer, as a sentence.
    pub(crate) error: Option<String>,
    /// The social providers.
    pub(crate) social: Vec<SocialButton>,
    /// Everyone who can be signed in with one click.
    pub(crate) people: People,
    /// The address of the sign-up page.
    pub(crate) sign_up_url: String,
}

/// The first page of a sign-up. It posts to `/login/email`, with `sign_up=true`, or `/login/decline`.
#[derive(Template)]
#[template(path = "sign_up.html")]
pub(crate) struct SignUpPage {
    /// The authorization request's id, which every form carries.
    pub(crate) request: String,
    /// The name of the client that began the sign-in.
    pub(crate) client: String,
    /// What the e-mail field holds already.
    pub(crate) email: String,
    /// The initial text of the organization field.
    pub(crate) organization_name: String,
    /// What was wrong with the last answer, as a sentence.
    pub(crate) error: Option<String>,
    /// The address of the sign-in page.
    pub(crate) sign_in_url: String,
}

/// The people whom a page offers.
pub(crate) struct People {
    /// The people on the page.
    pub(crate) shown: Vec<Person>,
    /// The number of all people.
    pub(crate) total: usize,
    /// The text of the filter, on a page that does not show everybody.
    pub(crate) filter: Option<String>,
    /// The address of the page.
    pub(crate) page: String,
}

/// A user who can be signed in with one click.
pub(crate) struct Person {
    /// `usr_…`
    pub(crate) id: String,
    /// The display name, if known.
    pub(crate) name: Option<String>,
    /// The address.
    pub(crate) email: String,
    /// The memberships, each like `admin of Acme`.
    pub(crate) memberships: Vec<String>,
    /// Whether the user may sign in. The page has the button in either case, so that tests can see the refusal.
    pub(crate) active: bool,
}

impl Person {
    pub(super) fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }

    pub(super) fn initials(&self) -> String {
        self.called().split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
    }

    pub(super) fn standing(&self) -> Vec<&str> {
        if self.active {
            self.memberships.iter().map(String::as_str).collect()
        } else {
            vec!["deactivated"]
        }
    }
}
