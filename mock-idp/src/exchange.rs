//! What each request was, by its shape, and what became of it. Never a value of either: a parameter has a length,
//! a credential has a kind, and both have the number of the exchange in which the same value was seen before.

mod agent;
mod answer;
mod cause;
mod credential;
mod current;
mod described;
mod draft;
mod filter;
mod interned;
mod kept;
mod looks;
mod method;
mod mistaken;
mod name;
mod operation;
mod ordinal;
mod origin;
mod parameter;
mod sdk;
mod sender;
mod values;
mod version;
mod words;

use std::num::NonZeroU32;
use std::sync::Arc;

use arcstr::ArcStr;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

pub use self::agent::Agent;
pub use self::answer::Answer;
pub use self::cause::Cause;
pub use self::credential::{Credential, CredentialKind, CredentialKinds};
pub(crate) use self::current::{Current, current, number};
pub(crate) use self::draft::{Draft, Opened};
pub(crate) use self::filter::{ExchangeFilter, NoExchangeError};
use self::interned::Interned;
use self::kept::Ties;
pub(crate) use self::kept::{Kept, LOOKED_BACK};
pub use self::looks::Looks;
pub use self::method::Method;
pub use self::mistaken::MistakenPath;
pub use self::name::ParameterName;
pub use self::operation::Operation;
pub use self::ordinal::Ordinal;
pub(crate) use self::origin::shown_origin;
pub use self::parameter::{Parameter, Place, Unknown};
pub use self::sdk::Sdk;
pub use self::sender::{Destination, Part, Sender, SiteRelation};
use self::values::Values;
pub use self::words::Words;
use crate::environment::policy::seconds;
use crate::environment::{AuthRequestId, ClientId, Environment, GrantId, SessionId, UserId};
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
    pub mistaken_for_logout: Option<MistakenPath>,
    /// The operation of the management API, by its gRPC name: `scalekit.v1.sessions.SessionService/RevokeSession`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Whether the path began with two slashes, as the official SDKs make it of a URL that ends in one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub double_slash: bool,
    /// The method.
    pub method: Method,
    /// The official SDK that sent it, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk: Option<Arc<Sdk>>,
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
    /// The person whose session it is, or else whose the hinted one is.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The grant of its code or token.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// The authorization request that it began or answered.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<AuthRequestId>,
    /// The origin that sent the browser here: `Origin`, or else that of `Referer`. It is shown if a client registered an
    /// address there, or if it is a loopback address or the environment's own: `another origin, 28 characters`.
    #[schemars(with = "Option<String>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ArcStr>,
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
    #[serde(skip_serializing_if = "CredentialKinds::is_empty")]
    #[schemars(with = "Vec<CredentialKind>")]
    pub given: CredentialKinds,
    /// The credentials that are worth nothing from here on.
    #[serde(skip_serializing_if = "CredentialKinds::is_empty")]
    #[schemars(with = "Vec<CredentialKind>")]
    pub lost: CredentialKinds,
    /// How long the access token lives that the answer gave, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_seconds: Option<NonZeroU32>,
    /// The answer.
    pub answer: Answer,
    /// The names of the journal's entries that it caused, in order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub events: Arc<Vec<&'static str>>,
    #[serde(skip)]
    origins: Origins,
    /// How many exchanges were opened after it until its answer was ready: exchanges overlap if both began before either
    /// ended, and no clock has to say so.
    #[serde(skip)]
    meanwhile: u32,
    #[serde(skip)]
    ties: Ties,
}

/// Where a request may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Origins {
    /// Whether a test may have sent it.
    test: bool,
    /// Whether a page sent the browser here that is at an origin at which the client registered an address.
    registered: bool,
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

    /// Returns the session of the request, or else the one that it only names by a hint.
    pub fn session_or_hinted(&self) -> Option<&SessionId> {
        self.session.as_ref().or(self.hinted.as_ref())
    }

    /// Whether the answer gave a credential of `kind`.
    pub fn gives(&self, kind: CredentialKind) -> bool {
        self.given.contains(kind)
    }

    /// Whether a credential of `kind` is worth nothing from here on.
    pub fn loses(&self, kind: CredentialKind) -> bool {
        self.lost.contains(kind)
    }

    /// Returns when the access token expires that the answer gave.
    pub fn token_expires_at(&self) -> Option<Timestamp> {
        Some(self.at + seconds(self.token_seconds?.get()))
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

    /// Whether a page sent the browser here that is at an origin at which the client registered an address.
    pub(crate) fn is_from_registered(&self) -> bool {
        self.origins.registered
    }

    /// Whether it shows a code that the answer of an exchange gave: a test that got one by the control API may do with it
    /// what it likes.
    pub(crate) fn has_code_of_exchange(&self) -> bool {
        self.shows(CredentialKind::Code).is_some_and(|code| code.given_in.is_some())
    }

    /// Whether a test may have sent it: the control API was called over its connection before, or by a program of the same
    /// name. By its name that is known of a logout alone.
    pub(crate) fn is_of_test(&self) -> bool {
        self.origins.test
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
        self.number + u64::from(self.meanwhile) < other.number
    }

    /// Whether both were open at the same time.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.is_before(other) && !other.is_before(self)
    }
}

/// Numbers the requests to an environment, and makes an exchange of each with its answer.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Distinguishes these requests from those before a reset, whose last answers may come later.
    epoch: u64,
    opened: u64,
    values: Values,
    interned: Interned,
    /// How many were closed while somebody waited for one.
    closed: watch::Sender<u64>,
}

impl Recorder {
    /// Returns one that begins anew, for after a reset.
    pub(crate) fn emptied(&self) -> Self {
        Self { epoch: self.epoch + 1, ..Self::default() }
    }

    /// Gives the next number to a request that came now, which is `at` on the scale of the exchanges.
    pub(crate) fn open(&mut self, now: Timestamp, at: Timestamp) -> Opened {
        self.opened += 1;
        Opened { epoch: self.epoch, number: self.opened, now, at }
    }

    /// Makes an exchange of a request and its answer, unless a reset came in between.
    pub(crate) fn close(
        &mut self,
        draft: Draft,
        answer: Answer,
        environment: &Environment,
    ) -> Option<Exchange> {
        if draft.opened.epoch != self.epoch {
            return None;
        }
        let exchange = draft.finish(answer, self, environment);
        if self.closed.receiver_count() > 0 {
            self.closed.send_modify(|closed| *closed += 1);
        }
        Some(exchange)
    }

    /// Returns a receiver that is notified of each answer.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.closed.subscribe()
    }

    /// Returns how many requests were numbered.
    pub(crate) fn opened(&self) -> u64 {
        self.opened
    }
}
