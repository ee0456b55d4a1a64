//! `GET /mailbox`: the mails that Scalekit would have sent.

use axum::http::StatusCode;
use axum::response::Response;

use super::console::Visitor;
use super::control::Standing;
use super::pages::{self, Letter, MailboxPage};
use crate::environment::{Environment, Mail, MailPurpose};
use crate::http::here::Here;

/// The path of the mailbox.
pub(super) const PATH: &str = "/mailbox";

pub(super) async fn get(Here(idp): Here, visitor: Visitor) -> Response {
    let page = MailboxPage {
        environment: idp.issuer().to_owned(),
        has_control: visitor.standing() != Standing::NoControl,
        letters: idp.read(|environment| {
            environment.mails().map(|mail| letter(environment, mail)).collect()
        }),
    };
    pages::live_page(StatusCode::OK, &page)
}

/// Returns the subject of a mail.
fn subject(environment: &Environment, mail: &Mail) -> String {
    match &mail.purpose {
        MailPurpose::SignIn(request) => match environment.client_of(request) {
            Some(client) => format!("Code to sign in to {}", client.name),
            None => "Code to sign in".to_owned(),
        },
        MailPurpose::Passwordless(_) => "Passwordless sign-in".to_owned(),
        MailPurpose::Invitation(_, organization) => match environment.organization(organization) {
            Some(organization) => format!("Invitation to {}", organization.name),
            None => "Invitation".to_owned(),
        },
    }
}

/// Returns a mail as a page shows it.
pub(super) fn letter(environment: &Environment, mail: &Mail) -> Letter {
    Letter {
        to: mail.to.clone(),
        code: mail.code.as_ref().map(|code| code.reveal().to_owned()),
        link: mail.link.as_ref().map(|link| link.reveal().to_owned()),
        sent_at: mail.sent_at,
        expires_at: mail.expires_at,
        subject: subject(environment, mail),
        state: environment.mail_state(mail),
    }
}
