//! Access to the control API. It can do everything, so beyond loopback it needs a token, and without a token it has
//! to be called by a host name that no web page can have.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::Response;

use super::hosts::Hosts;
use super::refusal::ApiError;
use super::{cookie, exchanges, forms, journal, lessons, theatre, verdict, why};
use crate::http::here::Premises;
use crate::secret::Secret;
use crate::wire::Reader;

/// The access to the control API.
#[derive(Clone, Debug, Default)]
pub(crate) enum Access {
    /// No token is needed: the default of a fake that only this machine can reach.
    #[default]
    Open,
    /// This token is needed.
    Bearer(Secret),
    /// The control API is switched off.
    Off,
}

/// The access to the control API, and the host names of the fake.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    pub(crate) access: Access,
    pub(crate) hosts: Arc<Hosts>,
}

impl Guard {
    /// Checks access to the control API.
    fn admits(&self, headers: &HeaderMap, facts: &Extensions) -> Result<(), ApiError> {
        match &self.access {
            Access::Open => self.hosts.judge(facts).map_err(ApiError::OtherHost),
            Access::Bearer(token) => match bearer(headers) {
                Some(presented) if token.is(presented) => Ok(()),
                Some(_) => Err(ApiError::OtherToken),
                None if cookie::shows(headers, token) => Ok(()),
                None => Err(ApiError::NoToken),
            },
            Access::Off => {
                Err(ApiError::NotFound("the control API of this fake is switched off".to_owned()))
            }
        }
    }

    /// Checks access to the pages for people, which need no token. A request with the token may name any host.
    fn admits_a_reader(&self, request: &Request) -> Result<(), ApiError> {
        match &self.access {
            Access::Bearer(token)
                if bearer(request.headers()).is_some_and(|presented| token.is(presented)) =>
            {
                Ok(())
            }
            _ => self.hosts.judge(request.extensions()).map_err(ApiError::OtherHost),
        }
    }

    /// Returns what the sender of a request may do on the pages of the console.
    pub(in crate::http) fn standing(&self, headers: &HeaderMap, facts: &Extensions) -> Standing {
        match (&self.access, self.admits(headers, facts)) {
            (Access::Off, _) => Standing::NoControl,
            (_, Ok(())) => Standing::Operator,
            (_, Err(_)) => Standing::Reader,
        }
    }

    /// Says whether the control API is there, and with it the journal's page.
    pub(in crate::http) fn has_control(&self) -> bool {
        !matches!(self.access, Access::Off)
    }

    /// Returns the token of the control API, if it needs one.
    pub(in crate::http) fn token(&self) -> Option<&Secret> {
        match &self.access {
            Access::Bearer(token) => Some(token),
            Access::Open | Access::Off => None,
        }
    }
}

/// What the sender of a request may do on the pages of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Standing {
    /// Read: the control API is switched off.
    NoControl,
    /// Read, and show the token of the control API.
    Reader,
    /// All that the control API does.
    Operator,
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token)
}

/// Guards the control API. What it has for people to read in a browser is guarded as their other pages are, and so is
/// the form that takes its token.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let Premises { idp, guard, .. } = Premises::of(request.extensions());
    let reader = journal::reader(&request)
        .or_else(|| verdict::reader(&request))
        .or_else(|| exchanges::reader(&request))
        .or_else(|| forms::reader(&request))
        .or_else(|| theatre::reader(&request))
        .or_else(|| why::reader(&request))
        .or_else(|| lessons::reader(&request));
    let admitted = match (reader, &guard.access) {
        (Some(_), Access::Open | Access::Bearer(_)) => guard.admits_a_reader(&request),
        _ => guard.admits(request.headers(), request.extensions()),
    };
    match admitted {
        Ok(()) => next.run(request).await,
        Err(error) => error.noted_for(reader.unwrap_or(forms::sender(&request)), idp),
    }
}

/// Guards the home page and the mailbox, whose refusals are pages too.
pub(in crate::http) async fn check_reader(request: Request, next: Next) -> Response {
    let Premises { idp, guard, .. } = Premises::of(request.extensions());
    match guard.admits_a_reader(&request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.noted_for(Reader::of(request.headers()), idp),
    }
}
