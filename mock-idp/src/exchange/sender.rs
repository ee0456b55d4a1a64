//! What sent a request: a browser, by its Fetch Metadata, or a program.

use std::fmt;

use arcstr::ArcStr;
use http::header::{self, ORIGIN, REFERER, USER_AGENT};
use http::{HeaderMap, HeaderName};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use url::Url;

use super::interned::Interned;
use crate::wire::{Initiator, PARTS_OF_PAGES, SEC_FETCH_SITE};

/// Longest product of a `User-Agent` that is kept, in octets: `python-requests/2.31.0` has 22.
const LONGEST_PRODUCT: usize = 40;

/// Longest origin that is kept, in octets: a host name has 253 at most, and scheme and port come along.
const LONGEST_ORIGIN: usize = 270;

/// Header fields by which a proxy says that it forwarded a request.
static FORWARDING: [HeaderName; 3] =
    [header::FORWARDED, header::VIA, HeaderName::from_static("x-forwarded-for")];

/// `Sec-Fetch-User` (Fetch Metadata §2.4).
static SEC_FETCH_USER: HeaderName = HeaderName::from_static("sec-fetch-user");

/// What sent a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sender {
    /// A browser: it sent Fetch Metadata, `Sec-Purpose`, or the `Origin` of a page.
    Browser {
        /// What in the browser made the request.
        destination: Destination,
        /// Which part of a page, of a subresource: `image`, `stylesheet`.
        #[serde(skip_serializing_if = "Option::is_none")]
        part: Option<Part>,
        /// `Sec-Fetch-Site`, if it is one of the four words of Fetch Metadata.
        #[serde(skip_serializing_if = "Option::is_none")]
        site: Option<SiteRelation>,
        /// Whether a person set it off, by a click or at the address bar (`Sec-Fetch-User: ?1`). The redirects that
        /// follow say the same.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        by_person: bool,
    },
    /// A program that authenticated as a client.
    Client {
        /// The first product of its `User-Agent`.
        #[schemars(with = "Option<String>")]
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<ArcStr>,
    },
    /// Neither is proven: a program, or a browser that sends no Fetch Metadata.
    Unknown {
        /// The first product of its `User-Agent`.
        #[schemars(with = "Option<String>")]
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<ArcStr>,
    },
}

/// How the page that made a request is related to where the request went (Fetch Metadata §2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SiteRelation {
    /// Both are of one origin.
    SameOrigin,
    /// Both are of one site.
    SameSite,
    /// They are of two sites.
    CrossSite,
    /// No page made the request.
    None,
}

impl SiteRelation {
    /// Returns the word of `Sec-Fetch-Site`: `same-origin`, `same-site`, `cross-site` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameSite => "same-site",
            Self::CrossSite => "cross-site",
            Self::None => "none",
        }
    }
}

/// What in a browser made a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Destination {
    /// The window goes there.
    Document,
    /// The window goes there with a `POST` of another origin: a form, or a 307.
    CrossOriginPost,
    /// A frame.
    Frame,
    /// A part of a page: an image, a stylesheet.
    Subresource,
    /// A prefetch or a prerender.
    Prefetch,
    /// A script.
    Script,
}

/// A part of a page, by its place among those that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Part(#[schemars(with = "String")] u8);

impl Part {
    fn named(name: &str) -> Self {
        let place = PARTS_OF_PAGES.iter().position(|(_, known)| *known == name);
        Self(place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX))
    }

    /// Returns what it is called: `image`, `stylesheet`; `part` if nobody knows it.
    pub fn as_str(self) -> &'static str {
        PARTS_OF_PAGES.get(usize::from(self.0)).map_or("part", |(_, called)| called)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Default for Sender {
    fn default() -> Self {
        Self::Unknown { agent: None }
    }
}

