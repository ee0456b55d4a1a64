//! The answer to a call to an interceptor.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// The application's answer to a call: sent as JSON, with status 200.
///
/// ```
/// use scalekit::{Decision, NewMembership};
///
/// let denied = Decision::deny("Only people of Acme sign up here.");
/// assert_eq!(
///     serde_json::to_string(&denied)?,
///     r#"{"decision":"DENY","error":{"message":"Only people of Acme sign up here."}}"#
/// );
/// let membership = NewMembership::of("org_1").role("viewer");
/// assert_eq!(
///     serde_json::to_string(&Decision::allow().membership(membership))?,
///     r#"{"decision":"ALLOW","response":{"create_organization_membership":{"organization_id":"org_1","roles":["viewer"]}}}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "Scalekit waits for this answer"]
pub struct Decision(Answer);

#[derive(Debug, Clone, PartialEq)]
enum Answer {
    Allow(Allowance),
    Deny(String),
}

/// What comes with a permission.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Allowance {
    #[serde(skip_serializing_if = "Map::is_empty")]
    claims: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_organization_membership: Option<NewMembership>,
}

/// The membership that a person gets at a sign-up, in an organization that exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewMembership {
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_organization_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
}

impl Decision {
    /// Lets it happen.
    pub fn allow() -> Self {
        Self(Answer::Allow(Allowance::default()))
    }

    /// Stops it, with a message that Scalekit shows to the person.
    pub fn deny(message: impl Into<String>) -> Self {
        Self(Answer::Deny(message.into()))
    }

    /// Adds a claim to the tokens, at [`PreSessionCreation`](super::Trigger::PreSessionCreation) and
    /// [`PreM2mTokenCreation`](super::Trigger::PreM2mTokenCreation). Whoever has a token can read it.
    ///
    /// A denial stays as it is.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        if let Answer::Allow(allowance) = &mut self.0 {
            allowance.claims.insert(name.into(), value.into());
        }
        self
    }

    /// Makes the person a member of an organization that exists, at [`PreSignup`](super::Trigger::PreSignup), instead
    /// of creating one for them.
    ///
    /// A denial stays as it is.
    pub fn membership(mut self, membership: NewMembership) -> Self {
        if let Answer::Allow(allowance) = &mut self.0 {
            allowance.create_organization_membership = Some(membership);
        }
        self
    }

    /// Says whether it may happen.
    pub fn is_allowed(&self) -> bool {
        matches!(self.0, Answer::Allow(_))
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let answer = match &self.0 {
            Answer::Allow(nothing) if *nothing == Allowance::default() => {
                json!({ "decision": "ALLOW" })
            }
            Answer::Allow(allowance) => json!({ "decision": "ALLOW", "response": allowance }),
            Answer::Deny(message) => json!({ "decision": "DENY", "error": { "message": message } }),
        };
        answer.serialize(to)
    }
}

impl NewMembership {
    /// Names the organization by Scalekit's id: `org_…`.
    pub fn of(organization_id: impl Into<String>) -> Self {
        Self {
            organization_id: Some(organization_id.into()),
            external_organization_id: None,
            roles: Vec::new(),
        }
    }

    /// Names the organization by the id that the application gave it.
    pub fn of_external(organization_id: impl Into<String>) -> Self {
        Self {
            organization_id: None,
            external_organization_id: Some(organization_id.into()),
            roles: Vec::new(),
        }
    }

    /// Adds a role, by its name.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }
}
