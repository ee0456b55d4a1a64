//! What goes wrong: the kinds of faults, their names over HTTP, and how the journal tells them.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use axum::http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Endpoint, FaultError, LONGEST_DELAY};
use crate::mint::{Forgeable, Forgery};
use crate::wire::Echo;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[schemars(
    rename = "FaultKind",
    description = "What goes wrong. The words, status, rate_limited and delay_ms are of the transport, and happen anywhere. The others have one endpoint each."
)]
pub enum What {
    /// The request is not carried out, and answered with this status, 400 to 599, and Scalekit's error
    /// body: OAuth's, the REST envelope, gRPC's status, or a page for a person.
    Status(#[schemars(range(min = 400, max = 599))] u16),
    /// The same with 429, and a `Retry-After` of so many seconds.
    RateLimited {
        /// `Retry-After`
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
    /// The request is not carried out, and nothing is answered: after [`LONGEST_DELAY`] the connection is
    /// reset, if the client has not gone before.
    #[schemars(
        description = "The request is not carried out, and nothing is answered; twenty seconds later the connection is reset."
    )]
    Silence,
    /// The request is not carried out, and its connection is reset. Over HTTP/2 every request of the
    /// connection suffers.
    Reset,
    /// The request is carried out, and the answer breaks off in the middle of its body.
    CutShort,
    /// The request is not carried out, and a page of HTML comes with the status 200, as from a proxy.
    Html,
    /// The request is not carried out, and what comes with the status 200 only begins like JSON.
    MalformedJson,
    /// At token: an ID token lies like this.
    IdToken(Forgery),
    /// At token: a user's access token lies like this.
    AccessToken(Forgery),
    /// At idp: the `idp_initiated_login` token with which an identity provider begins a sign-in lies like this.
    IdpInitiated(Forgery),
    /// At the callback, planned for authorize: the client gets another `state` than it sent, with a code or with an error.
    State(StateFault),
    /// At the callback, planned for authorize: the client gets this error and no code.
    Error(CallbackError),
    /// At token: the answer to a refresh is without these members. One that has none of them anyway is no call.
    RefreshWithout(#[schemars(length(min = 1))] Vec<Omission>),
    /// At keys: the key set is another.
    KeySet(KeySetFault),
}

/// What is wrong with the `state` of an authorization response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StateFault {
    /// It is another.
    Wrong,
    /// It is not there.
    Missing,
    /// It comes twice.
    Repeated,
    /// It is that of the answer before. The first answer of all is no call.
    Replayed,
}

/// A member that the answer to a refresh may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Omission {
    /// `id_token`
    IdToken,
    /// `expires_in`
    ExpiresIn,
    /// `scope`
    Scope,
    /// `refresh_token`: the client goes on with the one that it has (RFC 6749 §6).
    RefreshToken,
}

/// What is wrong with the key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeySetFault {
    /// It is that of another time: the keys that sign are not in it, and another is.
    Rotated,
    /// Its first key is of a kind that clients need not know, and have to ignore (RFC 7517 §5).
    UnknownKey,
    /// There is no key in it.
    Empty,
}

/// An error code that is documented to come to the callback (`behaviours.md` 2.1, RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CallbackError(&'static str);

impl CallbackError {
    /// Every one.
    pub const ALL: [&'static str; 38] = [
        "access_denied",
        "invalid_request",
        "server_error",
        "login_required",
        "invalid_connection_selector",
        "no_active_connections",
        "connection_not_active",
        "no_configured_connections",
        "invalid_organization_id",
        "invalid_connection_id",
        "domain_not_found",
        "invalid_user_domain",
        "application_not_active",
        "unauthorized",
        "user_not_active",
        "mandatory_attribute_missing",
        "invalid_id_token",
        "failed_to_exchange_token",
        "user_info_retrieve_failed",
        "invalid_saml_metadata",
        "invalid_saml_response",
        "invalid_saml_request",
        "invalid_saml_form_params",
        "signature_validation_failed",
        "invalid_acs_url",
        "invalid_assertion_url",
        "invalid_status",
        "malformed_saml_response",
        "assertion_expired",
        "response_expired",
        "authentication_not_completed",
        "user_login_required",
        "invalid_redirect_uri",
        "invalid_client",
        "unauthorized_client",
        "unsupported_response_type",
        "invalid_scope",
        "temporarily_unavailable",
    ];

    /// The error with this code.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchError`] lists those that there are.
    pub fn named(code: &str) -> Result<Self, FaultError> {
        let found = Self::ALL.into_iter().find(|known| *known == code);
        found.map(Self).ok_or_else(|| FaultError::NoSuchError {
            asked: Echo::of(code).to_string(),
            known: Self::ALL.join(", "),
        })
    }

