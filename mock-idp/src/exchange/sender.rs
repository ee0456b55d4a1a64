//! What sent a request: a browser, by its Fetch Metadata, or a program.

use std::fmt;

use http::header;
use http::{HeaderMap, HeaderName};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::Agent;
use super::interned::Interned;
use crate::wire::{Initiator, PARTS_OF_PAGES, SEC_FETCH_SITE};

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
        /// The first product of its `User-Agent`, unless that is `Mozilla/5.0`, as every browser says.
        #[serde(skip_serializing_if = "is_of_any_browser")]
        agent: Option<Agent>,
    },
    /// A program that authenticated as a client.
    Client {
        /// The first product of its `User-Agent`.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Agent>,
    },
    /// Neither is proven: a program, or a browser that sends no Fetch Metadata.
    Unknown {
        /// The first product of its `User-Agent`.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Agent>,
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
            Initiator::Program => return Self::Unknown { agent: Agent::of(headers) },
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
        Self::Browser {
            destination,
            part,
            site: site(headers),
            by_person: by_person(headers),
            agent: Agent::of(headers),
        }
    }

    /// Shares the agent with other exchanges.
    pub(super) fn share(&mut self, interned: &mut Interned) {
        let (Self::Browser { agent, .. } | Self::Client { agent } | Self::Unknown { agent }) = self;
        if let Some(agent) = agent {
            agent.share(interned);
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
        self.site() == Some(SiteRelation::None)
    }

    /// Returns how the page that made the request is related to the environment, if a browser says so.
    pub(crate) fn site(&self) -> Option<SiteRelation> {
        match self {
            Self::Browser { site, .. } => *site,
            Self::Client { .. } | Self::Unknown { .. } => None,
        }
    }

    /// Whether a browser sent it.
    pub fn is_browser(&self) -> bool {
        matches!(self, Self::Browser { .. })
    }

    /// Returns the first product of its `User-Agent`.
    pub fn agent(&self) -> Option<&Agent> {
        let (Self::Browser { agent, .. } | Self::Client { agent } | Self::Unknown { agent }) = self;
        agent.as_ref()
    }
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the member")]
fn is_of_any_browser(agent: &Option<Agent>) -> bool {
    agent.as_ref().is_none_or(Agent::is_any_browser)
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

/// Whether a proxy says that it forwarded the request.
pub(super) fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(name))
}
