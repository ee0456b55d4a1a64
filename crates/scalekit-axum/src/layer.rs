//! The layer around all routes: answers in words, whatever happens, and the headers that every answer carries.

use std::any::Any;
use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::{FromFnLayer, Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::time::timeout;
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::catch_panic::{CatchPanic, ResponseForPanic};
use tracing::Span;

use crate::auth::Auth;
use crate::rejection::{AuthRejection, Failure, Representation, full_uri};

/// Longest time of a request: the slowest honest one waits twice for Scalekit, ten seconds at most each time.
pub(crate) const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The layer of [`Auth::layer`].
pub type AuthLayer = FromFnLayer<Around, (Auth, Duration), (State<(Auth, Duration)>, Request)>;

/// The function of the layer.
type Around =
    fn(State<(Auth, Duration)>, Request, Next) -> Pin<Box<dyn Future<Output = Response> + Send>>;

impl Auth {
    /// Returns the layer for all routes of the application, its own ones too.
    ///
    /// A handler that panics, or does not end within half a minute, is answered in words: a page for people, JSON
    /// for scripts. Every answer gets the [security headers](crate::SecurityHeaders) that it has not chosen itself,
    /// and the cookies that a guard has set. Handlers find the [`ClientAddress`](crate::ClientAddress), and a request that
    /// came to a [trusted proxy](crate::AuthBuilder::trusted_proxies) in the clear gets to no handler.
    /// Scripts of [front ends](crate::AuthBuilder::front_end) may read it.
    pub fn layer(&self) -> AuthLayer {
        self.layer_within(LONGEST_REQUEST)
    }

    pub(crate) fn layer_within(&self, longest: Duration) -> AuthLayer {
        let around: Around = |state, request, next| Box::pin(around(state, request, next));
        from_fn_with_state((self.clone(), longest), around)
    }
}

/// The cookies that guards set on the answer of the request.
#[derive(Clone, Default)]
pub(crate) struct AnswerCookies(Arc<Mutex<Vec<HeaderValue>>>);

impl AnswerCookies {
    /// Sets a cookie on the answer, in place of another of the same name. Without the layer there is nobody to do that,
    /// and the cookie is not set.
    pub(crate) fn set(parts: &Parts, cookie: HeaderValue) {
        if let Some(Self(cookies)) = parts.extensions.get() {
            let mut cookies = cookies.lock().unwrap_or_else(PoisonError::into_inner);
            cookies.retain(|other| name(other) != name(&cookie));
            cookies.push(cookie);
        }
    }

    /// Says whether there is somebody to set cookies on the answer.
    pub(crate) fn are_in(parts: &Parts) -> bool {
        parts.extensions.get::<Self>().is_some()
    }

    pub(crate) fn take(&self) -> Vec<HeaderValue> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Answers in place of a handler.
#[derive(Clone)]
struct Rescue {
    auth: Auth,
    representation: Representation,
}

impl Rescue {
    fn answer(&self, failure: Failure) -> Response {
        AuthRejection::of(&self.auth, self.representation.clone(), failure).into_response()
    }
}

impl ResponseForPanic for Rescue {
    type ResponseBody = Body;

    fn response_for_panic(&mut self, _: Box<dyn Any + Send>) -> Response {
        self.answer(Failure::Broken)
    }
}

async fn around(
    State((auth, longest)): State<(Auth, Duration)>,
    mut request: Request,
    next: Next,
) -> Response {
    let way = auth.0.trusted_proxies.way_of(&request);
    if let Some(client) = way.client {
        Span::current().record("client", tracing::field::display(client.0));
        request.extensions_mut().insert(client);
    }
    if way.is_in_the_clear && auth.0.redirect_uri.scheme() == "https" {
        let mut answer = led_to_https(&auth, &request);
        auth.0.security_headers.put_on_in_the_clear(answer.headers_mut());
        return answer;
    }
    let inner = {
        let auth = auth.clone();
        service_fn(move |request| answer(auth.clone(), longest, request, next.clone()))
    };
    let answered = match &auth.0.cors {
        Some(cors) => cors.layer(inner).oneshot(request).await,
        None => inner.oneshot(request).await,
    };
    let mut answer = answered.unwrap_or_else(|never| match never {});
    auth.0.security_headers.put_on(answer.headers_mut());
    answer
}

/// Answers by the handler, or in its place.
async fn answer(
    auth: Auth,
    longest: Duration,
    mut request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let representation = Representation::of_request(&auth, &request);
    let cookies = AnswerCookies::default();
    request.extensions_mut().insert(cookies.clone());
    let rescue = Rescue { auth, representation };
    let rescued = CatchPanic::custom(next, rescue.clone()).oneshot(request);
    let mut answer = match timeout(longest, rescued).await {
        Ok(answer) => answer.into_response(),
        Err(_) => rescue.answer(Failure::TooSlow),
    };
    for cookie in cookies.take() {
        put_on(answer.headers_mut(), cookie);
    }
    Ok(answer)
}

/// Redirects what a person is about to see. Anything else is refused, so that its sender is corrected: a redirect would
/// send the body and the token of each request in the clear before it, unnoticed.
fn led_to_https(auth: &Auth, request: &Request) -> Response {
    let representation = Representation::of_request(auth, request);
    match representation {
        Representation::Page { .. } if request.method().is_safe() => {
            let uri = full_uri(request.uri(), request.extensions());
            let target = uri.path_and_query().map_or("/", |target| target.as_str());
            Redirect::permanent(&format!("{}{target}", auth.origin())).into_response()
        }
        _ => AuthRejection::of(auth, representation, Failure::InTheClear).into_response(),
    }
}

/// Puts a cookie on an answer that does not set it itself, as one to a sign-out does. No cache keeps such an answer,
/// whatever the handler has chosen: it would give the cookie to others.
fn put_on(answer: &mut HeaderMap, cookie: HeaderValue) {
    if answer.get_all(SET_COOKIE).iter().all(|other| name(other) != name(&cookie)) {
        answer.append(SET_COOKIE, cookie);
        answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Returns the name in a `Set-Cookie` line.
fn name(cookie: &HeaderValue) -> Option<&[u8]> {
    cookie.as_bytes().split(|octet| *octet == b'=').next()
}

impl fmt::Debug for AnswerCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerCookies")
    }
}

#[cfg(test)]
mod tests;
