//! The effects of faults: their names in the control API, where each is injected, and their sentences in the journal.

use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::forgery::Forgeable;
use super::{
    CallbackError, FaultError, Forgery, InjectionPoint, KeySetFault, LONGEST_DELAY, Omission,
    StateFault,
};

/// The effect of a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[schemars(
    rename = "FaultKind",
    description = "What goes wrong. The words, status, rate_limited, delay_ms and late_answer_ms are of the transport, and happen anywhere. The others have one endpoint each."
)]
pub enum Effect {
    /// The request is not carried out, and answered with this status, 400 to 599, and Scalekit's error
    /// body: OAuth's, the REST envelope, gRPC's status, or a page for a person.
    Status(#[schemars(range(min = 400, max = 599))] u16),
    /// The request is not carried out, and answered with 429 and a `Retry-After` of so many seconds.
    RateLimited {
        /// The value of `Retry-After`, in seconds.
        retry_after_seconds: u32,
    },
    /// The request is carried out so much later, in real time: [`LONGEST_DELAY`] at most. In JSON,
    /// milliseconds.
    #[serde(rename = "delay_ms", with = "milliseconds")]
    #[schemars(
        with = "Milliseconds",
        description = "In real time; then the request is carried out."
    )]
    Delay(Duration),
    /// The request is carried out at once, and its answer is kept back so long, in real time: [`LONGEST_DELAY`] at most. A
    /// client that goes meanwhile has spent what it sent. In JSON, milliseconds.
    #[serde(rename = "late_answer_ms", with = "milliseconds")]
    #[schemars(
        with = "Milliseconds",
        description = "In real time; the request is carried out before."
    )]
    LateAnswer(Duration),
    /// The request is not carried out, and nothing is answered: after [`LONGEST_DELAY`] the connection is
    /// reset, if the client has not gone before.
    #[schemars(
        description = "The request is not carried out, and nothing is answered; twenty seconds later the connection is reset."
    )]
    Silence,
    /// The request is not carried out, and its connection is reset. Over HTTP/2 that ends every request of the
    /// connection.
    Reset,
    /// The request is carried out, and the answer breaks off in the middle of its body.
    CutShort,
    /// The request is not carried out, and answered with the status 200 and a page of HTML, as by a proxy.
    Html,
    /// The request is not carried out, and answered with the status 200 and a body that only begins like JSON.
    MalformedJson,
    /// At token: an ID token is forged like this.
    IdToken(Forgery),
    /// At token: a user's access token is forged like this.
    AccessToken(Forgery),
    /// At idp: the `idp_initiated_login` token with which an identity provider begins a sign-in is forged like this.
    IdpInitiated(Forgery),
    /// At the callback, planned for authorize: the client gets another `state` than it sent, with a code or with an error.
    State(StateFault),
    /// At the callback, planned for authorize: the client gets this error and no code.
    Error(CallbackError),
    /// At token: the answer to a refresh lacks these members. An answer that has none of them anyway does not count
    /// as a call.
    RefreshWithout(#[schemars(length(min = 1))] Vec<Omission>),
    /// At keys: another key set is published.
    KeySet(KeySetFault),
}

/// A delay in milliseconds.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "it is read and written as a `Duration`, and described by this type")]
struct Milliseconds(#[schemars(range(max = 20_000))] u32);

mod milliseconds {
    use super::{Deserialize, Deserializer, Duration, Serializer};

    pub(super) fn serialize<S: Serializer>(
        delay: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

impl Effect {
    /// Returns the point at which the effect is injected.
    pub(super) fn point(&self) -> InjectionPoint {
        match self {
            Self::Status(_)
            | Self::RateLimited { .. }
            | Self::Delay(_)
            | Self::LateAnswer(_)
            | Self::Silence
            | Self::Reset
            | Self::CutShort
            | Self::Html
            | Self::MalformedJson => InjectionPoint::Transport,
            Self::IdToken(_) => InjectionPoint::IdToken,
            Self::AccessToken(_) => InjectionPoint::AccessToken,
            Self::IdpInitiated(_) => InjectionPoint::IdpInitiatedToken,
            Self::State(_) | Self::Error(_) => InjectionPoint::Callback,
            Self::RefreshWithout(_) => InjectionPoint::Refresh,
            Self::KeySet(_) => InjectionPoint::KeySet,
        }
    }

    /// Checks that the effect can be carried out.
    pub(super) fn check(&self) -> Result<(), FaultError> {
        match self {
            Self::Status(status) if !(400..600).contains(status) => {
                Err(FaultError::Status(*status))
            }
            Self::Delay(delay) | Self::LateAnswer(delay) if *delay > LONGEST_DELAY => {
                Err(FaultError::TooLate)
            }
            Self::RefreshWithout(omitted) if omitted.is_empty() => {
                Err(FaultError::NothingOmitted("id_token, expires_in, scope, refresh_token"))
            }
            Self::IdToken(forgery) => check_forgery(Forgeable::IdToken, *forgery),
            Self::AccessToken(forgery) => check_forgery(Forgeable::AccessToken, *forgery),
            Self::IdpInitiated(forgery) => check_forgery(Forgeable::IdpInitiated, *forgery),
            _ => Ok(()),
        }
    }
}

/// Checks that a token of this kind can be forged like this.
fn check_forgery(token: Forgeable, forgery: Forgery) -> Result<(), FaultError> {
    if forgery.fits(token) {
        return Ok(());
    }
    Err(FaultError::Unfitting { token: token.as_str(), forgery: forgery.to_string() })
}

impl fmt::Display for Effect {
    /// Writes the predicate of the journal's sentence, whose subject is the injection's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => match StatusCode::from_u16(*status) {
                Ok(status) => write!(f, "answers {status}"),
                Err(_) => write!(f, "answers {status}"),
            },
            Self::RateLimited { retry_after_seconds: seconds } => {
                write!(f, "answers 429 Too Many Requests, retry after {seconds} seconds")
            }
            Self::Delay(delay) => write!(f, "is late by {} milliseconds", delay.as_millis()),
            Self::LateAnswer(delay) => {
                write!(f, "keeps its answer back for {} milliseconds", delay.as_millis())
            }
            Self::Silence => f.write_str("does not answer"),
            Self::Reset => f.write_str("resets the connection"),
            Self::CutShort => f.write_str("cuts its answer short"),
            Self::Html => f.write_str("answers HTML"),
            Self::MalformedJson => f.write_str("answers malformed JSON"),
            Self::IdToken(forgery) | Self::AccessToken(forgery) | Self::IdpInitiated(forgery) => {
                let verb = if forgery.is_invalid() { "is forged" } else { "is unusual" };
                write!(f, "{verb}: {forgery}")
            }
            Self::State(fault) => write!(f, "{fault}"),
            Self::Error(code) => write!(f, "has the error {} and no code", code.as_str()),
            Self::RefreshWithout(omitted) => {
                let names: Vec<&str> = omitted.iter().map(|member| member.as_str()).collect();
                write!(f, "is without {}", names.join(", "))
            }
            Self::KeySet(fault) => write!(f, "{fault}"),
        }
    }
}
