//! The parameters of requests: the bodies of forms, and the queries that browsers bring in place of them.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::error_response;
use super::redirect::Via;
use crate::exchange::{self, Place};
use crate::http::here::Here;
use crate::wire::{
    Credentials, CredentialsError, Endpoint, ErrorCode, LARGEST_BODY, Params, Reader, Redacted,
    Refuser, SLOWEST_BODY,
};

/// An `application/x-www-form-urlencoded` body.
pub(super) struct Form(pub(super) Params);

/// The parameters of a request that a browser brings in the query of a GET or in a form, and how to send it on.
pub(super) struct FromBrowser {
    pub(super) params: Params,
    pub(super) via: Via,
}

/// A form, and the credentials of the client that sends it. Rules verify them.
pub(super) struct FromClient {
    pub(super) credentials: Result<Credentials, CredentialsError>,
    pub(super) form: Params,
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let Here(idp) = Here::of(request.extensions());
        let endpoint = Endpoint::at(request.uri().path());
        let reader = endpoint.map_or(Reader::Program, Endpoint::reader).with(request.headers());
        match whole(request, SLOWEST_BODY).await {
            Ok(body) => {
                let params = Params::parse(&body);
                exchange::current(|draft| draft.read(Place::Form, params.pairs()));
                Ok(Self(params))
            }
            Err((status, reason)) => {
                let code = ErrorCode::InvalidRequest.as_str();
                let refuser = endpoint.map_or(Refuser::Route, Refuser::Endpoint);
                idp.note_refusal(refuser, code, reason.clone());
                let refusal = error_response::for_reader(reader, status, code, &reason);
                Err(match status {
                    StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                        (ACCEPT_IDENTITY, refusal).into_response()
                    }
                    _ => refusal,
                })
            }
        }
    }
}

/// Reads the body of a form, unless it is another type, too long or too slow.
async fn whole(request: Request, patience: Duration) -> Result<Bytes, (StatusCode, String)> {
    if let Some(coding) = other_coding(request.headers()) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, not_decoded(&coding)));
    }
    if let Some(other) = other_content_type(request.headers()) {
        let other = Redacted::of(other);
        let reason = format!("the body is {other}; send application/x-www-form-urlencoded");
        return Err((StatusCode::BAD_REQUEST, reason));
    }
    let read = tokio::time::timeout(patience, Bytes::from_request(request, &()));
    let Ok(outcome) = read.await else {
        let reason = format!("the body did not come within {} seconds", patience.as_secs());
        return Err((StatusCode::REQUEST_TIMEOUT, reason));
    };
    outcome.map_err(|rejection| {
        let reason = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                format!("the body is longer than {LARGEST_BODY} bytes")
            }
            _ => "the body ended before its end".to_owned(),
        };
        (rejection.status(), reason)
    })
}

impl<S: Sync> FromRequest<S> for FromBrowser {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if request.method() == Method::POST {
            let Form(params) = Form::from_request(request, state).await?;
            return Ok(Self { params, via: Via::SeeOther });
        }
        let query = request.uri().query().unwrap_or_default();
        Ok(Self { params: Params::parse(query.as_bytes()), via: Via::Found })
    }
}

impl<S: Sync> FromRequest<S> for FromClient {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let mut headers = HeaderMap::new();
        for value in request.headers().get_all(AUTHORIZATION) {
            headers.append(AUTHORIZATION, value.clone());
        }
        let Form(form) = Form::from_request(request, state).await?;
        let credentials = Credentials::read(&headers, &form);
        if let Ok(credentials) = &credentials {
            exchange::current(|draft| draft.credentials(credentials));
        }
        Ok(Self { credentials, form })
    }
}

/// The field that names the codings of a body, in the answer to another coding (RFC 9110 §12.5.3).
pub(super) const ACCEPT_IDENTITY: [(HeaderName, &str); 1] = [(ACCEPT_ENCODING, "identity")];

/// Returns the coding of a body (RFC 9110 §8.4), if the body would have to be decoded. Nothing is decoded here,
/// because a small body could decode to one of any size.
pub(super) fn other_coding(headers: &HeaderMap) -> Option<Redacted> {
    let codings = headers.get_all(CONTENT_ENCODING).iter();
    codings
        .flat_map(|value| value.to_str().unwrap_or("unreadable").split(','))
        .map(str::trim)
        .find(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
        .map(Redacted::of)
}

/// Returns the sentence that a coded body is not read.
pub(super) fn not_decoded(coding: &Redacted) -> String {
    format!("the body has the content coding {coding}; send it as it is, without Content-Encoding")
}

/// Returns the content type, if it is not that of a form. A body without a content type is read as a form.
fn other_content_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().unwrap_or("unreadable");
    let essence = value.split(';').next().unwrap_or_default().trim();
    (!essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")).then_some(essence)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use axum::body::{Body, HttpBody};
    use hyper::body::Frame;

    use super::*;

    /// A body that never ends.
    pub(in crate::http) enum Half {
        /// These bytes come, and then nothing more.
        Stalled(Option<Bytes>),
        /// The connection breaks.
        Broken,
    }

    impl HttpBody for Half {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            match &mut *self {
                Self::Stalled(came) => match came.take() {
                    Some(came) => Poll::Ready(Some(Ok(Frame::data(came)))),
                    None => Poll::Pending,
                },
                Self::Broken => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            }
        }
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let stalled = Request::new(Body::new(Half::Stalled(None)));

        let refused = whole(stalled, Duration::ZERO).await.unwrap_err();

        assert_eq!(refused.0, StatusCode::REQUEST_TIMEOUT);
        insta::assert_snapshot!(refused.1, @"the body did not come within 0 seconds");
    }
}
