//! The errors of a user agent, in sentences for the author of a test.

use std::time::Duration;

use thiserror::Error;

use crate::site;

/// The reason why an act failed. URLs are shown without their queries, which may have codes and tokens.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Nothing but loopback, and hosts that were named, is ever connected to.
    #[error(
        "{0} is not on loopback; this user agent connects to localhost, *.localhost, 127.0.0.0/8 and [::1] only"
    )]
    NotLoopback(String),
    /// A text that is no address.
    #[error("{0:?} is not an address to open: {1}")]
    NotAnAddress(String, String),
    /// No answer came.
    #[error("{url} did not answer: {why}")]
    Unreachable {
        /// The address.
        url: String,
        /// The cause.
        why: String,
    },
    /// A `Location` that cannot be parsed.
    #[error("{url} redirects to {location:?}, which is no address")]
    BadLocation {
        /// The address that redirected.
        url: String,
        /// Its `Location`.
        location: String,
    },
    /// The answer, or the way to the last one, took longer than [`Limits::time`](crate::Limits::time).
    #[error("{url} did not answer in full within {limit:?}")]
    TimedOut {
        /// The address.
        url: String,
        /// The time for the whole act.
        limit: Duration,
    },
    /// The body is larger than [`Limits::body`](crate::Limits::body).
    #[error("{url} answers with more than {most} octets, the most that are read")]
    TooLarge {
        /// The address.
        url: String,
        /// The limit, in octets.
        most: usize,
    },
    /// One redirect more than [`Limits::redirects`](crate::Limits::redirects); with the addresses of the whole way.
    #[error("more than {} redirects, the last of them {}", .0.len().saturating_sub(2), loop_of(.0))]
    RedirectLoop(Vec<String>),
    /// The act needs a page, and none is open.
    #[error("no page is open; open() one first")]
    NoPage,
    /// `back()` on the first page.
    #[error("there is no page to go back to")]
    NoPageBefore,
    /// Nothing on the page bears the name.
    #[error("no {what} {wanted:?} on this page; {}", those(.there_are))]
    NotFound {
        /// Kind of thing: link, button, field.
        what: &'static str,
        /// The name that was looked for.
        wanted: String,
        /// Those of the kind that do exist.
        there_are: Vec<String>,
    },
    /// Several things bear the name.
    #[error("{count} {what}s are called {wanted:?} on this page; say which by a selector")]
    Ambiguous {
        /// Kind of thing: link, button, field.
        what: &'static str,
        /// The name that was looked for.
        wanted: String,
        /// How many bear the name.
        count: usize,
    },
    /// The thing exists, and is switched off.
    #[error("the {what} {name:?} is disabled")]
    Disabled {
        /// Kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The browser would keep the form and point at the field.
    #[error("the form was not sent: {0:?} is required and empty")]
    Required(String),
    /// More than the field takes.
    #[error("{field:?} takes at most {maxlength} characters, not {length}")]
    TooLong {
        /// The field.
        field: String,
        /// Its `maxlength`, in UTF-16 code units as HTML counts.
        maxlength: usize,
        /// What was typed, in the same unit.
        length: usize,
    },
    /// The page's Content Security Policy keeps the form from going there.
    #[error("the form was not sent on: the page's policy {0}")]
    FormActionForbids(String),
    /// Only urlencoded forms are sent.
    #[error(
        "the form is sent as {0}, which is not supported; only application/x-www-form-urlencoded is"
    )]
    UnsupportedEncoding(String),
    /// Another origin does not let the script read its answer.
    #[error("the script may not read the answer of {url}: {why}")]
    CorsForbids {
        /// The address of the answer.
        url: String,
        /// The reason.
        why: String,
    },
    /// A selector that is not CSS.
    #[error("{0:?} is not a CSS selector")]
    NotASelector(String),
    /// A header that cannot be sent.
    #[error("{0:?} is not a header a request can carry")]
    NotAHeader(String),
    /// The answer is not JSON.
    #[error("the answer is not JSON: {0}")]
    NotJson(String),
}

impl Error {
    pub(crate) fn not_an_address(text: &str, why: url::ParseError) -> Self {
        Self::NotAnAddress(site::without_query_of(text), why.to_string())
    }
}

/// Returns the addresses from the last visit of the final one on: the loop, if it is one.
fn loop_of(urls: &[String]) -> String {
    let Some((last, before)) = urls.split_last() else {
        return String::new();
    };
    let start = before.iter().rposition(|url| url == last).unwrap_or(0);
    urls[start..].join(" → ")
}

fn those(names: &[String]) -> String {
    match names {
        [] => "there are none at all".to_owned(),
        [only] => format!("there is only {only:?}"),
        names => {
            let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
            format!("there are {}", names.join(", "))
        }
    }
}
