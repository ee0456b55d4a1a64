//! Redirects of browsers; those to clients need a `TrustedRedirect`.

use axum::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded::Serializer;

use crate::environment::{ClientId, TrustedRedirect};
use crate::fault::{self, Parameters};
use crate::idp::Idp;
use crate::rules::authorization::CodeResponse;
use crate::rules::authorization::ErrorResponse;
use crate::wire::description;

/// The status of a redirect.
#[derive(Clone, Copy, Debug)]
pub(super) enum Via {
    /// 302, after a GET.
    Found,
    /// 303, after a form: the next request is a GET in any case.
    SeeOther,
}

/// Sends the browser to the client, with these parameters added. Registered URIs carry no query, so
/// the first `?` is ours, and the client's text before it stays as it is.
pub(super) fn to_client(via: Via, to: &TrustedRedirect, parameters: &[(&str, &str)]) -> Response {
    let mut location = to.as_str().to_owned();
    if !parameters.is_empty() {
        location.push('?');
        location.push_str(&Serializer::new(String::new()).extend_pairs(parameters).finish());
    }
    see(via, &location)
}

/// Sends the browser to a page of our own.
pub(super) fn see(via: Via, location: &str) -> Response {
    let status = match via {
        Via::Found => StatusCode::FOUND,
        Via::SeeOther => StatusCode::SEE_OTHER,
    };
    let location =
        HeaderValue::try_from(location).expect("a registered or encoded URI is a header value");
    let headers = [
        (LOCATION, location),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers).into_response()
}

/// Sends the browser to the client with a code (RFC 6749 §4.1.2) and its issuer (RFC 9207).
pub(super) fn answer(idp: &Idp, via: Via, answer: &CodeResponse) -> Response {
    let parameters = vec![("code", answer.code.reveal().to_owned())];
    callback(idp, via, &answer.client, &answer.to, answer.state.as_deref(), parameters)
}

/// Sends the browser to the client with an error (RFC 6749 §4.1.2.1).
pub(super) fn error(idp: &Idp, via: Via, refused: &ErrorResponse) -> Response {
    let parameters = vec![
        ("error", refused.error.code().as_str().to_owned()),
        ("error_description", description(&refused.error.to_string())),
    ];
    callback(idp, via, &refused.client, &refused.to, refused.state.as_deref(), parameters)
}

fn callback(
    idp: &Idp,
    via: Via,
    client: &ClientId,
    to: &TrustedRedirect,
    state: Option<&str>,
    mut parameters: Parameters,
) -> Response {
    parameters.extend(state.map(|state| ("state", state.to_owned())));
    parameters.push(("iss", idp.issuer().to_owned()));
    let parameters = fault::spoil(idp, client.as_str(), parameters);
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    to_client(via, to, &parameters)
}
