//! The initiator of a request, read from Fetch Metadata (W3C), `Sec-Purpose`, `Origin` and the method.
//!
//! Browsers send Fetch Metadata to `https:` and to loopback. Over plain HTTP elsewhere there is `Origin` alone,
//! which comes with every form of `POST` and with requests of a script to another origin.

use http::header::{AsHeaderName, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderName};
use url::Url;

use super::{Redacted, is_loopback_origin, origin_by_length};

/// The initiator of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Initiator {
    /// A client other than a browser, or an old browser without Fetch Metadata; its cookie decides. So is one whose Fetch
    /// Metadata no browser sends: Node's `fetch` has `Sec-Fetch-Mode` and neither `Sec-Fetch-Site` nor `Origin`, and writes
    /// its own mode over that of a test client.
    #[default]
    Program,
    /// The browser navigates here: a link, a typed address, a redirect by 302 or 303, or our own form.
    Navigation,
    /// The browser navigates here with a `POST` of another origin: a form, or a redirect by 307 or 308.
    CrossOriginPost,
    /// A frame of a page shows it.
    Frame,
    /// A page loads it as a subresource, of this kind: an `image`, a `script`.
    Subresource(&'static str),
    /// The browser fetches or renders ahead an address to which the person may never go.
    Prefetch,
    /// A page's script requests it.
    Script,
}

/// The error of a form that another origin's page sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a page of another origin sent this form ({name}: {value}); the pages of this environment alone may send it"
)]
pub(crate) struct ForeignFormError {
    name: &'static str,
    value: Redacted,
}

/// Modes of requests that are no navigations (Fetch §2.2.5, RFC 6455, WebTransport).
const MODES: [&[u8]; 5] = [b"cors", b"no-cors", b"same-origin", b"websocket", b"webtransport"];

/// Relations of a page to what it requests (Fetch Metadata §2.4).
const SITES: [&[u8]; 4] = [b"same-origin", b"same-site", b"cross-site", b"none"];

/// Destinations of a frame (Fetch §2.2.5).
const FRAMES: [&[u8]; 5] = [b"iframe", b"frame", b"embed", b"object", b"fencedframe"];

/// Destinations of subresources (Fetch §2.2.5), and their names in sentences.
pub(crate) const PARTS_OF_PAGES: [(&[u8], &str); 20] = [
    (b"image", "image"),
    (b"script", "script element"),
    (b"style", "stylesheet"),
    (b"font", "font"),
    (b"audio", "audio element"),
    (b"video", "video element"),
    (b"track", "text track"),
    (b"manifest", "manifest"),
    (b"worker", "worker"),
    (b"sharedworker", "worker"),
    (b"serviceworker", "worker"),
    (b"audioworklet", "worklet"),
    (b"paintworklet", "worklet"),
    (b"json", "import"),
    (b"text", "import"),
    (b"xslt", "stylesheet"),
    (b"report", "report"),
    (b"speculationrules", "speculation rules"),
    (b"webidentity", "FedCM request"),
    (b"dictionary", "dictionary"),
];

/// The fields that mark a prefetch. `Sec-Purpose` is the standard; the others are of older browsers.
static PURPOSES: [HeaderName; 3] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
];

/// `Sec-Fetch-Site` (Fetch Metadata §2.4).
pub(crate) static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// `Sec-Fetch-Mode` (Fetch Metadata §2.2).
static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// `Sec-Fetch-Dest` (Fetch Metadata §2.1).
static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

