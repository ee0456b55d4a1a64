//! What a run exercised of all that a correct application has to get right (row 112).

use schemars::JsonSchema;
use serde::Serialize;

use super::record::Record;
use crate::exchange::{CredentialKind, Exchange};
use crate::wire::Endpoint;

/// Something that every application meets sooner or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exercise {
    /// A person signed in, and the application redeemed the code.
    SignIn,
    /// An authorization request was answered with an error.
    RefusedSignIn,
    /// Tokens were renewed.
    Renewal,
    /// A renewal was refused.
    RefusedRenewal,
    /// A person signed out.
    SignOut,
    /// A second person signed in.
    SecondPerson,
    /// A person came back after signing out.
    SignInAfterSignOut,
    /// An endpoint failed by a planned fault.
    Outage,
}

impl Exercise {
    /// Everything, in the order in which an application meets it.
    pub const ALL: [Self; 8] = [
        Self::SignIn,
        Self::RefusedSignIn,
        Self::Renewal,
        Self::RefusedRenewal,
        Self::SignOut,
        Self::SecondPerson,
        Self::SignInAfterSignOut,
        Self::Outage,
    ];

    /// Returns the words for it.
    pub fn describe(self) -> &'static str {
        match self {
            Self::SignIn => "a sign-in",
            Self::RefusedSignIn => "a refused sign-in",
            Self::Renewal => "a renewal",
            Self::RefusedRenewal => "a refused renewal",
            Self::SignOut => "a sign-out",
            Self::SecondPerson => "a second person",
            Self::SignInAfterSignOut => "a sign-in after a sign-out",
            Self::Outage => "an outage",
        }
    }

    /// Returns what an exchange exercised, given what came before.
    pub(super) fn of(exchange: &Exchange, past: &Record) -> Vec<Self> {
        let mut exercised = Vec::new();
        let is_renewal = exchange.shows(CredentialKind::RefreshToken).is_some()
            && exchange.is_at(Endpoint::Token);
        if exchange.caused("authorization_code.redeemed") {
            exercised.push(Self::SignIn);
        }
        if exchange.is_at(Endpoint::Authorize) && exchange.answer.error.is_some()
            || exchange.caused("authorization.declined")
        {
            exercised.push(Self::RefusedSignIn);
        }
        if is_renewal && exchange.answer.is_success() {
            exercised.push(Self::Renewal);
        }
        if is_renewal && exchange.answer.error == Some("invalid_grant") {
            exercised.push(Self::RefusedRenewal);
        }
        if exchange.is_at(Endpoint::Logout) && exchange.caused("user.logout") {
            exercised.push(Self::SignOut);
        }
        if exchange.caused("user.login") {
            if past.people() > 1 {
                exercised.push(Self::SecondPerson);
            }
            if past.has_signed_out() {
                exercised.push(Self::SignInAfterSignOut);
            }
        }
        if exchange.answer.fault.is_some() {
            exercised.push(Self::Outage);
        }
        exercised
    }
}
