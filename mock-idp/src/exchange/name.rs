//! Names of parameters that an endpoint knows, each in one octet.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::wire::Endpoint;

/// Endpoints that know a parameter, as bits.
const AUTHORIZE: u8 = 1;
const TOKEN: u8 = 2;
const LOGOUT: u8 = 4;
/// Introspection and revocation.
const ABOUT_TOKENS: u8 = 8;
/// Wherever a parameter comes, also where an endpoint knows none.
const EVERYWHERE: u8 = u8::MAX;

/// The parameters that an endpoint knows, that Scalekit's SDKs send, or that a specification has of which a client may
/// follow more than Scalekit does: OpenID Connect Core §3.1.2.1, RFC 8707, RFC 9101, RFC 9396, RFC 9449. A `client_secret` is
/// known everywhere, so that it is a secret in the wrong place and no misspelled word: no URL may have it.
const NAMES: [(&str, u8); 40] = [
    ("response_type", AUTHORIZE),
    ("response_mode", AUTHORIZE),
    ("client_id", AUTHORIZE | TOKEN | LOGOUT | ABOUT_TOKENS),
    ("redirect_uri", AUTHORIZE | TOKEN),
    ("scope", AUTHORIZE | TOKEN),
    ("state", AUTHORIZE | LOGOUT),
    ("nonce", AUTHORIZE),
    ("code_challenge", AUTHORIZE),
    ("code_challenge_method", AUTHORIZE),
    ("prompt", AUTHORIZE),
    ("max_age", AUTHORIZE),
    ("login_hint", AUTHORIZE),
    ("provider", AUTHORIZE),
    ("connection_id", AUTHORIZE),
    ("organization_id", AUTHORIZE | TOKEN),
    ("domain_hint", AUTHORIZE),
    ("domain", AUTHORIZE),
    ("id_token_hint", AUTHORIZE | LOGOUT),
    ("ui_locales", AUTHORIZE | LOGOUT),
    ("acr_values", AUTHORIZE),
    ("display", AUTHORIZE),
    ("claims", AUTHORIZE),
    ("claims_locales", AUTHORIZE),
    ("resource", AUTHORIZE | TOKEN),
    ("request", AUTHORIZE),
    ("request_uri", AUTHORIZE),
    ("authorization_details", AUTHORIZE),
    ("dpop_jkt", AUTHORIZE),
    ("client_secret", EVERYWHERE),
    ("grant_type", TOKEN),
    ("code", TOKEN),
    ("code_verifier", TOKEN),
    ("refresh_token", TOKEN),
    ("audience", TOKEN),
    ("client_assertion", TOKEN),
    ("client_assertion_type", TOKEN),
    ("post_logout_redirect_uri", LOGOUT),
    ("logout_hint", LOGOUT),
    ("token", ABOUT_TOKENS),
    ("token_type_hint", ABOUT_TOKENS),
];

/// The name of a parameter, by its place among those that are known.
#[derive(Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct ParameterName(#[schemars(with = "String")] u8);

impl ParameterName {
    /// Returns the name, if the endpoint knows it, or if it is known everywhere.
    pub(super) fn known_at(endpoint: Endpoint, name: &str) -> Option<Self> {
        let place = NAMES.iter().position(|(known, _)| *known == name)?;
        let at = NAMES[place].1;
        let is_known = at == EVERYWHERE || at & bit(endpoint) != 0;
        u8::try_from(place).ok().filter(|_| is_known).map(Self)
    }

    /// Returns the name as the request has it.
    pub fn as_str(self) -> &'static str {
        NAMES[usize::from(self.0)].0
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
pub(super) fn known_at(endpoint: Endpoint) -> impl Iterator<Item = &'static str> {
    let bit = bit(endpoint);
    NAMES.iter().filter(move |(_, at)| at & bit != 0).map(|(name, _)| *name)
}

fn bit(endpoint: Endpoint) -> u8 {
    match endpoint {
        Endpoint::Authorize => AUTHORIZE,
        Endpoint::Token => TOKEN,
        Endpoint::Logout => LOGOUT,
        Endpoint::Introspect | Endpoint::Revoke => ABOUT_TOKENS,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_knows_its_own_parameters_and_each_endpoint_a_secret() {
        let about_tokens: Vec<_> = known_at(Endpoint::Revoke).collect();
        assert_eq!(about_tokens, ["client_id", "client_secret", "token", "token_type_hint"]);
        assert_eq!(known_at(Endpoint::Keys).count(), 0);

        let is_known = |endpoint, name| ParameterName::known_at(endpoint, name).is_some();
        assert!(is_known(Endpoint::Logout, "state") && !is_known(Endpoint::Token, "state"));
        assert!(is_known(Endpoint::Keys, "client_secret"));
    }

    #[test]
    fn each_name_stands_once() {
        let twice = NAMES
            .iter()
            .filter(|(name, _)| NAMES.iter().filter(|(other, _)| other == name).count() > 1);

        assert_eq!(twice.count(), 0);
    }
}