    /// The code as it travels.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl JsonSchema for CallbackError {
    fn schema_name() -> Cow<'static, str> {
        "CallbackError".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::ALL.as_slice() })
    }
}

impl<'de> Deserialize<'de> for CallbackError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::named(&code).map_err(serde::de::Error::custom)
    }
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

/// Where a fault is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seam {
    /// Around the router.
    Transport,
    IdToken,
    AccessToken,
    IdpInitiated,
    /// The redirect to the callback.
    Answer,
    Refresh,
    KeySet,
}

impl What {
    pub(crate) fn seam(&self) -> Seam {
        match self {
            Self::Status(_)
            | Self::RateLimited { .. }
            | Self::Delay(_)
            | Self::Silence
            | Self::Reset
            | Self::CutShort
            | Self::Html
            | Self::MalformedJson => Seam::Transport,
            Self::IdToken(_) => Seam::IdToken,
            Self::AccessToken(_) => Seam::AccessToken,
            Self::IdpInitiated(_) => Seam::IdpInitiated,
            Self::State(_) | Self::Error(_) => Seam::Answer,
            Self::RefreshWithout(_) => Seam::Refresh,
            Self::KeySet(_) => Seam::KeySet,
        }
    }

    /// Whether it can be done at all.
    pub(super) fn check(&self) -> Result<(), FaultError> {
        match self {
            Self::Status(status) if !(400..600).contains(status) => {
                Err(FaultError::Status(*status))
            }
            Self::Delay(delay) if *delay > LONGEST_DELAY => Err(FaultError::TooLate),
            Self::RefreshWithout(omitted) if omitted.is_empty() => {
                Err(FaultError::NothingOmitted("id_token, expires_in, scope, refresh_token"))
            }
            Self::IdToken(forgery) => fitting(Forgeable::IdToken, *forgery),
            Self::AccessToken(forgery) => fitting(Forgeable::AccessToken, *forgery),
            Self::IdpInitiated(forgery) => fitting(Forgeable::IdpInitiated, *forgery),
            _ => Ok(()),
        }
    }
}

impl Seam {
    /// The one endpoint where it is, and what happens there. Transport has none: it is everywhere.
    pub(super) fn home(self) -> Option<(Endpoint, &'static str)> {
        match self {
            Self::Transport => None,
            Self::IdToken => Some((Endpoint::Token, "a lying ID token")),
            Self::AccessToken => Some((Endpoint::Token, "a lying access token")),
            Self::Refresh => Some((Endpoint::Token, "a refresh that lacks something")),
            Self::IdpInitiated => Some((Endpoint::Idp, "a lying idp_initiated_login token")),
            Self::Answer => Some((Endpoint::Authorize, "a wrong answer at the callback")),
            Self::KeySet => Some((Endpoint::Keys, "another key set")),
        }
    }
}

fn fitting(token: Forgeable, forgery: Forgery) -> Result<(), FaultError> {
    if forgery.fits(token) {
        return Ok(());
    }
    Err(FaultError::Unfitting { token: token.told(), forgery: forgery.to_string() })
}

impl fmt::Display for What {
    /// What it did, after the name of what it was done to: `/oauth/token` or `the ID token`.
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
            Self::Silence => f.write_str("does not answer"),
            Self::Reset => f.write_str("resets the connection"),
            Self::CutShort => f.write_str("cuts its answer short"),
            Self::Html => f.write_str("answers HTML"),
            Self::MalformedJson => f.write_str("answers malformed JSON"),
            Self::IdToken(forgery) | Self::AccessToken(forgery) | Self::IdpInitiated(forgery) => {
                let verb = if forgery.is_a_lie() { "lies" } else { "is odd" };
                write!(f, "{verb}: {forgery}")
            }
            Self::State(state) => f.write_str(match state {
                StateFault::Wrong => "has another state",
                StateFault::Missing => "has no state",
                StateFault::Repeated => "has its state twice",
                StateFault::Replayed => "has the state of the answer before",
            }),
            Self::Error(code) => write!(f, "has the error {} and no code", code.as_str()),
            Self::RefreshWithout(omitted) => {
                let names: Vec<&str> = omitted.iter().map(|one| one.as_str()).collect();
                write!(f, "is without {}", names.join(", "))
            }
            Self::KeySet(KeySetFault::Rotated) => f.write_str("is that of another time"),
            Self::KeySet(KeySetFault::UnknownKey) => f.write_str("begins with an unknown key"),
            Self::KeySet(KeySetFault::Empty) => f.write_str("is empty"),
        }
    }
}

impl Omission {
    /// The member's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::ExpiresIn => "expires_in",
            Self::Scope => "scope",
            Self::RefreshToken => "refresh_token",
        }
    }
}