impl Initiator {
    /// Reads the initiator of `request`, which came over TLS or not, to the environment at the URL `issuer`.
    pub(crate) fn of(request: &Parts, tls: bool, issuer: &str) -> Self {
        let headers = &request.headers;
        if Self::is_prefetch(headers) {
            return Self::Prefetch;
        }
        let is_safe = request.method.is_safe();
        let Some(site) = octets(headers, &SEC_FETCH_SITE) else {
            return match octets(headers, ORIGIN) {
                None => Self::Program,
                Some(_) if is_safe => Self::Script,
                Some(origin) if is_own(origin, request, tls, issuer) => Self::Navigation,
                Some(_) => Self::CrossOriginPost,
            };
        };
        let mode = octets(headers, &SEC_FETCH_MODE).unwrap_or_default();
        let destination = octets(headers, &SEC_FETCH_DEST).unwrap_or_default();
        let is_navigation = mode == b"navigate" || mode == b"nested-navigate";
        match destination {
            _ if !SITES.contains(&site) => Self::Program,
            b"" | b"document" if mode == b"navigate" => {
                if is_safe || is_our_own_site(site) {
                    Self::Navigation
                } else {
                    Self::CrossOriginPost
                }
            }
            b"" | b"empty" if MODES.contains(&mode) => Self::Script,
            // `nested-navigate` is an older browser's.
            _ if FRAMES.contains(&destination) && is_navigation => Self::Frame,
            b"" | b"nested-document" if mode == b"nested-navigate" => Self::Frame,
            _ if MODES.contains(&mode) => {
                part(destination).map_or(Self::Program, Self::Subresource)
            }
            _ => Self::Program,
        }
    }
}

impl Initiator {
    /// Returns whether the headers are of a prefetch or a prerender.
    pub(crate) fn is_prefetch(headers: &HeaderMap) -> bool {
        let purposes = PURPOSES.iter().filter_map(|name| octets(headers, name));
        // `prefetch`, `prefetch;prerender`, `prefetch;anonymous-client-ip`
        purposes.flat_map(|purpose| purpose.split(|octet| b";, ".contains(octet))).any(|word| {
            word.eq_ignore_ascii_case(b"prefetch") || word.eq_ignore_ascii_case(b"prerender")
        })
    }
}

impl ForeignFormError {
    /// Reads whether a page of another origin sent `request`. `Sec-Fetch-Site` decides where it is sent, and
    /// `Origin` elsewhere; a client that sends neither is no browser, and nobody can have tricked it.
    pub(super) fn of(request: &Parts, tls: bool, issuer: &str) -> Option<Self> {
        let headers = &request.headers;
        let foreign = |name: &'static str, value: &[u8]| {
            let value = String::from_utf8_lossy(value);
            let is_shown = name != "Origin" || value == "null" || is_loopback_origin(&value);
            let value = if is_shown { value.into_owned() } else { origin_by_length(&value) };
            Some(Self { name, value: Redacted::of(&value) })
        };
        if let Some(site) = octets(headers, &SEC_FETCH_SITE) {
            return if is_our_own_site(site) { None } else { foreign("Sec-Fetch-Site", site) };
        }
        match octets(headers, ORIGIN) {
            Some(origin) if !is_own(origin, request, tls, issuer) => foreign("Origin", origin),
            _ => None,
        }
    }
}

fn octets(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&[u8]> {
    headers.get(name).map(|value| value.as_bytes().trim_ascii())
}

/// Returns whether a page of this origin, or the person at the browser, made the request (Fetch Metadata §2.4).
fn is_our_own_site(site: &[u8]) -> bool {
    matches!(site, b"same-origin" | b"none")
}

fn part(destination: &[u8]) -> Option<&'static str> {
    let known = PARTS_OF_PAGES.iter().find(|(name, _)| *name == destination);
    known.map(|(_, called)| *called)
}

/// Returns whether `origin` is the request's own target or the environment's; `null` is neither.
fn is_own(origin: &[u8], request: &Parts, tls: bool, issuer: &str) -> bool {
    let Some(origin) = std::str::from_utf8(origin).ok().and_then(|text| Url::parse(text).ok())
    else {
        return false;
    };
    let scheme = if tls { "https" } else { "http" };
    // HTTP/2 names the host in `:authority` (RFC 9113 §8.3.1).
    let host = match request.uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers.get(HOST).and_then(|host| host.to_str().ok()),
    };
    let addressed = host.and_then(|host| Url::parse(&format!("{scheme}://{host}")).ok());
    let environment = Url::parse(issuer).ok();
    let known = [addressed, environment];
    known.iter().flatten().any(|known| known.origin() == origin.origin())
}

#[cfg(test)]
mod tests;
