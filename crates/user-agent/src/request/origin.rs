//! The `Origin` header: who sends the request, unless redirects made it doubtful (Fetch §3.2).

use http::Method;
use url::Origin;

use super::referrer::ReferrerPolicy;
use super::{Initiator, Kind, Mode, Request};

/// Returns the header's value, if the request has one.
pub(crate) fn header(request: &Request) -> Option<String> {
    request.origin()?;
    let cors = matches!(request.kind, Kind::Script(Mode::Cors, _));
    if cors && request.leaves_its_origin() {
        return Some(serialized(request));
    }
    if matches!(request.method, Method::GET | Method::HEAD) {
        return None;
    }
    let withheld = !cors && (is_withheld(request) || has_changed_origin(request));
    Some(if withheld { "null".to_owned() } else { serialized(request) })
}

/// Says whether a redirect has led to another origin. Where no answer is to be shared, Chromium then takes the origin
/// back, even from a way that began at home (`RedirectUtil::UpdateHttpRequest`).
fn has_changed_origin(request: &Request) -> bool {
    let mut steps = request.trail().zip(request.trail().skip(1));
    steps.any(|(last, next)| last.origin() != next.origin())
}

/// Implements "byte-serializing a request origin": `null` without an origin, or if a redirect has tainted it.
pub(crate) fn serialized(request: &Request) -> String {
    match request.origin() {
        Some(origin) if !is_tainted(request, &origin) => origin.ascii_serialization(),
        _ => "null".to_owned(),
    }
}

/// Says whether a stop that is not the initiator's origin has redirected on to yet another one.
fn is_tainted(request: &Request, origin: &Origin) -> bool {
    let mut steps = request.trail().zip(request.trail().skip(1));
    steps.any(|(last, next)| last.origin() != next.origin() && last.origin() != *origin)
}

/// Implements Fetch §3.2, "append a request `Origin` header", step 4: the referrer policy also rules the origin.
fn is_withheld(request: &Request) -> bool {
    let Initiator::Document { url, policy } = &request.initiator else {
        return true;
    };
    match policy {
        ReferrerPolicy::NoReferrer => true,
        ReferrerPolicy::SameOrigin => url.origin() != request.url.origin(),
        ReferrerPolicy::NoReferrerWhenDowngrade
        | ReferrerPolicy::StrictOrigin
        | ReferrerPolicy::StrictOriginWhenCrossOrigin => {
            super::referrer::is_downgrade(url, &request.url)
        }
        ReferrerPolicy::Origin
        | ReferrerPolicy::OriginWhenCrossOrigin
        | ReferrerPolicy::UnsafeUrl => false,
    }
}
