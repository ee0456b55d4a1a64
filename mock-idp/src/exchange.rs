//! What each request was, by its shape, and what became of it. Never a value of either: a parameter has a length,
//! a credential has a kind, and both have the number of the exchange in which the same value was seen before.

mod answer;
mod cause;
mod credential;
mod current;
mod draft;
mod filter;
mod looks;
mod operation;
mod parameter;
mod sdk;
mod sender;
mod values;

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

pub use self::answer::Answer;
pub use self::cause::Cause;
pub use self::credential::{Credential, CredentialKind};
pub(crate) use self::current::{Current, current, number};
pub(crate) use self::draft::{Draft, Opened};
pub(crate) use self::filter::{ExchangeFilter, NoExchangeError};
pub use self::looks::Looks;
pub use self::operation::Operation;
pub use self::parameter::{Parameter, Place, Unknown, Words};
pub use self::sdk::Sdk;
pub use self::sender::{Destination, Part, Sender};
use self::values::Values;
use crate::environment::{AuthRequestId, ClientId, Environment, GrantId, SessionId, earlier};
use crate::wire::Endpoint;

/// Exchanges that are kept before the oldest give way, as many as the journal keeps entries.
pub const MOST_EXCHANGES: usize = 10_000;

/// A request to the environment and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Exchange {
    /// Its number, from 1; numbers are never used again.
    pub number: u64,
    /// When the request came, by the environment's clock.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What sent the request.
    pub sender: Sender,
    /// The connection over which it came, by its number from 1.
    pub connection: u64,
    /// The endpoint to which the request went; `None` if the environment does not have the path.
    #[schemars(with = "Option<String>")]
    pub endpoint: Option<Endpoint>,
    /// A path that clients take for the endpoint that signs people out, if the request went to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistaken_for_logout: Option<&'static str>,
    /// The operation of the management API, by its gRPC name: `scalekit.v1.sessions.SessionService/RevokeSession`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Whether the path began with two slashes, as the official SDKs make it of a URL that ends in one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub double_slash: bool,
    /// The method.
    pub method: &'static str,
    /// The official SDK that sent it, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk: Option<Sdk>,
    /// The client that the request names, or whose code or token it carries.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    /// The session that a cookie or a token opens, or that began.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// The session of an ID token that came as a hint.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hinted: Option<SessionId>,
    /// The grant of its code or token.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// The authorization request that it began or answered.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<AuthRequestId>,
    /// The origin that sent the browser here: `Origin`, or else that of `Referer`.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Arc<str>>,
    /// Whether a proxy forwarded it (`Forwarded`, `Via`, `X-Forwarded-For`): then its connection is the proxy's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// The parameters that were sent, by name.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub parameters: Box<[Parameter]>,
    /// Names of parameters and words of vocabularies that nobody knows.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub unknown: Box<[Unknown]>,
    /// The credentials that the request showed.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub shown: Box<[Credential]>,
    /// The credentials that the answer gave.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub given: Box<[Credential]>,
    /// The credentials that are worth nothing from here on.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub lost: Box<[Credential]>,
    /// When the access token that the answer gave expires.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_expires_at: Option<Timestamp>,
    /// The answer.
    pub answer: Answer,
    /// The names of the journal's entries that it caused, in order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub events: Box<[&'static str]>,
    /// When it was opened and closed, in openings and closings since the beginning: exchanges overlap if both began
    /// before either ended, and no clock has to say so.
    #[serde(skip)]
    pub(crate) span: (u64, u64),
}

/// Paths that clients take for the endpoint that signs people out (`docs/sessions.md#logout`), with or without a
/// slash at the end.
const MISTAKEN_FOR_LOGOUT: [&str; 9] = [
    "/end_session",
    "/oidc/end_session",
    "/oauth/end_session",
    "/oauth2/end_session",
    "/connect/endsession",
    "/oauth/logout",
    "/oauth2/logout",
    "/v2/logout",
    "/logout",
];

/// Returns the path that is taken for the endpoint that signs people out, if this is one.
fn mistaken_for_logout(path: &str) -> Option<&'static str> {
    let path = path.trim_end_matches('/');
    MISTAKEN_FOR_LOGOUT.into_iter().find(|mistaken| *mistaken == path)
}

