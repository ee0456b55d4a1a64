//! A request for each operation, which succeeds where the operation is served.

use serde_json::{Value, json};

use super::document::Operation;
use super::environment::{
    ACME, ACMES_ROLE, BOB, CONNECTION, DIRECTORY, DOMAIN, EXTERNAL, Environment, GLOBEX, PASSKEY,
    PERMISSION, ROLE, SPARE_PERMISSION,
};

/// A request of the management API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) body: Option<Value>,
}

/// Returns the operation's address with its parameters filled, and its body.
pub(crate) fn of(operation: &Operation<'_>, environment: &Environment) -> Request {
    let mut target = String::new();
    for segment in operation.path.split('/').skip(1) {
        target.push('/');
        match segment.split_once('{').and_then(|(before, rest)| {
            let (name, after) = rest.split_once('}')?;
            Some((before, name, after))
        }) {
            Some((before, name, after)) => {
                let value = parameter(operation, name, environment);
                target.extend([before, value, after]);
            }
            None => target.push_str(segment),
        }
    }
    if let Some(query) = query(operation) {
        target.extend(["?", query]);
    }
    let body = body(operation, environment);
    Request { method: operation.method.to_owned(), target, body }
}

fn parameter<'e>(operation: &Operation<'_>, name: &str, environment: &'e Environment) -> &'e str {
    let path = operation.path;
    let joins = operation.method == "post" && path.contains("/memberships/");
    match name {
        "organization_id" if joins => GLOBEX,
        "id" if path.contains("/invites/") => &environment.invited,
        "id" if path.contains("/connections/") => CONNECTION,
        "id" if path.contains("/directories/") => DIRECTORY,
        "id" if path.contains("/domains/") => DOMAIN,
        "id" if path.contains("/users/") => BOB,
        "id" | "organization_id" | "org_id" => ACME,
        "user_id" => BOB,
        "external_id" => EXTERNAL,
        "role_name" if path.contains("{org_id}") => ACMES_ROLE,
        "role_name" => ROLE,
        "permission_name" if path.contains("{role_name}") => PERMISSION,
        "permission_name" => SPARE_PERMISSION,
        "client_id" => &environment.machine,
        "secret_id" => &environment.secret,
        "directory_id" => DIRECTORY,
        "session_id" => &environment.session,
        "credential_id" => PASSKEY,
        // Parameters of operations that are not served, which need not exist.
        _ => "none",
    }
}

