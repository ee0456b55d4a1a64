//! What a page can make a browser request: links, forms, images, frames, scripts.

use std::fmt;

use http::Method;
use url::Url;

use super::UserAgent;
use crate::document::submission;
use crate::request::form_action::FormAction;
use crate::request::{Initiator, Kind, Request};
use crate::{Error, Fetch, Page, site};

/// A page that begins requests in a browser: somebody else's, or the open one.
///
/// It need not exist: nothing is fetched from it, it only lends its origin.
/// Navigations open their page in the browser's window; the rest leaves the
/// window alone.
pub struct FromPage<'a> {
    pub(super) window: &'a mut UserAgent,
    pub(super) url: Url,
    pub(super) initiator: Initiator,
    pub(super) form_action: FormAction,
}

impl FromPage<'_> {
    /// Follows a link of that page, as a person does.
    ///
    /// # Errors
    ///
    /// As [`UserAgent::open`].
    pub async fn link(self, url: &str) -> Result<Page, Error> {
        let request = self.get(url, Kind::Navigation)?.by_user();
        self.window.navigate(request).await
    }

    /// Posts a form, as a script of that page does without a click.
    ///
    /// # Errors
    ///
    /// [`Error::FormActionForbids`] if the page is the open one and has such a policy; else as [`UserAgent::open`].
    pub async fn post(self, url: &str, fields: &[(&str, &str)]) -> Result<Page, Error> {
        let body = Some(submission::body(submission::encode(fields)));
        let (method, form_action) = (Method::POST, self.form_action.clone());
        let request = self.get(url, Kind::Navigation)?;
        let request = Request { method, body, form_action, ..request };
        self.window.navigate(request).await
    }

    /// Shows `<img src=url>` on that page.
    ///
    /// # Errors
    ///
    /// As [`UserAgent::open`].
    pub async fn image(self, url: &str) -> Result<Page, Error> {
        self.subresource(url, Kind::Image).await
    }

    /// Shows `<iframe src=url>` on that page.
    ///
    /// # Errors
    ///
    /// As [`UserAgent::open`].
    pub async fn frame(self, url: &str) -> Result<Page, Error> {
        self.subresource(url, Kind::Frame).await
    }

    /// Prefetches, as `<link rel=prefetch href=url>` on that page does.
    ///
    /// # Errors
    ///
    /// As [`UserAgent::open`].
    pub async fn prefetch(self, url: &str) -> Result<Page, Error> {
        self.subresource(url, Kind::Prefetch).await
    }

    /// Calls `fetch()` as a script of that page.
    ///
    /// # Errors
    ///
    /// As [`UserAgent::fetch`].
    pub async fn fetch(self, fetch: Fetch) -> Result<Page, Error> {
        let url = self.resolve(fetch.address())?;
        let request = fetch.into_request(url, self.initiator.clone())?;
        self.window.browser.travel(request).await
    }

    async fn subresource(self, url: &str, kind: Kind) -> Result<Page, Error> {
        self.window.browser.travel(self.get(url, kind)?).await
    }

    fn get(&self, url: &str, kind: Kind) -> Result<Request, Error> {
        Ok(Request::get(self.resolve(url)?, kind, self.initiator.clone()))
    }

    fn resolve(&self, text: &str) -> Result<Url, Error> {
        self.url.join(text).map_err(|error| Error::not_an_address(text, error))
    }
}

impl fmt::Debug for FromPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromPage({})", site::without_query(&self.url))
    }
}
