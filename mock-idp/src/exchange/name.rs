//! Names of parameters that an endpoint knows, each in one octet.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::wire::Endpoint;

/// Parameters that an endpoint knows, that Scalekit's SDKs send, or that a specification has of which a client may follow
/// more than Scalekit does: OpenID Connect Core §3.1.2.1, RFC 8707, RFC 9101, RFC 9396, RFC 9449. A `client_secret` is known
/// everywhere, so that it is a secret in the wrong place and no misspelled word.
const AUTHORIZE: [&str; 29] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "provider",
    "connection_id",
    "organization_id",
    "domain_hint",
    "domain",
    "id_token_hint",
    "ui_locales",
    "acr_values",
    "display",
    "claims",
    "claims_locales",
    "resource",
    "request",
    "request_uri",
    "authorization_details",
    "dpop_jkt",
    "client_secret",
];
const TOKEN: [&str; 13] = [
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "scope",
    "audience",
    "resource",
    "organization_id",
    "client_assertion",
    "client_assertion_type",
];
const LOGOUT: [&str; 7] = [
    "id_token_hint",
    "post_logout_redirect_uri",
    "state",
    "client_id",
    "logout_hint",
    "ui_locales",
    "client_secret",
];
const TOKEN_QUESTIONS: [&str; 4] = ["token", "token_type_hint", "client_id", "client_secret"];

/// The parameter that is kept wherever it comes: no URL may have it.
const CLIENT_SECRET: &str = "client_secret";

/// All of these names, each once.
const NAMES: [&str; 40] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "provider",
    "connection_id",
    "organization_id",
    "domain_hint",
    "domain",
    "id_token_hint",
    "ui_locales",
    "acr_values",
    "display",
    "claims",
    "claims_locales",
    "resource",
    "request",
    "request_uri",
    "authorization_details",
    "dpop_jkt",
    "client_secret",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "audience",
    "client_assertion",
    "client_assertion_type",
    "post_logout_redirect_uri",
    "logout_hint",
    "token",
    "token_type_hint",
];

/// The name of a parameter, by its place among those that are known.
#[derive(Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct ParameterName(#[schemars(with = "String")] u8);

impl ParameterName {
    /// Returns the name, if the endpoint knows it. A secret is known everywhere: no URL may have it.
    pub(super) fn known_at(endpoint: Endpoint, name: &str) -> Option<Self> {
        let is_known = name == CLIENT_SECRET || known_at(endpoint).contains(&name);
        let place = NAMES.iter().position(|known| *known == name).filter(|_| is_known)?;
        u8::try_from(place).ok().map(Self)
    }

    /// Returns the name as the request has it.
    pub fn as_str(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }
}

impl PartialEq<&str> for ParameterName {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for ParameterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ParameterName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Returns the parameters that an endpoint knows; none of those of which only a secret is kept.
pub(super) fn known_at(endpoint: Endpoint) -> &'static [&'static str] {
    match endpoint {
        Endpoint::Authorize => &AUTHORIZE,
        Endpoint::Token => &TOKEN,
        Endpoint::Logout => &LOGOUT,
        Endpoint::Introspect | Endpoint::Revoke => &TOKEN_QUESTIONS,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_an_endpoint_knows_has_its_place() {
        let known = Endpoint::ALL.into_iter().flat_map(known_at).chain([&CLIENT_SECRET]);
        let missing: Vec<_> = known.filter(|name| !NAMES.contains(name)).collect();

        assert_eq!(missing, [] as [&&str; 0]);
        assert!(u8::try_from(NAMES.len()).is_ok(), "each is an octet");
    }
}
