//! `GET /.well-known/openid-configuration`, and the same document for OAuth (RFC 8414).
//!
//! No public page prints Scalekit's document; this one has what is documented of it, and nothing that the fake does
//! not serve (`docs/README.md#discovery`).

use serde_json::{Value, json};

use crate::wire::Endpoint;

/// Returns the metadata of the environment at the URL `issuer`.
pub(super) fn metadata(issuer: &str) -> Value {
    let at = |endpoint: Endpoint| format!("{issuer}{}", endpoint.path());
    json!({
        "issuer": issuer,
        "authorization_endpoint": at(Endpoint::Authorize),
        "token_endpoint": at(Endpoint::Token),
        "introspection_endpoint": at(Endpoint::Introspect),
        "userinfo_endpoint": at(Endpoint::UserInfo),
        "revocation_endpoint": at(Endpoint::Revoke),
        "end_session_endpoint": at(Endpoint::Logout),
        "jwks_uri": at(Endpoint::Keys),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "create", "select_account", "consent"],
        "claims_supported": [
            "iss", "aud", "azp", "sub", "oid", "sid", "exp", "iat", "nbf", "auth_time", "at_hash", "c_hash", "amr",
            "nonce", "email", "email_verified", "name", "given_name", "family_name", "picture", "locale",
            "client_id", "xoid", "xuid"
        ],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    })
}