fn query(operation: &Operation<'_>) -> Option<&'static str> {
    match (operation.method, operation.path) {
        ("get", path) if path.ends_with(":search") => Some("query=acme"),
        ("get", "/api/v1/connections") => Some("include=all"),
        ("get", path)
            if path.ends_with("/groups") || path.ends_with("/directories/{directory_id}/users") =>
        {
            Some("include_detail=true")
        }
        ("get", "/api/v1/webauthn/credentials") => Some("user_id=usr_100000000000000002"),
        _ => None,
    }
}

/// Returns the body of an operation that needs one.
fn body(operation: &Operation<'_>, environment: &Environment) -> Option<Value> {
    let method = operation.method;
    let path = operation.path.strip_prefix("/api/v1/").unwrap_or(operation.path);
    body_for_users(method, path)
        .or_else(|| body_for_roles(method, path))
        .or_else(|| body_for_organizations(method, path))
        .or_else(|| body_for_credentials(method, path, environment))
}

/// Returns bodies about users, memberships and invitations.
fn body_for_users(method: &str, path: &str) -> Option<Value> {
    Some(match (method, path) {
        ("post" | "patch", path) if path.starts_with("memberships/") => {
            json!({ "roles": [{ "name": "member" }], "metadata": { "desk": "second floor" } })
        }
        ("patch", path) if path.starts_with("invites/") => json!({}),
        ("post", "organizations/{organization_id}/users") => json!({
            "email": "frank@initech.example", "external_id": "own-3",
            "membership": { "roles": [{ "name": "member" }] },
            "user_profile": { "given_name": "Frank", "family_name": "Osei" },
            "metadata": { "desk": "third floor" },
        }),
        ("patch", "users/{id}" | "users:external/{external_id}") => {
            json!({ "user_profile": { "given_name": "Robert" }, "metadata": { "desk": "none" } })
        }
        _ => return None,
    })
}

/// Returns bodies about roles and permissions.
fn body_for_roles(method: &str, path: &str) -> Option<Value> {
    let new_role = |name: &str| {
        json!({
            "name": name, "display_name": "Writer", "description": "Writes",
            "extends": "member", "permissions": [PERMISSION],
        })
    };
    Some(match (method, path) {
        ("post", "roles") => new_role("writer"),
        ("post", "organizations/{org_id}/roles") => new_role("org_writer"),
        ("put", path) if path.ends_with("roles/{role_name}") => {
            json!({ "display_name": "Reviewer", "description": "Reads" })
        }
        ("patch", "organizations/{org_id}/roles:set_defaults") => {
            json!({ "default_member_role": "member" })
        }
        ("patch", "roles:set_defaults" | "roles/default") => {
            json!({ "default_creator_role": "admin", "default_member_role": "member" })
        }
        ("post", "roles/{role_name}/permissions") => {
            json!({ "permission_names": ["invoices:read"] })
        }
        ("post", "permissions") => {
            json!({ "name": "invoices:send", "description": "Send invoices" })
        }
        ("put", "permissions/{permission_name}") => {
            json!({ "name": SPARE_PERMISSION, "description": "Shred them twice" })
        }
        _ => return None,
    })
}

/// Returns bodies about organizations, their settings, clients and domains.
fn body_for_organizations(method: &str, path: &str) -> Option<Value> {
    Some(match (method, path) {
        ("post", "organizations") => {
            json!({ "display_name": "Initech", "external_id": "own-2", "slug": "initech" })
        }
        ("patch", "organizations/{id}") => {
            json!({ "display_name": "Acme Ltd", "metadata": { "plan": "gold" } })
        }
        ("patch", "organizations/{id}/settings") => {
            json!({ "features": [{ "name": "sso", "enabled": true }] })
        }
        ("patch", path) if path.ends_with("/session-policy") => json!({
            "policy_source": "CUSTOM",
            "absolute_session_timeout": 60, "absolute_session_timeout_unit": "MINUTES",
            "idle_session_timeout_enabled": true,
            "idle_session_timeout": 10, "idle_session_timeout_unit": "MINUTES",
        }),
        ("patch", path) if path.ends_with("/settings/usermanagement") => {
            json!({ "settings": { "max_allowed_users": 100 } })
        }
        ("post", "organizations/{organization_id}/clients") => json!({
            "name": "Hourly", "description": "Counts", "scopes": ["read"],
            "audience": ["https://api.acme.example"], "expiry": "3600",
            "custom_claims": [{ "key": "tier", "value": "gold" }],
        }),
        ("patch", "organizations/{organization_id}/clients/{client_id}") => {
            json!({ "name": "Daily" })
        }
        ("post", "organizations/{organization_id}/domains") => {
            json!({ "domain": "acme.test", "domain_type": "ORGANIZATION_DOMAIN" })
        }
        _ => return None,
    })
}

/// Returns bodies about mailed codes and passkeys.
fn body_for_credentials(method: &str, path: &str, environment: &Environment) -> Option<Value> {
    Some(match (method, path) {
        ("post", "passwordless/email/send") => {
            json!({ "email": "gina@initech.example", "expires_in": 300 })
        }
        ("post", "passwordless/email/resend") => {
            json!({ "auth_request_id": environment.passwordless })
        }
        ("post", "passwordless/email/verify") => {
            json!({ "auth_request_id": environment.passwordless, "code": environment.code })
        }
        ("patch", "webauthn/credentials/{credential_id}") => json!({ "display_name": "Desktop" }),
        _ => return None,
    })
}
