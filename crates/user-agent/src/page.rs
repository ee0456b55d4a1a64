//! Pages: the answers to requests, as documents or otherwise.

mod reading;

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::{HeaderMap, StatusCode, header};
use scraper::{Html, Selector};
use url::Url;

use self::reading::Reading;
use crate::document::controls::Forms;
use crate::document::{self, refresh};
use crate::hop::Hop;
use crate::request::form_action::FormAction;
use crate::request::referrer::ReferrerPolicy;
use crate::request::{Initiator, Request, redirect};
use crate::{Error, site};

/// An answer, and the requests that led to it. It is cheap to clone.
///
/// What a press needs of the document is read once; other questions parse it anew. No script runs in it.
#[derive(Clone)]
pub struct Page(Arc<Kept>);

struct Kept {
    parts: PageParts,
    reading: OnceLock<Reading>,
}

#[derive(Clone)]
pub(crate) struct PageParts {
    /// The last request of the way.
    pub(crate) request: Request,
    /// `None` if the response is opaque to the script.
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) hops: Vec<Hop>,
    /// A redirect that was not followed, because it leaves loopback.
    pub(crate) left_for: Option<Url>,
}

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The text of the link.
    pub text: String,
    /// The absolute address.
    pub url: Url,
}

impl Page {
    pub(crate) fn new(parts: PageParts) -> Self {
        Self(Arc::new(Kept { parts, reading: OnceLock::new() }))
    }

    /// Returns what is read of the document once.
    pub(crate) fn reading(&self) -> &Reading {
        self.0.reading.get_or_init(|| Reading::of(self))
    }

    /// Returns the status of the last answer; 0 if it [is opaque](Self::is_opaque).
    pub fn status(&self) -> u16 {
        self.0.parts.status.map_or(0, |status| status.as_u16())
    }

    /// Says whether this is another origin's response to a `no-cors` script, which can read nothing of it.
    pub fn is_opaque(&self) -> bool {
        self.0.parts.status.is_none()
    }

    /// Returns the address it was reached at, after all redirects.
    pub fn url(&self) -> &Url {
        &self.0.parts.request.url
    }

