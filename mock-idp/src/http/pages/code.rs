//! The page on which a person types the digits from their mail.

use askama::Template;

/// The page with the field for the code. It posts to `/login/code`, `/login/resend`, `/login/restart` or
/// `/login/decline`.
#[derive(Template)]
#[template(path = "code.html")]
pub(crate) struct CodePage {
    /// The authorization request's id, which every form carries.
    pub(crate) request: String,
    /// The name of the client that began the sign-in.
    pub(crate) client: String,
    /// The address to which the code was sent.
    pub(crate) email: String,
    /// The digits: this page is a fake's, which offers them.
    pub(crate) digits: String,
    /// Whether this is a test user, whose digits are always the same and in no mail.
    pub(crate) is_test_user: bool,
    /// What was wrong with the last digits, as a sentence.
    pub(crate) error: Option<String>,
    /// Something that went well, as a sentence: another code was sent.
    pub(crate) notice: Option<String>,
}
