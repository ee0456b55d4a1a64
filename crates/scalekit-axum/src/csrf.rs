//! The proof that a changing request comes from a page of this session.
//!
//! ```
//! use axum::http::HeaderMap;
//! use scalekit_axum::Origins;
//! use scalekit_axum::csrf::{CsrfToken, HEADER};
//!
//! let (token, origins) = (CsrfToken::fresh(), Origins::of("https://app.example"));
//! let mut headers = HeaderMap::new();
//! assert!(!token.is_proven_by(&headers, b"", &origins));
//! headers.insert(HEADER, token.secret().parse()?);
//! assert!(token.is_proven_by(&headers, b"", &origins));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use axum::Form;
use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::auth::Auth;
use crate::fetch_metadata::Initiator;
use crate::guard::SignedIn;
use crate::origins::Origins;
use crate::rejection::{AuthRejection, Failure};
use crate::secrets;

/// The form field that carries the token.
pub const FIELD: &str = "csrf_token";

/// The header in which a script sends the token; other sites cannot set it without a preflight.
pub const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// The secret of a session that its own forms carry. It ends with the session.
#[derive(Clone, Serialize, Deserialize)]
pub struct CsrfToken(String);

impl CsrfToken {
    /// Makes the token of a new session.
    pub fn fresh() -> Self {
        Self(secrets::fresh())
    }

    /// Returns the text, for the forms and the `meta` tag of the session's own pages.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Says whether the request proves that a page of this session sent it: its metadata do not name another site,
    /// and the token is in the header or in the form.
    pub fn is_proven_by(&self, headers: &HeaderMap, body: &[u8], origins: &Origins) -> bool {
        Initiator::of(headers, origins) != Initiator::Foreign
            && shown(headers, body).is_some_and(|shown| secrets::equal(&self.0, &shown))
    }
}

fn shown(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let in_header = headers.get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    in_header.or_else(|| in_form(headers, body))
}

fn in_form(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    media_type.starts_with("application/x-www-form-urlencoded").then_some(())?;
    url::form_urlencoded::parse(body)
        .find(|(name, _)| name == FIELD)
        .map(|(_, token)| token.into_owned())
}

/// A person who has sent the request from a page of their session: the guard of a changing request.
///
/// The proof is the [`CsrfToken`] of the session, in the form field [`FIELD`] or the header [`HEADER`]. A request
/// without it gets 403 and changes nothing. With [own tokens](crate::OwnTokens), a request whose access token is in
/// `Authorization` needs none: no page of another site can make a browser send that.
///
/// ```
/// use axum::response::Redirect;
/// use scalekit_axum::{HasRole, Proven, ProvenForm, Role, SignedIn};
/// # struct Admin;
/// # impl Role for Admin { const NAME: &'static str = "admin"; }
///
/// #[derive(serde::Deserialize)]
/// struct NewName { name: String }
///
/// async fn rename(ProvenForm(person, form): ProvenForm<NewName>) -> String {
///     format!("{} is {} now", person.name(), form.name)
/// }
///
/// async fn close(Proven(admin): Proven<HasRole<Admin>>) -> Redirect {
///     Redirect::to("/closed")
/// }
/// # let _: axum::Router<scalekit_axum::Auth> = axum::Router::new()
/// #     .route("/name", axum::routing::post(rename)).route("/close", axum::routing::post(close));
/// ```
#[derive(Clone, Debug)]
pub struct Proven<G = SignedIn>(pub G);

/// The same with the fields of the form.
#[derive(Clone, Debug)]
pub struct ProvenForm<T, G = SignedIn>(pub G, pub T);

impl<S, G> FromRequest<S> for Proven<G>
where
    S: Send + Sync,
    Auth: FromRef<S>,
    G: FromRequestParts<S, Rejection = AuthRejection> + AsRef<SignedIn> + Send,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (guard, _) = proven(request, state).await?;
        Ok(Self(guard))
    }
}

impl<S, T, G> FromRequest<S> for ProvenForm<T, G>
where
    S: Send + Sync,
    T: DeserializeOwned,
    Auth: FromRef<S>,
    G: FromRequestParts<S, Rejection = AuthRejection> + AsRef<SignedIn> + Send,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (guard, request): (G, Request) = proven(request, state).await?;
        match Form::from_request(request, state).await {
            Ok(Form(form)) => Ok(Self(guard, form)),
            Err(_) => {
                let person = guard.as_ref();
                let session = Box::new(person.session.clone());
                Err(person.reject(Failure::Malformed(session)).into_response())
            }
        }
    }
}

/// Authenticates a request, and requires proof that a page of the session sent it.
async fn proven<S, G>(request: Request, state: &S) -> Result<(G, Request), Response>
where
    S: Send + Sync,
    Auth: FromRef<S>,
    G: FromRequestParts<S, Rejection = AuthRejection> + AsRef<SignedIn> + Send,
{
    let (mut parts, body) = request.into_parts();
    let guard = G::from_request_parts(&mut parts, state).await;
    let guard = guard.map_err(IntoResponse::into_response)?;
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let bytes = bytes.map_err(IntoResponse::into_response)?;
    let (auth, session) = (Auth::from_ref(state), &guard.as_ref().session);
    if !guard.as_ref().is_bearer()
        && !session.csrf.is_proven_by(&parts.headers, &bytes, &auth.0.origins)
    {
        let failure = Failure::NotFromHere(Box::new(session.clone()));
        return Err(AuthRejection::new(&auth, &parts, failure).into_response());
    }
    Ok((guard, Request::from_parts(parts, bytes.into())))
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfToken([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn app() -> Origins {
        Origins::of("https://app.example")
    }

    fn form() -> HeaderMap {
        HeaderMap::from_iter([(
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        )])
    }

    #[test]
    fn the_token_counts_in_the_form_and_in_the_header() {
        let token = CsrfToken::fresh();
        let in_form = format!("{FIELD}={}", token.secret());
        let in_header = HeaderMap::from_iter([(HEADER, token.secret().parse().expect("a header"))]);

        assert!(token.is_proven_by(&form(), in_form.as_bytes(), &app()));
        assert!(token.is_proven_by(&in_header, b"", &app()));
    }

    #[test]
    fn nothing_else_counts() {
        let token = CsrfToken::fresh();
        let body = format!("{FIELD}={}", token.secret());
        let foreign = {
            let mut headers = form();
            headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
            headers
        };

        assert!(!token.is_proven_by(&form(), b"", &app()), "no token");
        assert!(!token.is_proven_by(&form(), b"csrf_token=", &app()), "an empty token");
        assert!(!token.is_proven_by(&form(), b"csrf_token=guess", &app()), "a wrong token");
        assert!(
            !token.is_proven_by(&HeaderMap::new(), body.as_bytes(), &app()),
            "a body that is no form"
        );
        assert!(!token.is_proven_by(&foreign, body.as_bytes(), &app()), "another site's request");
    }

    #[test]
    fn the_token_does_not_print_itself() {
        assert_eq!(format!("{:?}", CsrfToken::fresh()), "CsrfToken([redacted])");
    }
}
