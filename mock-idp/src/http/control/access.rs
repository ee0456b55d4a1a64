//! Who may use the control API: it can do everything, so beyond loopback it takes a token.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refusal::Problem;
use crate::Secret;

/// Whom the control API answers.
#[derive(Clone, Debug, Default)]
pub(crate) enum Access {
    /// Everybody who can reach it. The default of a fake that this machine alone can reach.
    #[default]
    Everybody,
    /// Whoever has the token.
    Bearer(Secret),
    /// Nobody: it is switched off.
    Nobody,
}

impl Access {
    fn admits(&self, headers: &HeaderMap) -> Result<(), Problem> {
        match self {
            Self::Everybody => Ok(()),
            Self::Bearer(token) => bearer(headers)
                .filter(|presented| token.is(presented))
                .map(|_| ())
                .ok_or(Problem::NoAccess),
            Self::Nobody => {
                Err(Problem::NotFound("the control API of this fake is switched off".to_owned()))
            }
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token)
}

pub(super) async fn check(State(access): State<Access>, request: Request, next: Next) -> Response {
    match access.admits(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}
