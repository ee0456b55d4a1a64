//! Requests and pages of another browser: what it reports of them, as this crate's own types.

use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::agent::names_in;
use crate::clock;
use crate::hop::{CookieLine, Hop};
use crate::jar::{self, CookieAttributes, CookieContext, Jar};
use crate::page::{Page, PageParts};
use crate::request::referrer::ReferrerPolicy;
use crate::request::{Initiator, Kind, Request, redirect};

/// A request of another browser, and its answer.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The method.
    pub method: Method,
    /// Where it went.
    pub url: Url,
    /// What it was for.
    pub kind: Kind,
    /// The page that began it; `None` for the address bar.
    pub initiator: Option<Url>,
    /// The headers, `cookie` among them.
    pub sent: HeaderMap,
    /// The body; `None` if there was none.
    pub body: Option<String>,
    /// The status; 0 if nobody answered.
    pub status: u16,
    /// The headers of the answer.
    pub received: HeaderMap,
}

/// A page of another browser.
#[derive(Clone, Debug)]
pub struct ObservedPage {
    /// Where the window is.
    pub url: Url,
    /// The page from which the window came; `None` for the address bar.
    pub came_from: Option<Url>,
    /// The status of the document.
    pub status: u16,
    /// The headers of the document.
    pub headers: HeaderMap,
    /// The document as it is now, scripts' changes included.
    pub body: String,
    /// The requests that led to it.
    pub hops: Vec<Hop>,
    /// An address off loopback that the window would not go to.
    pub left_for: Option<Url>,
}

impl Hop {
    /// Makes a hop of what another browser sent and got. What the answer does to the cookies is judged by a jar that has
    /// what the browser had before.
    pub fn observed(seen: Observed, jar: &mut Jar, context: CookieContext) -> Self {
        let now = clock::real()();
        let lines = seen.received.get_all(http::header::SET_COOKIE).iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
        let changes = lines.map(|line| CookieLine {
            name: jar::name_of(&line).to_owned(),
            change: jar.set(&seen.url, &line, context, now),
            attributes: CookieAttributes::of(&line, now),
        });
        let changes = changes.collect();
        let status = StatusCode::from_u16(seen.status).ok();
        let target = status.and_then(|code| redirect::target(code, &seen.received, &seen.url));
        Self {
            cookies: names_in(&seen.sent),
            target: target.and_then(Result::ok),
            method: seen.method,
            url: seen.url,
            kind: seen.kind,
            initiator: seen.initiator,
            fields: Vec::new(),
            body: seen.body,
            sent: seen.sent,
            status: seen.status,
            received: seen.received,
            changes,
        }
    }
}

impl Page {
    /// Makes a page of what another browser shows.
    pub fn observed(seen: ObservedPage) -> Self {
        let initiator = match seen.came_from {
            None => Initiator::Person,
            Some(url) => Initiator::Document { url, policy: ReferrerPolicy::default() },
        };
        Self::new(PageParts {
            request: Request::get(seen.url, Kind::Navigation, initiator),
            status: StatusCode::from_u16(seen.status).ok(),
            headers: seen.headers,
            body: seen.body,
            hops: seen.hops,
            left_for: seen.left_for,
        })
    }
}
