//! `GET /invitation?token=…`: the link in an invitation's mail.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{self, ErrorPage, JoinedPage, Link};
use super::redirect::{self, Via};
use super::{cookie, mailbox};
use crate::environment::Environment;
use crate::http::here::Here;
use crate::rules::invitation::{self, Accepted, InvitationError};
use crate::wire::{Browser, Params};

pub(super) async fn get(Here(idp): Here, browser: Browser, RawQuery(query): RawQuery) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let token = params.owned("token").ok().flatten().unwrap_or_default();
    let outcome = idp.transact(|desk| invitation::accept(desk, &token, &browser));
    idp.read(|environment| match outcome {
        Ok(accepted) => welcome(environment, accepted),
        Err(refusal) => refuse(environment, &refusal),
    })
}

/// Sends the browser to the application, or shows a page if no application has registered an address for this.
fn welcome(environment: &Environment, accepted: Accepted) -> Response {
    let mut response = match &accepted.to {
        Some(to) => redirect::to_client(Via::Found, to, &[]),
        None => {
            let organization = accepted.organization;
            pages::page(StatusCode::OK, &JoinedPage { organization })
        }
    };
    if let Some(session) = &accepted.cookie {
        let lifetime = environment.policies().session_absolute_seconds;
        response.headers_mut().extend([cookie::set(session, lifetime)]);
    }
    response
}

fn refuse(environment: &Environment, refusal: &InvitationError) -> Response {
    let (status, title, message) = match refusal {
        InvitationError::Unknown => (
            StatusCode::NOT_FOUND,
            "This invitation is unknown",
            "It was never sent, or it was withdrawn or replaced by a newer one.",
        ),
        InvitationError::Accepted => (
            StatusCode::GONE,
            "This invitation was accepted",
            "Its link works once. Whoever accepted it signs in at the application.",
        ),
        InvitationError::Expired => {
            (StatusCode::GONE, "This invitation has expired", "It was not accepted in time.")
        }
        InvitationError::NotActive => (
            StatusCode::FORBIDDEN,
            "This user is deactivated",
            "Somebody who is deactivated cannot join an organization.",
        ),
    };
    let page = ErrorPage {
        title: title.to_owned(),
        message: message.to_owned(),
        details: Vec::new(),
        remedy: remedy(refusal).map(str::to_owned),
        back: way_out(environment, refusal).unwrap_or_else(Link::home),
        ..ErrorPage::default()
    };
    page.answer(status)
}

fn remedy(refusal: &InvitationError) -> Option<&'static str> {
    match refusal {
        InvitationError::Unknown => Some("Follow the link in the newest mail."),
        InvitationError::Expired => {
            Some("Ask for another mail: the application's server sends one with ResendInvite.")
        }
        InvitationError::Accepted | InvitationError::NotActive => None,
    }
}

fn way_out(environment: &Environment, refusal: &InvitationError) -> Option<Link> {
    match refusal {
        InvitationError::Unknown => {
            Some(Link { label: "Open the mailbox".to_owned(), url: mailbox::PATH.to_owned() })
        }
        InvitationError::Accepted => {
            let (client, to) = invitation::begin_at(environment, None)?;
            Some(Link { label: format!("Sign in at {}", client.name), url: to.as_str().to_owned() })
        }
        InvitationError::Expired | InvitationError::NotActive => None,
    }
}
