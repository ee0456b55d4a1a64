//! The mails that Scalekit would have sent.

use super::ControlError;
use super::find::{list, redacted};
use crate::environment::{Environment, Mail};
use crate::rules::authorization::{TEST_USER_CODE, is_test_user};
use crate::secret::Secret;

/// Returns the mails to this address, or all, the newest first.
pub(crate) fn mails<'a>(env: &'a Environment, to: Option<&str>) -> impl Iterator<Item = &'a Mail> {
    let to = to.map(str::to_lowercase);
    env.mails().filter(move |mail| to.as_ref().is_none_or(|to| mail.to.to_lowercase() == *to))
}

/// The content that is looked for in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// The digits.
    Code,
    /// The link.
    Link,
}

impl Content {
    fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Link => "link",
        }
    }

    pub(crate) fn of(self, mail: &Mail) -> Option<&Secret> {
        match self {
            Self::Code => mail.code.as_ref(),
            Self::Link => mail.link.as_ref(),
        }
    }
}

/// The result of a search for an address.
pub(crate) enum Found<'a> {
    Mail(&'a Mail),
    /// A test user's digits, which are in no mail and never expire.
    FixedCode(&'static str),
}

/// Finds the newest mail to this address that has such content.
pub(crate) fn newest<'a>(
    env: &'a Environment,
    to: &str,
    content: Content,
) -> Result<Found<'a>, ControlError> {
    if content == Content::Code && is_test_user(&to.to_lowercase()) {
        return Ok(Found::FixedCode(TEST_USER_CODE));
    }
    if let Some(mail) = mails(env, Some(to)).find(|mail| content.of(mail).is_some()) {
        return Ok(Found::Mail(mail));
    }
    let to = redacted(to);
    let mut known: Vec<&str> = mails(env, None)
        .filter(|mail| content.of(mail).is_some())
        .map(|mail| mail.to.as_str())
        .collect();
    known.sort_unstable();
    known.dedup();
    Err(ControlError::NothingMailed { what: content.name(), to, known: list(known.into_iter()) })
}
