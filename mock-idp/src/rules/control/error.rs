//! The reasons why a command of a test cannot be carried out.

use crate::rules::Refusal;
use crate::wire::{ErrorCode, Refuser};

/// The reason why a command of a test cannot be carried out. Its sentence lists what exists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum ControlError {
    #[error("no user {given}; there are {known}")]
    NoSuchUser { given: String, known: String },
    #[error("no organization {given}; there are {known}")]
    NoSuchOrganization { given: String, known: String },
    #[error("no session {given}; there are {known}")]
    NoSuchSession { given: String, known: String },
    #[error("{why}")]
    NoSuchPage { why: String },
    #[error("no client {given}; there are {known}")]
    NoSuchClient { given: String, known: String },
    #[error("{client} is not a web application, and has no server that could be told of a logout")]
    NotAWebApplication { client: String },
    #[error("no webhook endpoint {given}; there are {known}")]
    NoSuchEndpoint { given: String, known: String },
    #[error("no delivery {given}; there are {known}")]
    NoSuchDelivery { given: u64, known: String },
    #[error("no event has the type {given}; there are {known}")]
    NoSuchEventType { given: String, known: String },
    #[error("{url} cannot be called: {why}")]
    CannotCall { url: String, why: String },
    #[error("{url} is a webhook endpoint already; it has the id {id}")]
    EndpointExists { url: String, id: String },
    #[error("there are {0} webhook endpoints already, and no environment has more")]
    TooManyEndpoints(usize),
    #[error(
        "{0} sign-ins are prepared already, and no environment has more; send browsers, or reset it"
    )]
    TooManyPrepared(usize),
    #[error("{0}")]
    CannotReplay(String),
    #[error("no policy {name}; there are {known}")]
    NoSuchPolicy { name: String, known: String },
    #[error("{field}: {why}")]
    CannotBe { field: String, why: String },
    #[error("no {what} was mailed to {to}; those who were mailed one: {known}")]
    NothingMailed { what: &'static str, to: String, known: String },
}

impl Refusal for ControlError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Control;

    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidRequest
    }
}
