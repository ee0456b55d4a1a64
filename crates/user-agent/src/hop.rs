//! A request and its answer, for inspection afterwards.

use std::fmt;

use http::{HeaderMap, Method, header};
use url::Url;

use crate::jar::{CookieChange, CookieError};
use crate::request::Kind;
use crate::site;

/// A request in a chain of redirects, and the effects of its answer.
#[derive(Clone)]
pub struct Hop {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) kind: Kind,
    pub(crate) sent: HeaderMap,
    pub(crate) cookies: Vec<String>,
    /// The status; 0 if nobody answered, which only a transcript shows.
    pub(crate) status: u16,
    pub(crate) received: HeaderMap,
    pub(crate) changes: Vec<(String, Result<CookieChange, CookieError>)>,
    pub(crate) target: Option<Url>,
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

    /// Returns the names of the cookies that went along, in their order.
    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// Returns a header of the answer, the first of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.received.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns every `Set-Cookie` line of the answer, in order.
    pub fn set_cookies(&self) -> impl Iterator<Item = &str> {
        self.received.get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok())
    }

    /// Returns what those lines did, by the cookie's name.
    pub fn changes(&self) -> &[(String, Result<CookieChange, CookieError>)] {
        &self.changes
    }

    /// Returns where the answer redirects to.
    pub fn redirects_to(&self) -> Option<&Url> {
        self.target.as_ref()
    }
}

impl fmt::Debug for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.method, site::without_query(&self.url), self.status)
    }
}
