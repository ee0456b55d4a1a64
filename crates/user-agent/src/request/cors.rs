//! Whether another origin consents to a script's request (Fetch §3.3, §4.9, §4.10).

use http::{HeaderMap, Method, StatusCode, header};

use super::{Credentials, Kind, Mode, Request, origin};

/// Content types a plain form could have sent (Fetch §2.2.2).
const FORM_TYPES: [&str; 3] =
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
/// Headers a page could always cause to be sent (Fetch §2.2.2).
const SAFELISTED: [&str; 3] = ["accept", "accept-language", "content-language"];

/// Says whether a preflight must come first.
pub(crate) fn needs_preflight(request: &Request) -> bool {
    is_cross_origin(request)
        && (!is_safelisted_method(&request.method) || !unsafe_headers(request).is_empty())
}

/// Says whether the answer is another origin's to share.
pub(crate) fn is_cross_origin(request: &Request) -> bool {
    matches!(request.kind, Kind::Script(Mode::Cors, _)) && request.leaves_its_origin()
}

/// Returns the headers of a preflight: same origin, no cookies, no body.
pub(crate) fn preflight_headers(request: &Request) -> Vec<(header::HeaderName, String)> {
    let origin = origin::serialized(request);
    let mut headers = vec![
        (header::ORIGIN, origin),
        (header::ACCESS_CONTROL_REQUEST_METHOD, request.method.to_string()),
    ];
    let unsafe_headers = unsafe_headers(request);
    if !unsafe_headers.is_empty() {
        headers.push((header::ACCESS_CONTROL_REQUEST_HEADERS, unsafe_headers.join(",")));
    }
    headers
}

/// Implements Fetch §4.8, step 7: the answer to a preflight, as the reason it is not enough.
pub(crate) fn preflight_check(
    request: &Request,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<(), String> {
    check(request, headers)?;
    if !status.is_success() {
        return Err(format!("the preflight was answered with {status}"));
    }
    let wildcard = !is_include(request);
    let allows = |list: &header::HeaderName, wanted: &str| {
        values(headers, list)
            .iter()
            .any(|v| v.eq_ignore_ascii_case(wanted) || (wildcard && v == "*"))
    };
    if !is_safelisted_method(&request.method)
        && !allows(&header::ACCESS_CONTROL_ALLOW_METHODS, request.method.as_str())
    {
        return Err(format!("Access-Control-Allow-Methods lacks {}", request.method));
    }
    let missing = unsafe_headers(request)
        .into_iter()
        .find(|h| !allows(&header::ACCESS_CONTROL_ALLOW_HEADERS, h));
    missing.map_or(Ok(()), |header| Err(format!("Access-Control-Allow-Headers lacks {header}")))
}

/// Implements Fetch §4.10, "CORS check", as the reason the answer may not be read.
pub(crate) fn check(request: &Request, headers: &HeaderMap) -> Result<(), String> {
    let origin = origin::serialized(request);
    let allowed = text(headers, &header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let include = is_include(request);
    match allowed {
        None => Err("it has no Access-Control-Allow-Origin".to_owned()),
        Some("*") if !include => Ok(()),
        Some(allowed) if allowed != origin => {
            Err(format!("its Access-Control-Allow-Origin is {allowed}, not {origin}"))
        }
        Some(_)
            if !include
                || text(headers, &header::ACCESS_CONTROL_ALLOW_CREDENTIALS) == Some("true") =>
        {
            Ok(())
        }
        Some(_) => Err("it has no Access-Control-Allow-Credentials: true".to_owned()),
    }
}

fn is_include(request: &Request) -> bool {
    matches!(request.kind, Kind::Script(_, Credentials::Include))
}

fn is_safelisted_method(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::POST)
}

fn unsafe_headers(request: &Request) -> Vec<String> {
    let mut names: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, value)| !is_safelisted(name.as_str(), value.to_str().unwrap_or_default()))
        .map(|(name, _)| name.to_string())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn is_safelisted(name: &str, value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or_default().trim();
    SAFELISTED.contains(&name)
        || (name == "content-type"
            && FORM_TYPES.iter().any(|form| form.eq_ignore_ascii_case(essence)))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn values(headers: &HeaderMap, name: &header::HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|value| value.trim().to_owned()).collect()
}
