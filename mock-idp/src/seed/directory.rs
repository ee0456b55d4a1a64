//! `[[directories]]`: the users and groups that an organization synchronises from its identity provider.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resolve::{Resolver, directory_providers};
use super::section::{Section, Words};
use crate::environment as there;

use super::person::yes;

/// A directory of an organization. The fake serves no SCIM, so a directory has what the seed says, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Directory {
    /// `dir_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The organization, by name or id.
    pub organization: String,
    /// The vendor, like `okta`.
    pub provider: String,
    /// The display name; by default, that of the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is synchronised.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The names of the groups in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The users in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<DirectoryUser>,
}

/// A user as a directory has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct DirectoryUser {
    /// The address.
    pub email: String,
    /// The given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The names of the user's groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

impl Directory {
    /// Makes the directory of an organization, given by name or id. `provider` is like `okta`.
    pub fn of(organization: impl Into<String>, provider: impl Into<String>) -> Self {
        Self {
            id: None,
            organization: organization.into(),
            provider: provider.into(),
            name: None,
            enabled: true,
            groups: Vec::new(),
            users: Vec::new(),
        }
    }

    /// Pins its id, `dir_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the display name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Disables it.
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// Adds a group.
    pub fn group(mut self, name: impl Into<String>) -> Self {
        self.groups.push(name.into());
        self
    }

    /// Adds a user.
    pub fn user(mut self, user: DirectoryUser) -> Self {
        self.users.push(user);
        self
    }
}

impl DirectoryUser {
    /// Makes a user with this address, in no group.
    pub fn new(email: impl Into<String>) -> Self {
        Self { email: email.into(), given_name: None, family_name: None, groups: Vec::new() }
    }

    /// Sets the given and the family name.
    pub fn name(mut self, given: impl Into<String>, family: impl Into<String>) -> Self {
        self.given_name = Some(given.into());
        self.family_name = Some(family.into());
        self
    }

    /// Adds the user to a group of the directory.
    pub fn in_group(mut self, name: impl Into<String>) -> Self {
        self.groups.push(name.into());
        self
    }
}

impl Section for Directory {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.directories = resolver.directories(&contents.organizations);
    }

    /// Returns the directories whose provider is known.
    fn export(environment: &there::Environment) -> Vec<Self> {
        environment.directories().filter_map(directory).collect()
    }

    fn words() -> Vec<Words> {
        vec![Words::one_of("provider", directory_providers())]
    }
}

fn directory(known: &there::Directory) -> Option<Directory> {
    let groups = known.groups.iter().map(|group| group.name.clone());
    Some(Directory {
        id: Some(known.id.to_string()),
        organization: known.organization.to_string(),
        provider: known.provider?.key(),
        name: Some(known.name.clone()),
        enabled: known.enabled,
        groups: groups.collect(),
        users: known.users.iter().map(|user| directory_user(known, user)).collect(),
    })
}

fn directory_user(directory: &there::Directory, known: &there::DirectoryUser) -> DirectoryUser {
    let of_theirs = directory.groups.iter().filter(|group| known.groups.contains(&group.id));
    DirectoryUser {
        email: known.email.clone(),
        given_name: known.given_name.clone(),
        family_name: known.family_name.clone(),
        groups: of_theirs.map(|group| group.name.clone()).collect(),
    }
}
