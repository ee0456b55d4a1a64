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
    /// What the e-mail field holds already: the login hint, or what was typed before.
    pub(crate) email: String,
    /// What was wrong with the last answer, as a sentence.
    pub(crate) error: Option<String>,
    /// The social providers.
    pub(crate) social: Vec<SocialButton>,
    /// Everyone who can be signed in with one click.
    pub(crate) people: People,
    /// Where the sign-up page is.
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
    /// What the organization field holds already.
    pub(crate) organization_name: String,
    /// What was wrong with the last answer, as a sentence.
    pub(crate) error: Option<String>,
    /// Where the sign-in page is.
    pub(crate) sign_in_url: String,
}

/// The people whom a page offers.
pub(crate) struct People {
    /// Those that are on the page.
    pub(crate) shown: Vec<Person>,
    /// How many there are.
    pub(crate) total: usize,
    /// What was looked for, on a page that does not show everybody.
    pub(crate) filter: Option<String>,
    /// The address of the page.
    pub(crate) page: String,
}

/// A user who can be signed in with one click.
pub(crate) struct Person {
    /// `usr_…`
    pub(crate) id: String,
    /// What people call them, where it is known.
    pub(crate) name: Option<String>,
    /// Their address.
    pub(crate) email: String,
    /// Where they belong, each like `admin of Acme`.
    pub(crate) memberships: Vec<String>,
    /// Whether they may sign in. The button is there either way: a refusal is worth a test too.
    pub(crate) active: bool,
}

impl Person {
    pub(super) fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }

    pub(super) fn initials(&self) -> String {
        self.called().split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
    }

    fn standing(&self) -> Vec<&str> {
        if self.active {
            self.memberships.iter().map(String::as_str).collect()
        } else {
            vec!["deactivated"]
        }
    }
}
