//! What a redirect makes of a request (Fetch §4.4, RFC 9110 §15.4).

use std::mem;

use http::{HeaderMap, Method, StatusCode, header};
use url::Url;

use super::referrer::ReferrerPolicy;
use super::{Initiator, Request};

/// Says whether an answer sends the browser on.
pub(crate) fn is_redirect(status: StatusCode, headers: &HeaderMap) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) && headers.contains_key(header::LOCATION)
}

/// Returns where an answer sends the browser; `None` if it is no redirect.
///
/// The fragment survives unless the new address brings its own (Fetch §2.2.6).
pub(crate) fn target(
    status: StatusCode,
    headers: &HeaderMap,
    at: &Url,
) -> Option<Result<Url, String>> {
    if !is_redirect(status, headers) {
        return None;
    }
    let location = String::from_utf8_lossy(headers.get(header::LOCATION)?.as_bytes()).into_owned();
    let Ok(mut next) = at.join(&location) else {
        return Some(Err(location));
    };
    if next.fragment().is_none() {
        next.set_fragment(at.fragment());
    }
    Some(Ok(next))
}

/// Turns a request into the one for the next address.
pub(crate) fn follow(
    mut request: Request,
    status: StatusCode,
    headers: &HeaderMap,
    next: Url,
) -> Request {
    if becomes_get(status, &request.method) {
        request.method = Method::GET;
        request.body = None;
        request.headers.remove(header::CONTENT_TYPE);
    }
    if next.origin() != request.url.origin() {
        request.headers.remove(header::AUTHORIZATION);
    }
    // What was withheld once stays withheld, also where the way returns to.
    request.referrer = request.referer().and_then(|referer| Url::parse(&referer).ok());
    if let Initiator::Document { policy, .. } = &mut request.initiator {
        *policy = said_by(headers).unwrap_or(*policy);
    }
    request.passed.push(mem::replace(&mut request.url, next));
    request
}

/// Says whether a redirect changes the method to GET: 303 always, 301 and 302 after a POST, 307 and 308 never.
fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status {
        StatusCode::SEE_OTHER => !matches!(*method, Method::GET | Method::HEAD),
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method == Method::POST,
        _ => false,
    }
}

/// Returns the referrer policy of an answer's header.
pub(crate) fn said_by(headers: &HeaderMap) -> Option<ReferrerPolicy> {
    let lines = headers.get_all(header::REFERRER_POLICY).iter();
    lines.rev().find_map(|line| line.to_str().ok().and_then(ReferrerPolicy::parse))
}
