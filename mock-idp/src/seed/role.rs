//! `[[roles]]` and `[[permissions]]`: roles of people in organizations, and the permissions that roles allow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resolve::Resolver;
use super::section::Section;
use crate::environment as there;

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Role {
    /// The name that tokens carry.
    pub name: String,
    /// The purpose, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The names of the permissions that it allows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// Whether founders of organizations get it.
    #[serde(default)]
    pub default_creator: bool,
    /// Whether new members of organizations get it.
    #[serde(default)]
    pub default_member: bool,
}

/// Something that a role can allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Permission {
    /// `resource:action`, which tokens carry.
    pub name: String,
    /// What it allows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl Role {
    /// Makes a role that allows nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: String::new(),
            permissions: Vec::new(),
            default_creator: false,
            default_member: false,
        }
    }

    /// Sets the description.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Adds a [`Permission`] of the seed.
    pub fn permission(mut self, name: impl Into<String>) -> Self {
        self.permissions.push(name.into());
        self
    }

    /// Gives it to founders of organizations.
    pub fn default_creator(mut self) -> Self {
        self.default_creator = true;
        self
    }

    /// Gives it to new members of organizations.
    pub fn default_member(mut self) -> Self {
        self.default_member = true;
        self
    }
}

impl Permission {
    /// Makes the permission of this name, `resource:action`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: String::new() }
    }

    /// Sets the description.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }
}

impl Section for Permission {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.permissions = resolver.permissions();
    }

    fn export(environment: &there::Environment) -> Vec<Self> {
        let permissions = environment.permissions();
        permissions
            .map(|known| Permission {
                name: known.name.clone(),
                description: known.description.clone(),
            })
            .collect()
    }
}

impl Section for Role {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.roles = resolver.roles();
    }

    /// Returns the environment's roles, and those roles of organizations whose names are free, in their order.
    fn export(environment: &there::Environment) -> Vec<Self> {
        let is_taken = |role: &there::Role| {
            role.organization.is_some() && environment.role(None, &role.name).is_some()
        };
        let mut exported: Vec<Role> = Vec::new();
        for known in environment.roles().filter(|role| !is_taken(role)) {
            if !exported.iter().any(|role| role.name == known.name) {
                exported.push(role(environment, known));
            }
        }
        exported
    }
}

fn role(environment: &there::Environment, known: &there::Role) -> Role {
    let allowed = environment.effective(known);
    Role {
        name: known.name.clone(),
        description: known.description.clone(),
        permissions: allowed.into_iter().map(|(name, _)| name.to_owned()).collect(),
        default_creator: known.default_creator && known.organization.is_none(),
        default_member: known.default_member && known.organization.is_none(),
    }
}
