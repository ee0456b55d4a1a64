//! Faults of the transport, on purpose: the next request to an endpoint gets a status and no more.
//! They wrap the router, so that no rule knows of them.

use std::collections::VecDeque;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::idp::Idp;

/// An endpoint that a fault can be planned for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/oauth/authorize`
    Authorize,
    /// `/oauth/token`
    Token,
    /// `/keys`
    Keys,
    /// `/userinfo`
    UserInfo,
    /// `/oidc/logout`
    Logout,
}

impl Endpoint {
    fn path(self) -> &'static str {
        match self {
            Self::Authorize => "/oauth/authorize",
            Self::Token => "/oauth/token",
            Self::Keys => "/keys",
            Self::UserInfo => "/userinfo",
            Self::Logout => "/oidc/logout",
        }
    }
}

/// What a planned fault answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) endpoint: Endpoint,
    pub(crate) status: StatusCode,
}

/// The faults that are planned, each for one request.
#[derive(Debug, Default)]
pub(crate) struct Faults(VecDeque<Answer>);

impl Faults {
    pub(crate) fn plan(&mut self, answer: Answer) {
        self.0.push_back(answer);
    }

    fn due(&mut self, path: &str) -> Option<Answer> {
        let at = self
            .0
            .iter()
            .position(|answer| answer.endpoint.path() == path)?;
        self.0.remove(at)
    }
}

/// Carries out the fault that is due, or lets the request through.
pub(super) async fn fire(State(idp): State<Idp>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let Some(answer) = idp.faults(|faults| faults.due(path)) else {
        return next.run(request).await;
    };
    idp.note_fault(format!("{path} answers {}", answer.status));
    let body =
        json!({ "error": "server_error", "error_description": "a fault that the test asked for" });
    (answer.status, Json(body)).into_response()
}
