//! `/_mock/mailbox`: the mails that Scalekit would have sent, and the newest code or link for an address.

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::Operation;
use super::parameter::Parameter;
use super::query::Query;
use super::refusal::{ApiError, JournalledError};
use super::reply::Reply;
use crate::environment::{Environment, Mail, MailKind, MailState};
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::control::mailbox::{Content, Found, mails, newest};
use crate::secret::Secret;

const TO: Parameter =
    Parameter::text("to", "Those to this address, in either case; all without it.");
const ADDRESS: Parameter = Parameter::text("address", "An e-mail address, in either case.");
const NO_SUCH_MAIL: &str =
    "No mail to this address has one; the answer lists the addresses whose mails do.";

pub(super) fn operations() -> [Operation; 3] {
    [
        Operation::get(
            "/mailbox",
            "listMails",
            "The mails that Scalekit would have sent; the last 200 are kept",
            list,
        )
        .parameters(&[TO])
        .replies("The mails, the newest first.")
        .refuses(StatusCode::BAD_REQUEST, "The query is not of these parameters."),
        Operation::get(
            "/mailbox/{address}/code",
            "readNewestCode",
            "The newest mail to an address that has a code",
            code,
        )
        .parameters(&[ADDRESS])
        .replies("The mail.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_MAIL),
        Operation::get(
            "/mailbox/{address}/link",
            "readNewestLink",
            "The newest mail to an address that has a link",
            link,
        )
        .parameters(&[ADDRESS])
        .replies("The mail.")
        .refuses(StatusCode::NOT_FOUND, NO_SUCH_MAIL),
    ]
}

#[derive(Debug, Serialize, JsonSchema)]
struct Mails {
    mails: Vec<Letter>,
}

/// A mail; or a test user's fixed digits, which are in no mail and have no times.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Mail")]
struct Letter {
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    /// Whether digits and link have expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    expired: Option<bool>,
    kind: LetterKind,
    state: MailState,
    /// The digits in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The address of the link in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// The purpose of a mail.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MailKind")]
#[serde(rename_all = "snake_case")]
enum LetterKind {
    SignIn,
    Passwordless,
    Invitation,
    TestUser,
}

async fn list(Here(idp): Here, RawQuery(query): RawQuery) -> Result<Reply<Mails>, JournalledError> {
    let refuse = |error: ApiError| error.noted(&idp);
    let query = Query::read(query, &[TO]).map_err(refuse)?;
    let to = query.text(&TO).map_err(refuse)?;
    let mails = idp.read(|environment| {
        mails(environment, to).map(|mail| Letter::of(mail, environment)).collect()
    });
    Ok(Reply(Mails { mails }))
}

async fn code(
    Here(idp): Here,
    Path(address): Path<String>,
) -> Result<Reply<Letter>, JournalledError> {
    newest_with(&idp, &address, Content::Code)
}

async fn link(
    Here(idp): Here,
    Path(address): Path<String>,
) -> Result<Reply<Letter>, JournalledError> {
    newest_with(&idp, &address, Content::Link)
}

fn newest_with(
    idp: &Idp,
    address: &str,
    content: Content,
) -> Result<Reply<Letter>, JournalledError> {
    let letter = idp.read(|environment| {
        newest(environment, address, content).map(|found| match found {
            Found::Mail(mail) => Letter::of(mail, environment),
            Found::FixedCode(code) => Letter::of_test_user(address, code),
        })
    });
    letter.map(Reply).map_err(|error| ApiError::from(error).noted(idp))
}

impl Letter {
    fn of(mail: &Mail, environment: &Environment) -> Self {
        let text = |secret: &Option<Secret>| secret.as_ref().map(|text| text.reveal().to_owned());
        Self {
            to: mail.to.clone(),
            sent_at: Some(mail.sent_at),
            expires_at: Some(mail.expires_at),
            expired: Some(mail.expires_at <= environment.now()),
            kind: mail.kind().into(),
            state: environment.mail_state(mail),
            code: text(&mail.code),
            link: text(&mail.link),
        }
    }

    fn of_test_user(address: &str, code: &str) -> Self {
        Self {
            to: address.to_lowercase(),
            sent_at: None,
            expires_at: None,
            expired: None,
            kind: LetterKind::TestUser,
            state: MailState::Good,
            code: Some(code.to_owned()),
            link: None,
        }
    }
}

impl From<MailKind> for LetterKind {
    fn from(kind: MailKind) -> Self {
        match kind {
            MailKind::SignIn => Self::SignIn,
            MailKind::Passwordless => Self::Passwordless,
            MailKind::Invitation => Self::Invitation,
        }
    }
}
