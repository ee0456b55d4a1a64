//! Authorization responses that a client must refuse, or must cope with.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Effect, FaultError, FaultHost, Injection, InjectionPoint, SENTENCE};
use crate::exchange;
use crate::wire::Redacted;

/// The `state` of a sign-in that did not happen.
const ANOTHER_STATE: &str = "another-sign-in";

/// A defect of the `state` of an authorization response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StateFault {
    /// It is another value.
    Wrong,
    /// It is missing.
    Missing,
    /// It is there twice.
    Repeated,
    /// It is that of the previous response. The first response does not count as a call.
    Replayed,
}

impl fmt::Display for StateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wrong => "has another state",
            Self::Missing => "has no state",
            Self::Repeated => "has its state twice",
            Self::Replayed => "has the state of the answer before",
        })
    }
}

/// An error code that Scalekit or RFC 6749 documents for the callback (`docs/authorize.md#errors`, RFC 6749
/// §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CallbackError(&'static str);

impl CallbackError {
    /// Every code.
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

    /// Returns the error with this code.
    ///
    /// # Errors
    ///
    /// [`FaultError::NoSuchError`] lists all codes.
    pub fn named(code: &str) -> Result<Self, FaultError> {
        let found = Self::ALL.into_iter().find(|known| *known == code);
        found.map(Self).ok_or_else(|| FaultError::NoSuchError {
            name: Redacted::of(code).to_string(),
            known: Self::ALL.join(", "),
        })
    }

    /// Returns the code.
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

/// The parameters of an authorization response.
pub(crate) type Parameters = Vec<(&'static str, String)>;

/// Changes the parameters of an authorization response to `client` as the fault that is due demands.
pub(crate) fn spoil(host: &impl FaultHost, client: &str, mut parameters: Parameters) -> Parameters {
    let state = value(&parameters, "state");
    if state.is_none() && host.is_faultless() {
        return parameters;
    }
    let is_error = value(&parameters, "error").is_some();
    // The previous response's `state` is read and replaced under the same lock under which the fault fires.
    let mut earlier = None;
    let injection = Injection::at(InjectionPoint::Callback, Some(client));
    let due = host.fire_with(&injection, |faults| {
        earlier = faults.last_state().map(str::to_owned);
        let due = faults.due_if(&injection, |effect| match effect {
            Effect::Error(_) => !is_error,
            Effect::State(StateFault::Wrong) => true,
            Effect::State(StateFault::Replayed) => earlier.is_some(),
            Effect::State(StateFault::Missing | StateFault::Repeated) => state.is_some(),
            _ => false,
        });
        if let Some(state) = &state {
            faults.remember_state(state);
        }
        due
    });
    match due {
        Some(Effect::Error(code)) => {
            parameters.retain(|(name, _)| *name != "code");
            exchange::current(|draft| draft.spoiled(code.as_str()));
            let error = [("error", code.as_str()), ("error_description", SENTENCE)];
            parameters.splice(0..0, error.map(|(name, value)| (name, value.to_owned())));
        }
        Some(Effect::State(fault)) => spoil_state(&mut parameters, fault, state, earlier),
        _ => {}
    }
    parameters
}

fn spoil_state(
    parameters: &mut Parameters,
    fault: StateFault,
    state: Option<String>,
    earlier: Option<String>,
) {
    if fault != StateFault::Repeated {
        parameters.retain(|(name, _)| *name != "state");
    }
    let state = match fault {
        StateFault::Missing => None,
        StateFault::Wrong => Some(ANOTHER_STATE.to_owned()),
        StateFault::Replayed => earlier,
        StateFault::Repeated => state,
    };
    parameters.extend(state.map(|state| ("state", state)));
}

fn value(parameters: &Parameters, name: &str) -> Option<String> {
    parameters.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
}
