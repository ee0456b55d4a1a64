//! `/_mock/mailbox`: the mails that Scalekit would have sent, and the newest code or link for an address.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Problem;
use super::query::Query;
use crate::environment::{Environment, Mail, MailState};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::mailbox::{Content, Found, mails, newest};
use crate::secret::Secret;

pub(super) async fn get(State(idp): State<Idp>, RawQuery(query): RawQuery) -> Response {
    let query = match Query::read(query, &["to"]) {
        Ok(query) => query,
        Err(problem) => return problem.noted(&idp),
    };
    let to = match query.text("to") {
        Ok(to) => to,
        Err(problem) => return problem.noted(&idp),
    };
    let told: Vec<Value> = idp.read(|environment| {
        let mails = mails(environment, to);
        mails.map(|mail| letter(environment, mail)).collect()
    });
    (NO_STORE, Json(json!({ "mails": told }))).into_response()
}

/// `GET /_mock/mailbox/{address}/code`
pub(super) async fn code(State(idp): State<Idp>, Path(address): Path<String>) -> Response {
    newest_with(&idp, &address, Content::Code)
}

/// `GET /_mock/mailbox/{address}/link`
pub(super) async fn link(State(idp): State<Idp>, Path(address): Path<String>) -> Response {
    newest_with(&idp, &address, Content::Link)
}

fn newest_with(idp: &Idp, address: &str, content: Content) -> Response {
    let told = idp.read(|environment| {
        newest(environment, address, content).map(|found| match found {
            Found::Mail(mail) => letter(environment, mail),
            Found::FixedCode(code) => fixed(address, code),
        })
    });
    match told {
        Ok(letter) => (NO_STORE, Json(letter)).into_response(),
        Err(why) => Problem::from(why).noted(idp),
    }
}

/// The digits of a test user: no mail was sent, and they are always good.
fn fixed(address: &str, code: &str) -> Value {
    json!({ "to": address.to_lowercase(), "code": code, "kind": "test_user", "state": MailState::Good })
}

fn letter(environment: &Environment, mail: &Mail) -> Value {
    let mut told = json!({
        "to": mail.to,
        "sent_at": mail.sent_at,
        "expires_at": mail.expires_at,
        "expired": mail.expires_at <= environment.now(),
        "kind": mail.kind(),
        "state": environment.mail_state(mail),
    });
    for (name, secret) in [("code", &mail.code), ("link", &mail.link)] {
        if let Some(text) = secret.as_ref().map(Secret::reveal) {
            told[name] = text.into();
        }
    }
    told
}
