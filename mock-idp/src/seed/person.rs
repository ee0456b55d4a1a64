//! `[[organizations]]` and `[[users]]`: the tenants, the people, and their memberships.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::export::Names;
use super::resolve::Resolver;
use super::section::Section;
use crate::environment as there;

use super::Passkey;

/// A tenant of the applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Organization {
    /// `org_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The display name, by which memberships name it.
    pub name: String,
    /// Fills `{{org_slug}}` in redirect URIs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The id in the application's own system, `xoid` in tokens; fills `{{external_id}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Values by free keys. Each fills the template of its key in redirect URIs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl Organization {
    /// Makes an organization of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            id: None,
            name: name.into(),
            slug: None,
            external_id: None,
            metadata: BTreeMap::new(),
        }
    }

    /// Pins its id, `org_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the value that fills `{{org_slug}}` in redirect URIs.
    pub fn slug(mut self, slug: impl Into<String>) -> Self {
        self.slug = Some(slug.into());
        self
    }

    /// Sets its id in the application's own system.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Adds a free key.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct User {
    /// `usr_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The address to sign in with; upper and lower case are the same.
    pub email: String,
    /// Whether the address was proven.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// The given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// A picture's URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// A BCP 47 language tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The id in the application's own system, `xuid` in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Whether the user can sign in.
    #[serde(default = "yes")]
    pub active: bool,
    /// The memberships in organizations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub memberships: Vec<Membership>,
    /// The registered passkeys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passkeys: Vec<Passkey>,
}

/// A user's membership in an organization, with its roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// The organization's name, or its id.
    pub organization: String,
    /// The names of the roles; without them, the default roles of new members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
}

pub(super) fn yes() -> bool {
    true
}

impl User {
    /// Makes an active user with this address, which counts as proven.
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            id: None,
            email: email.into(),
            email_verified: true,
            given_name: None,
            family_name: None,
            picture: None,
            locale: None,
            external_id: None,
            active: true,
            memberships: Vec::new(),
            passkeys: Vec::new(),
        }
    }

    /// Pins the user's id, `usr_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the given and the family name.
    pub fn name(mut self, given: impl Into<String>, family: impl Into<String>) -> Self {
        self.given_name = Some(given.into());
        self.family_name = Some(family.into());
        self
    }

    /// Sets the URL of a picture.
    pub fn picture(mut self, url: impl Into<String>) -> Self {
        self.picture = Some(url.into());
        self
    }

    /// Sets the language, a BCP 47 tag.
    pub fn locale(mut self, tag: impl Into<String>) -> Self {
        self.locale = Some(tag.into());
        self
    }

    /// Sets the user's id in the application's own system.
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Deactivates the user, who cannot sign in then.
    pub fn deactivated(mut self) -> Self {
        self.active = false;
        self
    }

    /// Leaves the address unproven.
    pub fn unverified(mut self) -> Self {
        self.email_verified = false;
        self
    }

    /// Makes the user a member of an organization, given by name or id, with exactly these roles.
    pub fn member_of<R: Into<String>>(
        mut self,
        organization: impl Into<String>,
        roles: impl IntoIterator<Item = R>,
    ) -> Self {
        let roles = roles.into_iter().map(Into::into).collect();
        self.memberships.push(Membership { organization: organization.into(), roles: Some(roles) });
        self
    }

    /// Makes the user a member of an organization, given by name or id, with the default roles of new members.
    pub fn joins(mut self, organization: impl Into<String>) -> Self {
        self.memberships.push(Membership { organization: organization.into(), roles: None });
        self
    }

    /// Adds a passkey of the user.
    pub fn passkey(mut self, passkey: Passkey) -> Self {
        self.passkeys.push(passkey);
        self
    }
}

impl Section for Organization {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.organizations = resolver.organizations(&contents.clients);
    }

    fn export(environment: &there::Environment) -> Vec<Self> {
        let mut names = Names::default();
        environment
            .organizations()
            .map(|known| Organization {
                id: Some(known.id.to_string()),
                name: names.name(&known.name, known.id.as_str()),
                slug: known.slug.clone(),
                external_id: known.external_id.clone(),
                metadata: known.metadata.clone(),
            })
            .collect()
    }
}

impl Section for User {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.users = resolver.users(contents);
    }

    fn export(environment: &there::Environment) -> Vec<Self> {
        environment.users().map(|known| user(environment, known)).collect()
    }
}

fn user(environment: &there::Environment, known: &there::User) -> User {
    let memberships = known.memberships.iter();
    User {
        id: Some(known.id.to_string()),
        email: known.email.clone(),
        email_verified: known.email_verified,
        given_name: known.profile.given_name.clone(),
        family_name: known.profile.family_name.clone(),
        picture: known.profile.picture.clone(),
        locale: known.profile.locale.clone(),
        external_id: known.external_id.clone(),
        active: known.active,
        memberships: memberships
            .filter(|one| one.is_accepted())
            .filter(|one| environment.organization(&one.organization).is_some())
            .map(|one| membership(environment, one))
            .collect(),
        passkeys: environment.passkeys(&known.id).map(passkey).collect(),
    }
}

/// Returns a membership with those of its roles that exist in the organization.
fn membership(environment: &there::Environment, known: &there::Membership) -> Membership {
    let organization = &known.organization;
    let roles = known.roles.iter();
    let roles = roles.filter(|role| environment.role_in(organization, role).is_some());
    Membership { organization: organization.to_string(), roles: Some(roles.cloned().collect()) }
}

fn passkey(known: &there::Passkey) -> Passkey {
    Passkey { id: Some(known.id.to_string()), display_name: known.display_name.clone() }
}
