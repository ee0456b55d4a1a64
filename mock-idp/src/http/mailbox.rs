//! `GET /mailbox`: the mails that Scalekit would have sent.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{self, Letter, MailboxPage};
use crate::environment::{Environment, Mail};
use crate::idp::Idp;

/// Where it is.
pub(super) const PATH: &str = "/mailbox";

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    let letters =
        idp.read(|environment| environment.mails().map(|mail| letter(environment, mail)).collect());
    pages::page(StatusCode::OK, &MailboxPage { letters })
}

fn letter(environment: &Environment, mail: &Mail) -> Letter {
    Letter {
        to: mail.to.clone(),
        code: mail.code.as_ref().map(|code| code.reveal().to_owned()),
        link: mail.link.as_ref().map(|link| link.reveal().to_owned()),
        sent_at: mail.sent_at,
        expires_at: mail.expires_at,
        expired: mail.expires_at <= environment.now(),
    }
}
