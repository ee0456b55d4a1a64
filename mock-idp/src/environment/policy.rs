//! The policies of an environment: lifetimes, and strictness.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserId;

/// Scalekit's two kinds of environment (`docs/policies.md#kinds-of-environment`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(description = "Which of Scalekit's two kinds of environment this is.")]
pub enum EnvironmentType {
    /// Redirect URIs may use http, localhost and wildcards.
    #[default]
    Development,
    /// Redirect URIs use https or a scheme of their own, and none of the above.
    Production,
}

/// What happens, besides `invalid_grant`, when a used refresh token comes back after its grace.
///
/// Scalekit documents the error alone; RFC 9700 §4.14.2 demands that the family be revoked, which is our default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reuse {
    /// The refresh tokens that came of the same authorization are revoked.
    #[default]
    RevokeFamily,
    /// The whole session ends, for every application.
    RevokeSession,
    /// Nothing more than the refusal.
    Refuse,
}

/// What `/userinfo` and introspection say of an access token whose session has ended.
///
/// Scalekit prints nothing about it. Its paths are those of zitadel, which says no, and RFC 7662 §2.2 leaves it to the
/// server; so the default is our choice. An application's own check, of the signature and `exp`, goes on saying yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(
    description = "What `/userinfo` and introspection say of an access token whose session has ended."
)]
pub enum EndedSessionTokens {
    /// No: the token is worth nothing there.
    #[default]
    Refused,
    /// Yes, until the token expires.
    Accepted,
}

/// What the mails of the passwordless API contain (*Auth methods*, *Magic Link & OTP*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordlessMails {
    /// A code, and a link with it when the application names an address for one. This choice is ours:
    /// an application can be tried before anything is set.
    #[default]
    #[serde(rename = "as_asked")]
    AsRequested,
    /// A code alone.
    Otp,
    /// A link alone.
    Link,
    /// Both.
    LinkOtp,
}

/// What happens to a REST request of the management API that names fields or query parameters which its operation
/// does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnknownFields {
    /// They change nothing, as Scalekit's gateway has it, and the journal says so.
    #[default]
    Ignored,
    /// The request is refused: for tests that look for an application's spelling mistakes.
    Refused,
}

/// Lifetimes and strictness, with Scalekit's documented defaults (`docs/policies.md#lifetimes`).
///
/// Every lifetime is in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(
    description = "Lifetimes and strictness, with Scalekit's documented defaults. Every lifetime is in seconds."
)]
pub struct Policies {
    /// An access token's life.
    pub access_token_seconds: u32,
    /// An ID token's life.
    pub id_token_seconds: u32,
    /// The life of a token from `client_credentials`.
    pub client_token_seconds: u32,
    /// An authorization code's life.
    pub code_seconds: u32,
    /// The life of the six digits in an e-mail.
    pub email_code_seconds: u32,
    /// A session's life, however busy it is.
    pub session_absolute_seconds: u32,
    /// How long a session may lie idle; 0 means for ever.
    pub session_idle_seconds: u32,
    /// For how long a used refresh token answers an identical retry with the token that replaced it;
    /// 0 is strict rotation.
    pub refresh_grace_seconds: u32,
    /// What happens when a used refresh token comes back later than that.
    pub refresh_reuse: Reuse,
    /// What `/userinfo` and introspection say of an access token whose session has ended.
    pub ended_session_tokens: EndedSessionTokens,
    /// Whether a refresh brings a new ID token. Scalekit's documents disagree; the default is the
    /// answer that a client must survive (`docs/tokens.md#refresh`).
    #[schemars(description = "Whether a refresh brings a new ID token.")]
    pub id_token_on_refresh: bool,
    /// What the mails of the passwordless API contain.
    pub passwordless: PasswordlessMails,
    /// Whether a passwordless link is good only together with the id of its request (*Enforce same
    /// browser origin*).
    pub same_browser_links: bool,
    /// What happens to a REST request that names fields which its operation does not have.
    pub unknown_fields: UnknownFields,
}

/// How people sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignInMode {
    /// At the hosted pages.
    #[default]
    Pages,
    /// This user at once, without a page.
    As(UserId),
    /// Whoever a request's `login_hint` names at once, and everybody else at the hosted pages.
    Hint,
}

impl Policies {
    /// Returns the lifetimes that must not be zero. A session may lie idle for 0 seconds, which means for ever, and a
    /// used refresh token may have no grace.
    pub(crate) fn lifetimes(&self) -> [(&'static str, u32); 6] {
        [
            ("access_token_seconds", self.access_token_seconds),
            ("id_token_seconds", self.id_token_seconds),
            ("client_token_seconds", self.client_token_seconds),
            ("code_seconds", self.code_seconds),
            ("email_code_seconds", self.email_code_seconds),
            ("session_absolute_seconds", self.session_absolute_seconds),
        ]
    }

    /// Returns the contradictions between the policies.
    pub(crate) fn contradictions(&self) -> Vec<Contradiction> {
        let none_at_all = self.lifetimes().into_iter().filter(|(_, seconds)| *seconds == 0);
        let mut found: Vec<Contradiction> = none_at_all
            .map(|(field, _)| Contradiction {
                field,
                what: format!("`{field}` is no time at all"),
                help: "write a whole number from 1 to 4294967295; a test that wants it over advances the clock"
                    .to_owned(),
            })
            .collect();
        let (idle, absolute) = (self.session_idle_seconds, self.session_absolute_seconds);
        if idle > absolute {
            found.push(Contradiction {
                field: "session_idle_seconds",
                what: format!("a session of {absolute} seconds cannot lie idle for {idle}"),
                help: format!("write {absolute} or less, or 0 if idleness does not matter"),
            });
        }
        found
    }
}

/// A policy that contradicts another one, or has no meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    pub(crate) field: &'static str,
    /// What is wrong.
    pub(crate) what: String,
    /// What would be right.
    pub(crate) help: String,
}

const MINUTE: u32 = 60;
const DAY: u32 = 24 * 60 * MINUTE;

impl Default for Policies {
    fn default() -> Self {
        Self {
            access_token_seconds: 5 * MINUTE,
            id_token_seconds: 30 * MINUTE,
            client_token_seconds: DAY,
            code_seconds: 10 * MINUTE,
            email_code_seconds: 5 * MINUTE,
            session_absolute_seconds: 30 * DAY,
            session_idle_seconds: 7 * DAY,
            refresh_grace_seconds: 30,
            refresh_reuse: Reuse::RevokeFamily,
            ended_session_tokens: EndedSessionTokens::Refused,
            id_token_on_refresh: false,
            passwordless: PasswordlessMails::AsRequested,
            same_browser_links: false,
            unknown_fields: UnknownFields::Ignored,
        }
    }
}

/// Returns a number of seconds as a span of time.
pub(crate) fn seconds(number: u32) -> SignedDuration {
    SignedDuration::from_secs(i64::from(number))
}
