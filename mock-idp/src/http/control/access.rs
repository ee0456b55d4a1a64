//! Who may use the control API: it can do everything, so beyond loopback it takes a token, and without one it has
//! to be called by a name that no web page can take.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::hosts::Hosts;
use super::refusal::Problem;
use crate::idp::Idp;
use crate::secret::Secret;
use crate::wire::Reader;

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

/// Who is answered, and by which names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    pub(crate) access: Access,
    pub(crate) hosts: Arc<Hosts>,
}

impl Guard {
    fn admits(&self, request: &Request) -> Result<(), Problem> {
        match &self.access {
            Access::Everybody => self.hosts.judge(request).map_err(Problem::OtherHost),
            Access::Bearer(token) => match bearer(request.headers()) {
                Some(presented) if token.is(presented) => Ok(()),
                Some(_) => Err(Problem::OtherToken),
                None => Err(Problem::NoToken),
            },
            Access::Nobody => {
                Err(Problem::NotFound("the control API of this fake is switched off".to_owned()))
            }
        }
    }

    /// What people read needs no token. Whoever sends it all the same may call the fake as they like.
    fn admits_a_reader(&self, request: &Request) -> Result<(), Problem> {
        match &self.access {
            Access::Bearer(token)
                if bearer(request.headers()).is_some_and(|presented| token.is(presented)) =>
            {
                Ok(())
            }
            _ => self.hosts.judge(request).map_err(Problem::OtherHost),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token)
}

/// Guards the control API.
pub(super) async fn check(
    State((idp, guard)): State<(Idp, Guard)>,
    request: Request,
    next: Next,
) -> Response {
    match guard.admits(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.noted(&idp),
    }
}

/// Guards the home page and the mailbox, whose refusals are pages too.
pub(in crate::http) async fn check_reader(
    State((idp, guard)): State<(Idp, Guard)>,
    request: Request,
    next: Next,
) -> Response {
    match guard.admits_a_reader(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.noted_for(Reader::of(request.headers()), &idp),
    }
}