    /// Returns a header of the last answer, the first of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns all headers of the last answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.parts.headers
    }

    /// Returns the body, as it came.
    pub fn body(&self) -> &str {
        &self.0.parts.body
    }

    /// Returns every request of the way, the last one included.
    pub fn hops(&self) -> &[Hop] {
        &self.0.parts.hops
    }

    /// Returns where the page sends the browser by itself after a while, by `Refresh` or `<meta http-equiv=refresh>`. That
    /// is followed by [`follow_refresh`](crate::UserAgent::follow_refresh).
    pub fn refreshes_to(&self) -> Option<Url> {
        let header = self.header("refresh").and_then(refresh::parse);
        let target = header.or_else(|| self.reading().refresh.clone())?;
        if target.is_empty() { Some(self.url().clone()) } else { self.base().join(&target).ok() }
    }

    /// Returns the address off loopback that the last redirect names. It was not connected to.
    pub fn left_for(&self) -> Option<&Url> {
        self.0.parts.left_for.as_ref()
    }

    /// Returns the content of `<title>`; empty if there is none.
    pub fn title(&self) -> String {
        self.first("title")
    }

    /// Returns the text of the first `<h1>`; empty if there is none.
    pub fn heading(&self) -> String {
        self.first("h1")
    }

    /// Returns what a person can read on the page, white space folded; the body itself if it is not HTML.
    pub fn text(&self) -> String {
        if let Some(url) = self.left_for() {
            return format!("left for {}", site::without_query(url));
        }
        if self.is_html() {
            document::text(self.html().root_element())
        } else {
            self.body().to_owned()
        }
    }

    /// Returns the links of the page, in its order.
    pub fn links(&self) -> Vec<Link> {
        let (html, base) = (self.html(), self.base());
        let links = document::all(html.root_element(), "a[href], area[href]")
            .into_iter()
            .filter_map(|tag| {
                let url = base.join(tag.attr("href")?).ok()?;
                Some(Link { text: document::name(tag), url })
            });
        links.collect()
    }

    /// Returns the folded texts of everything a CSS selector finds.
    ///
    /// # Errors
    ///
    /// [`Error::NotASelector`].
    pub fn select(&self, css: &str) -> Result<Vec<String>, Error> {
        let selector = selector(css)?;
        Ok(self.html().select(&selector).map(document::text).collect())
    }

    /// Returns an attribute of everything a CSS selector finds and that has it: `page.attributes("input[name=csrf]", "value")`.
    ///
    /// # Errors
    ///
    /// [`Error::NotASelector`].
    pub fn attributes(&self, css: &str, attribute: &str) -> Result<Vec<String>, Error> {
        let selector = selector(css)?;
        Ok(self
            .html()
            .select(&selector)
            .filter_map(|e| e.attr(attribute).map(ToOwned::to_owned))
            .collect())
    }

    /// Returns the body as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::NotJson`].
    pub fn json(&self) -> Result<serde_json::Value, Error> {
        serde_json::from_str(self.body()).map_err(|error| Error::NotJson(error.to_string()))
    }

    fn first(&self, selector: &'static str) -> String {
        document::first_text(&self.html(), selector).unwrap_or_default()
    }

    pub(crate) fn html(&self) -> Html {
        document::parse(if self.is_html() { self.body() } else { "" })
    }

    fn is_html(&self) -> bool {
        let kind = self.header("content-type").unwrap_or("text/html").to_ascii_lowercase();
        kind.starts_with("text/html") || kind.starts_with("application/xhtml")
    }

    pub(crate) fn forms(&self) -> Forms {
        self.reading().forms.clone()
    }

    /// Returns the forms, with only those buttons that are inside the first thing a selector finds.
    pub(crate) fn forms_within(&self, css: &str) -> Result<Forms, Error> {
        let selector = selector(css)?;
        let html = self.html();
        let none =
            || Error::NotFound { what: "element", wanted: css.to_owned(), there_are: Vec::new() };
        let scope = html.select(&selector).next().ok_or_else(none)?;
        Ok(Forms::within(&html, scope))
    }

    /// Returns an address as the page means it, `<base>` included.
    pub(crate) fn resolve(&self, address: &str) -> Result<Url, Error> {
        self.base().join(address).map_err(|error| Error::not_an_address(address, error))
    }

    /// Returns the address that those of the document are relative to (HTML §4.2.3).
    fn base(&self) -> &Url {
        &self.reading().base
    }

    /// Returns the page as the initiator of a request.
    pub(crate) fn initiator(&self) -> Initiator {
        let meta = self.reading().referrer.as_deref();
        let policy = meta
            .and_then(ReferrerPolicy::parse)
            .or_else(|| redirect::said_by(&self.0.parts.headers));
        Initiator::Document { url: self.url().clone(), policy: policy.unwrap_or_default() }
    }

    pub(crate) fn form_action(&self) -> FormAction {
        let lines = self.0.parts.headers.get_all(header::CONTENT_SECURITY_POLICY).iter();
        let metas = self.reading().policies.iter().map(String::as_str);
        let policies = lines.filter_map(|line| line.to_str().ok()).chain(metas);
        FormAction::of(self.url(), policies)
    }

    /// Returns the page that began the last request of the way; `None` for the address bar.
    pub(crate) fn came_from(&self) -> Option<&Url> {
        self.0.parts.request.initiator.url()
    }

    /// Returns the request that shows it again: the last of its way, without the way.
    pub(crate) fn request(&self) -> Request {
        Request { passed: Vec::new(), ..self.0.parts.request.clone() }
    }

    /// Returns the same page, scrolled to a fragment.
    pub(crate) fn scrolled_to(&self, url: Url) -> Self {
        let mut parts = self.0.parts.clone();
        parts.request.url = url;
        Self::new(parts)
    }

    /// Says whether the page said `no-store` (RFC 9111 §5.2.2.5): the back button must fetch it again.
    pub(crate) fn must_not_be_kept(&self) -> bool {
        let lines = self.0.parts.headers.get_all(header::CACHE_CONTROL).iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .any(|line| line.to_ascii_lowercase().contains("no-store"))
    }

    /// Says whether the page takes the place of the old one; no content and a download do not (HTML §7.4.2.3).
    pub(crate) fn replaces_the_old_one(&self) -> bool {
        let disposition =
            self.header("content-disposition").unwrap_or_default().trim().to_ascii_lowercase();
        !matches!(self.status(), 204 | 205) && !disposition.starts_with("attachment")
    }
}

fn selector(css: &str) -> Result<Selector, Error> {
    Selector::parse(css).map_err(|_| Error::NotASelector(css.to_owned()))
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Page({} {}, {} hops)",
            self.status(),
            site::without_query(self.url()),
            self.hops().len()
        )
    }
}
