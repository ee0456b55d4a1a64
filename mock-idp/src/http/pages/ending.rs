//! Where a person comes to rest: signed out, welcome, too late, or in the wrong place.

use askama::Template;

/// The end of a logout that named no address to go on to.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOutPage {
    /// Why no session ended, where none did; a clause, to follow a colon and to precede a full stop.
    pub(crate) nothing_ended: Option<String>,
}

/// A page of a sign-in that was answered before, or was left for too long.
#[derive(Template)]
#[template(path = "stale.html")]
pub(crate) struct StalePage {
    /// Where to begin again; the label is the name of the application.
    pub(crate) begin_again: Option<Link>,
}

/// A form that came twice: the first has signed the person in.
#[derive(Template)]
#[template(path = "signed_in.html")]
pub(crate) struct SignedInPage {
    /// Whose session it is.
    pub(crate) email: String,
    /// Where the application begins a sign-in, which needs no page now; the label is the application's name.
    pub(crate) go_on: Option<Link>,
}

/// An invitation that was accepted, where no application says how to go on.
#[derive(Template)]
#[template(path = "joined.html")]
pub(crate) struct JoinedPage {
    /// The name of the organization.
    pub(crate) organization: String,
}

/// The page for a request that cannot be answered at its redirect URI.
#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    /// What happened, in a few words.
    pub(crate) title: String,
    /// What went wrong, in one sentence.
    pub(crate) message: String,
    /// The facts: which URI was requested, which URIs are registered.
    pub(crate) details: Vec<Detail>,
    /// What to do about it, in one sentence.
    pub(crate) remedy: Option<String>,
    /// Where to go from here, the primary action.
    pub(crate) back: Link,
}

/// A part of a sentence: words, or what stood between backticks.
struct Piece<'t> {
    text: &'t str,
    is_code: bool,
}

/// Splits a sentence at its backticks, which mark code in the journal and in JSON.
fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    let is_paired = sentence.matches('`').count().is_multiple_of(2);
    let parts = sentence.split(move |c| c == '`' && is_paired);
    parts.enumerate().map(|(index, text)| Piece { text, is_code: index % 2 == 1 })
}

/// One line of the facts.
pub(crate) struct Detail {
    /// `asked for`
    pub(crate) label: String,
    /// One value or many; an empty list reads `none`.
    pub(crate) values: Vec<String>,
}

/// A way out of a page.
///
/// The URL is a registered one. Should it say `javascript:`, the content security policy stops it.
#[derive(Clone)]
pub(crate) struct Link {
    /// What it leads to.
    pub(crate) label: String,
    /// Where that is.
    pub(crate) url: String,
}

impl Link {
    /// Returns the link to the page that shows what the environment has.
    pub(crate) fn home() -> Self {
        Self { label: "See what this environment has".to_owned(), url: "/".to_owned() }
    }
}
