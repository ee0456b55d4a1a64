//! A sign-out that another page sends in the person’s browser.

use url::Url;
use user_agent::{Error, Page};

use super::request::Request;
use crate::{Browser, Lure, NotTried};

/// A page that a person was lured to.
const STRANGER: &str = "http://evil.localhost/";

/// A port on which no application listens; nothing is fetched from it.
const NEIGHBOURS_PORT: u16 = 1;

/// The fields of a forged form.
#[derive(Clone, Copy, Debug)]
enum Fields<'f> {
    None,
    /// The names of the form’s own fields, with values that nobody issued.
    Guessed,
    /// Those that the application’s own page sent, in a session that has ended.
    Old,
    /// Those that somebody else has.
    These(&'f [(String, String)]),
}

#[derive(Clone, Copy, Debug)]
enum By<'f> {
    Link,
    Form(Fields<'f>),
    Image,
    Prefetch,
    Script,
}

/// A sign-out that another page sends.
#[derive(Clone, Debug)]
pub(super) struct Forged<'f> {
    /// What sends it: the subject of a sentence.
    pub(super) how: &'static str,
    from: Url,
    by: By<'f>,
}

impl<'f> Forged<'f> {
    pub(super) fn link(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Link }
    }

    pub(super) fn image(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Image }
    }

    pub(super) fn prefetch(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Prefetch }
    }

    /// A form without fields.
    pub(super) fn form(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Form(Fields::None) }
    }

    /// A form with the application’s own fields, and values that nobody issued.
    pub(super) fn guess(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Form(Fields::Guessed) }
    }

    /// A form with what the application’s own page sent, in a session that has ended.
    pub(super) fn old(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Form(Fields::Old) }
    }

    pub(super) fn with(how: &'static str, from: Url, fields: &'f [(String, String)]) -> Self {
        Self { how, from, by: By::Form(Fields::These(fields)) }
    }

    /// A script that sends what the application’s own script sent, method and headers included.
    pub(super) fn script(how: &'static str, from: Url) -> Self {
        Self { how, from, by: By::Script }
    }

    /// Sends it from the person’s browser; what comes of it is seen by the session alone.
    ///
    /// # Errors
    ///
    /// [`NotTried`] if the application cannot be reached.
    pub(super) async fn send(
        &self,
        browser: &mut dyn Browser,
        request: &Request,
    ) -> Result<Option<Page>, NotTried> {
        let fields: Vec<(String, String)> = match self.by {
            By::Form(Fields::These(fields)) => fields.to_vec(),
            By::Form(Fields::Guessed) => request.guessed_fields(),
            By::Form(Fields::Old) => request.fields.clone(),
            _ => request.no_fields(),
        };
        let pairs: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let lure = match (self.by, request.encoding, &request.script) {
            (By::Link, ..) => Lure::Link,
            (By::Form(_), None, _) => Lure::Form(&pairs),
            (By::Form(_), Some(encoding), _) => Lure::FormIn(encoding, &pairs),
            (By::Image, ..) => Lure::Image,
            (By::Prefetch, ..) => Lure::Prefetch,
            (By::Script, _, Some(fetch)) => Lure::Script(fetch),
            (By::Script, _, None) => return Ok(None),
        };
        match browser.lure(&self.from, lure, request.url.as_str()).await {
            Ok(page) => Ok(Some(page)),
            Err(error @ (Error::Unreachable { .. } | Error::TimedOut { .. })) => Err(error.into()),
            Err(_) => Ok(None),
        }
    }
}

/// Returns a page of another site.
pub(super) fn stranger() -> Url {
    STRANGER.parse().expect("a constant address")
}

/// Returns a page of the same site and another origin: another port of the application’s host.
pub(super) fn neighbour(app: &Url) -> Url {
    let mut neighbour = app.clone();
    let _has_a_host = neighbour.set_port(Some(NEIGHBOURS_PORT));
    neighbour
}
