//! `[[roles]]` and `[[permissions]]`: what people can be in an organization, and what that allows.

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
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The names of the permissions that it gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// Given to whoever founds an organization.
    #[serde(default)]
    pub default_creator: bool,
    /// Given to whoever joins one.
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

    /// Says what it is for.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Lets it allow one thing more, a [`Permission`] of the seed.
    pub fn permission(mut self, name: impl Into<String>) -> Self {
        self.permissions.push(name.into());
        self
    }

    /// Gives it to whoever founds an organization.
    pub fn default_creator(mut self) -> Self {
        self.default_creator = true;
        self
    }

    /// Gives it to whoever joins an organization.
    pub fn default_member(mut self) -> Self {
        self.default_member = true;
        self
    }
}

impl Permission {
    /// Returns the permission `resource:action`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: String::new() }
    }

    /// Says what it allows.
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

    /// The environment's, and those of organizations whose names are not taken, in their order.
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
