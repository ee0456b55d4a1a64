//! A request and its answer, for inspection afterwards.

use std::fmt;

use http::{HeaderMap, Method, header};
use url::Url;

use crate::jar::{CookieAttributes, CookieChange, CookieError, RefusedCookie};
use crate::request::Kind;
use crate::site;

/// A request in a chain of redirects, and the effects of its answer.
#[derive(Clone)]
pub struct Hop {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) kind: Kind,
    /// The page that began the way; `None` for the address bar.
    pub(crate) initiator: Option<Url>,
    /// The names of the fields of a posted form.
    pub(crate) fields: Vec<String>,
    /// The body, which has secrets: neither `Debug` nor a record shows it.
    pub(crate) body: Option<String>,
    pub(crate) sent: HeaderMap,
    pub(crate) cookies: Vec<String>,
    /// The status; 0 if nobody answered, which only a transcript shows.
    pub(crate) status: u16,
    pub(crate) received: HeaderMap,
    pub(crate) changes: Vec<CookieLine>,
    pub(crate) target: Option<Url>,
}

/// What a `Set-Cookie` line said, without the value, and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieLine {
    /// The name of the cookie; empty if the line has none.
    pub name: String,
    /// What the line did to the jar, or the rule that it breaks.
    pub change: Result<CookieChange, CookieError>,
    /// What the line says beside the value; `None` if it cannot be read.
    pub attributes: Option<CookieAttributes>,
}

impl Hop {
    /// Returns the method it was sent with.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the address it was sent to.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the status of the answer.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns a header as it was sent, `cookie` and `sec-fetch-site` among them.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.sent.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns all headers as they were sent, secrets included.
    pub fn sent_headers(&self) -> &HeaderMap {
        &self.sent
    }

    /// Returns the body as it was sent, secrets included; `None` if there was none.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// Returns the names of the cookies that went along, in their order.
    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// Returns a header of the answer, the first of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.received.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns all headers of the answer.
    pub fn received(&self) -> &HeaderMap {
        &self.received
    }

    /// Returns what the request was for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns every `Set-Cookie` line of the answer, in order.
    pub fn set_cookies(&self) -> impl Iterator<Item = &str> {
        self.received.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok())
    }

    /// Returns what those lines did; nothing if the request was sent without credentials.
    pub fn changes(&self) -> &[CookieLine] {
        &self.changes
    }

    /// Returns those of the lines that no jar takes, in order.
    pub fn refused(&self) -> impl Iterator<Item = RefusedCookie> {
        self.changes.iter().filter_map(|line| {
            let (name, url) = (line.name.clone(), site::without_query(&self.url));
            line.change.err().map(|why| RefusedCookie { name, url, why })
        })
    }

    /// Returns where the answer redirects to.
    pub fn redirects_to(&self) -> Option<&Url> {
        self.target.as_ref()
    }

    /// Returns what the request was for, in one word.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Navigation => "navigation",
            Kind::Frame => "frame",
            Kind::Image => "image",
            Kind::Prefetch => "prefetch",
            Kind::Script(..) if self.method == Method::OPTIONS => "preflight",
            Kind::Script(..) => "fetch",
            Kind::Probe => "probe",
        }
    }
}

impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.method, site::without_query(&self.url), self.status)
    }
}
