//! The personal details that a request gives or changes.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::environment::Profile;

/// The details of a new user. An empty text is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateUserProfile {
    given_name: String,
    family_name: String,
    name: String,
    locale: String,
    phone_number: String,
    metadata: BTreeMap<String, String>,
    custom_attributes: BTreeMap<String, String>,
    preferred_username: String,
    picture: Option<String>,
    gender: Option<String>,
    groups: Vec<String>,
    /// What the given name was called, and the Node SDK still calls it.
    first_name: String,
    /// The same for the family name.
    last_name: String,
}

/// What changes of the details: what is absent stays, an empty text takes away, and lists and maps
/// with anything in them replace what was there.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateUserProfile {
    given_name: Option<String>,
    family_name: Option<String>,
    name: Option<String>,
    locale: Option<String>,
    phone_number: Option<String>,
    metadata: BTreeMap<String, String>,
    custom_attributes: BTreeMap<String, String>,
    first_name: Option<String>,
    last_name: Option<String>,
    preferred_username: Option<String>,
    picture: Option<String>,
    gender: Option<String>,
    groups: Vec<String>,
}

impl From<&CreateUserProfile> for Profile {
    fn from(asked: &CreateUserProfile) -> Self {
        Self {
            given_name: told(&asked.given_name).or_else(|| told(&asked.first_name)),
            family_name: told(&asked.family_name).or_else(|| told(&asked.last_name)),
            name: told(&asked.name),
            picture: asked.picture.as_deref().and_then(told),
            locale: told(&asked.locale),
            phone_number: told(&asked.phone_number),
            preferred_username: told(&asked.preferred_username),
            gender: asked.gender.as_deref().and_then(told),
            groups: asked.groups.clone(),
            metadata: asked.metadata.clone(),
            custom_attributes: asked.custom_attributes.clone(),
        }
    }
}

impl UpdateUserProfile {
    /// `known` with the changes.
    pub(super) fn over(&self, known: Profile) -> Profile {
        let given_name = self.given_name.as_ref().or(self.first_name.as_ref());
        let family_name = self.family_name.as_ref().or(self.last_name.as_ref());
        let username = self.preferred_username.as_ref();
        Profile {
            given_name: text(given_name, known.given_name),
            family_name: text(family_name, known.family_name),
            name: text(self.name.as_ref(), known.name),
            picture: text(self.picture.as_ref(), known.picture),
            locale: text(self.locale.as_ref(), known.locale),
            phone_number: text(self.phone_number.as_ref(), known.phone_number),
            preferred_username: text(username, known.preferred_username),
            gender: text(self.gender.as_ref(), known.gender),
            groups: if self.groups.is_empty() { known.groups } else { self.groups.clone() },
            metadata: pairs(&self.metadata, known.metadata),
            custom_attributes: pairs(&self.custom_attributes, known.custom_attributes),
        }
    }
}

/// A text that says something.
fn told(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a text becomes: an empty one takes away, and none leaves what is known.
pub(super) fn text(asked: Option<&String>, known: Option<String>) -> Option<String> {
    asked.map_or(known, |asked| told(asked))
}

/// What pairs become. A map cannot say that it is absent, so an empty one changes nothing.
pub(super) fn pairs(
    asked: &BTreeMap<String, String>,
    known: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    if asked.is_empty() { known } else { asked.clone() }
}
