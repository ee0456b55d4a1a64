//! The `Sec-Fetch-*` headers (Fetch Metadata §2), which every loopback host gets: it is trustworthy.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{Kind, Mode, Request};
use crate::site::Site;

/// Adds the family.
pub(crate) fn add(headers: &mut HeaderMap, request: &Request) {
    let mut add = |name, value| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    add("sec-fetch-site", site(request));
    add("sec-fetch-mode", mode(request.kind));
    add("sec-fetch-dest", destination(request.kind));
    if request.user_activated && is_navigation(request.kind) {
        add("sec-fetch-user", "?1");
    }
    if request.kind == Kind::Prefetch {
        add("sec-purpose", "prefetch");
    }
}

/// Implements §2.4: over a chain of redirects it only ever gets stranger, and a person at the address bar stays one.
fn site(request: &Request) -> &'static str {
    let Some(from) = request.initiator.url() else {
        return "none";
    };
    if !request.leaves_its_origin() {
        "same-origin"
    } else if request.trail().all(|url| Site::of(url) == Site::of(from)) {
        "same-site"
    } else {
        "cross-site"
    }
}

fn mode(kind: Kind) -> &'static str {
    match kind {
        Kind::Navigation | Kind::Frame => "navigate",
        Kind::Image | Kind::Prefetch | Kind::Script(Mode::NoCors, _) | Kind::Probe => "no-cors",
        Kind::Script(Mode::Cors, _) => "cors",
        Kind::Script(Mode::SameOrigin, _) => "same-origin",
    }
}

fn destination(kind: Kind) -> &'static str {
    match kind {
        Kind::Navigation => "document",
        Kind::Frame => "iframe",
        Kind::Image => "image",
        Kind::Prefetch | Kind::Script(..) | Kind::Probe => "empty",
    }
}

fn is_navigation(kind: Kind) -> bool {
    matches!(kind, Kind::Navigation | Kind::Frame)
}