impl Exchange {
    /// Whether the request went to `endpoint`.
    pub fn is_at(&self, endpoint: Endpoint) -> bool {
        self.endpoint == Some(endpoint)
    }

    /// Whether it is an authorization request that was no error: a page, a code, or the answer that there is none.
    pub fn is_authorization_request(&self) -> bool {
        self.is_at(Endpoint::Authorize) && self.caused("authorization.requested")
    }

    /// Returns the first parameter called `name`.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Whether a parameter called `name` came with a value.
    pub fn has(&self, name: &str) -> bool {
        self.parameter(name).is_some()
    }

    /// Returns the credential of `kind` that the request showed.
    pub fn shows(&self, kind: CredentialKind) -> Option<&Credential> {
        self.shown.iter().find(|credential| credential.kind == kind)
    }

    /// Whether the answer gave a credential of `kind`.
    pub fn gives(&self, kind: CredentialKind) -> bool {
        self.given.iter().any(|credential| credential.kind == kind)
    }

    /// Whether it caused an entry of the journal with this name.
    pub fn caused(&self, event: &str) -> bool {
        self.events.contains(&event)
    }

    /// Whether a browser sent it, and no page made it do so: somebody typed the address, or the browser guesses that
    /// somebody will.
    pub fn is_typed(&self) -> bool {
        self.sender.is_of_no_site() && self.from.is_none()
    }

    /// Whether its outcome is none of the client's doing: a planned fault was carried out, or the client never got the
    /// answer.
    pub fn is_disturbed(&self) -> bool {
        self.answer.fault.is_some() || self.answer.status.is_none()
    }

    /// Whether the client got what the environment decided, though a planned fault may have made it late.
    pub fn is_delivered(&self) -> bool {
        self.answer.status.is_some() && (self.answer.fault.is_none() || self.answer.late)
    }

    /// Whether it was answered before `other` came.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        self.span.1 < other.span.0
    }

    /// Whether both were open at the same time.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.span.0 < other.span.1 && other.span.0 < self.span.1
    }
}

/// The exchanges of an environment.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    /// Distinguishes these from those before a reset, whose last answers may come later.
    epoch: u64,
    opened: u64,
    /// Openings and closings so far.
    moments: u64,
    kept: VecDeque<Arc<Exchange>>,
    values: Values,
    /// How many were closed, for those who wait for one.
    closed: watch::Sender<u64>,
}

impl Exchanges {
    /// Returns the same without any exchange, for after a reset.
    pub(crate) fn emptied(&self) -> Self {
        Self { epoch: self.epoch + 1, ..Self::default() }
    }

    /// Gives the next number to a request.
    pub(crate) fn open(&mut self, at: Timestamp) -> Opened {
        self.opened += 1;
        self.moments += 1;
        Opened { epoch: self.epoch, number: self.opened, at, moment: self.moments }
    }

    /// Keeps a request with its answer, unless a reset came in between.
    pub(crate) fn close(
        &mut self,
        draft: Draft,
        answer: Answer,
        environment: &Environment,
    ) -> Option<Arc<Exchange>> {
        if draft.opened.epoch != self.epoch {
            return None;
        }
        self.moments += 1;
        let exchange = Arc::new(draft.finish(self.moments, answer, &mut self.values, environment));
        if self.kept.len() == MOST_EXCHANGES {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::clone(&exchange));
        self.closed.send_modify(|closed| *closed += 1);
        Some(exchange)
    }

    /// Makes the exchanges older.
    pub(crate) fn age(&mut self, seconds: u32) {
        for exchange in &mut self.kept {
            let exchange = Arc::make_mut(exchange);
            exchange.at = earlier(exchange.at, seconds);
            exchange.token_expires_at = exchange.token_expires_at.map(|end| earlier(end, seconds));
        }
    }

    /// Returns the selected exchanges, in the order of their numbers.
    pub(crate) fn matching(&self, filter: &ExchangeFilter) -> Vec<Arc<Exchange>> {
        let selected = self.kept.iter().filter(|exchange| filter.matches(exchange));
        let mut selected: Vec<_> = selected.cloned().collect();
        // They are kept in the order in which their answers were ready.
        selected.sort_by_key(|exchange| exchange.number);
        selected
    }

    /// Returns a receiver that is notified of each answer.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.closed.subscribe()
    }

    /// Returns how many exchanges were opened.
    pub(crate) fn opened(&self) -> u64 {
        self.opened
    }
}
