//! The pages at the end of a sign-in, a logout or an invitation, and the page of errors.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::Buttons;
use crate::idp::written;

/// The page of a logout without a `post_logout_redirect_uri`.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOutPage {
    /// The reason why no session ended, if none did: a clause, which follows a colon and precedes a full stop.
    pub(crate) nothing_ended: Option<String>,
}

/// The page of a sign-in that was answered before, or has expired.
#[derive(Template)]
#[template(path = "stale.html")]
pub(crate) struct StalePage {
    /// The link to begin again, labelled with the application's name.
    pub(crate) begin_again: Option<Link>,
}

/// The page for a form that was sent twice, and has signed the person in.
#[derive(Template)]
#[template(path = "signed_in.html")]
pub(crate) struct SignedInPage {
    /// The address of the session's user.
    pub(crate) email: String,
    /// The link to the application's own begin of a sign-in, which needs no page now, labelled with the application's
    /// name.
    pub(crate) go_on: Option<Link>,
}

/// The page of an accepted invitation, if no application has registered an address to continue at.
#[derive(Template)]
#[template(path = "joined.html")]
pub(crate) struct JoinedPage {
    /// The name of the organization.
    pub(crate) organization: String,
}

/// The page for a request that cannot be answered at its redirect URI.
#[derive(Default, Template)]
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
    /// What can be done about it at once.
    pub(crate) buttons: Buttons,
    /// The number of the refusal in the journal.
    pub(crate) entry: Option<u64>,
    /// The link of the primary action.
    pub(crate) back: Link,
}

impl ErrorPage {
    /// Returns the page as an answer, with a link to the entry that the request wrote in the journal, where that can be
    /// read.
    pub(crate) fn answer(self, status: StatusCode) -> Response {
        super::page(status, &Self { entry: written(), ..self })
    }
}

/// A part of a sentence: text, or code that stood between backticks.
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

/// A fact about the error: a label and its values.
pub(crate) struct Detail {
    /// The label, such as `requested`.
    pub(crate) label: String,
    /// The values; an empty list is shown as `none`.
    pub(crate) values: Vec<Marked>,
    /// Whether what is marked in them is right, and something else wrong.
    pub(crate) is_right: bool,
}

/// A text, a part of which differs from another text beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marked {
    pub(crate) before: String,
    /// The part that differs; empty if none does.
    pub(crate) other: String,
    pub(crate) after: String,
}

impl From<String> for Marked {
    fn from(text: String) -> Self {
        Self { before: text, ..Self::default() }
    }
}

/// A link that leads away from a page.
///
/// The URL is a registered one. A `javascript:` URL would be stopped by the content security policy.
#[derive(Clone, Default)]
pub(crate) struct Link {
    /// The label.
    pub(crate) label: String,
    /// The URL.
    pub(crate) url: String,
}

impl Link {
    /// Returns the link to the front page, which lists what the environment has.
    pub(crate) fn home() -> Self {
        Self { label: "See what this environment has".to_owned(), url: "/".to_owned() }
    }
}