impl Sender {
    pub(super) fn of(headers: &HeaderMap, initiator: Initiator) -> Self {
        let destination = match initiator {
            Initiator::Program => return Self::Unknown { agent: agent(headers) },
            Initiator::Navigation => Destination::Document,
            Initiator::CrossOriginPost => Destination::CrossOriginPost,
            Initiator::Frame => Destination::Frame,
            Initiator::Subresource(_) => Destination::Subresource,
            Initiator::Prefetch => Destination::Prefetch,
            Initiator::Script => Destination::Script,
        };
        let part = match initiator {
            Initiator::Subresource(name) => Some(Part::named(name)),
            _ => None,
        };
        Self::Browser { destination, part, site: site(headers), by_person: by_person(headers) }
    }

    /// Shares the agent with other exchanges.
    pub(super) fn share(&mut self, interned: &mut Interned) {
        if let Self::Client { agent: Some(agent) } | Self::Unknown { agent: Some(agent) } = self {
            *agent = interned.text(agent);
        }
    }

    /// Returns the same program, which authenticated as a client.
    pub(super) fn authenticated(self) -> Self {
        match self {
            Self::Unknown { agent } => Self::Client { agent },
            other => other,
        }
    }

    /// Returns what in a browser made the request; `None` if no browser did.
    pub fn destination(&self) -> Option<Destination> {
        match self {
            Self::Browser { destination, .. } => Some(*destination),
            Self::Client { .. } | Self::Unknown { .. } => None,
        }
    }

    /// Returns which part of a page made the request, of a subresource.
    pub fn part(&self) -> Option<Part> {
        match self {
            Self::Browser { part, .. } => *part,
            Self::Client { .. } | Self::Unknown { .. } => None,
        }
    }

    /// Whether no page made the request, as far as the browser says: the address was typed, or a bookmark, or these led to
    /// redirects (Fetch Metadata §2.4: `none`). Chromium says so of speculation rules too.
    pub(super) fn is_of_no_site(&self) -> bool {
        matches!(self, Self::Browser { site: Some(SiteRelation::None), .. })
    }

    /// Whether a browser sent it.
    pub fn is_browser(&self) -> bool {
        matches!(self, Self::Browser { .. })
    }

    /// Returns the first product of the `User-Agent` of a program.
    pub fn agent(&self) -> Option<&ArcStr> {
        match self {
            Self::Browser { .. } => None,
            Self::Client { agent } | Self::Unknown { agent } => agent.as_ref(),
        }
    }
}

fn agent(headers: &HeaderMap) -> Option<ArcStr> {
    let text = headers.get(USER_AGENT)?.to_str().ok()?;
    let product = text.split_ascii_whitespace().next()?;
    let is_a_product = product.len() <= LONGEST_PRODUCT
        && product.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_./+".contains(&octet));
    is_a_product.then(|| product.into())
}

fn site(headers: &HeaderMap) -> Option<SiteRelation> {
    match headers.get(&SEC_FETCH_SITE)?.as_bytes().trim_ascii() {
        b"same-origin" => Some(SiteRelation::SameOrigin),
        b"same-site" => Some(SiteRelation::SameSite),
        b"cross-site" => Some(SiteRelation::CrossSite),
        b"none" => Some(SiteRelation::None),
        _ => None,
    }
}

fn by_person(headers: &HeaderMap) -> bool {
    headers.get(&SEC_FETCH_USER).is_some_and(|value| value.as_bytes().trim_ascii() == b"?1")
}

/// Returns the origin that sent the browser here.
pub(super) fn origin(headers: &HeaderMap) -> Option<ArcStr> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let named = text(ORIGIN).filter(|origin| *origin != "null").or_else(|| text(REFERER))?;
    let origin = Url::parse(named).ok()?.origin();
    let text = origin.ascii_serialization();
    (origin.is_tuple() && text.len() <= LONGEST_ORIGIN).then(|| text.into())
}

/// Whether a proxy says that it forwarded the request.
pub(super) fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(name))
}
