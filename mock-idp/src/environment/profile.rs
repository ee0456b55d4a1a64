//! The personal details of a user.

use std::collections::BTreeMap;

use serde::Serialize;

/// The personal details of a user, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The whole name, if it was given as a whole; otherwise [`User::name`](super::User::name) joins the parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A picture's URL.
    pub picture: Option<String>,
    /// A BCP 47 language tag.
    pub locale: Option<String>,
    /// A telephone number in E.164 form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The name that the person wants to be called by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The gender, in the person's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    /// The names of groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Metadata from identity providers, or from the management API in their place.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Attributes of the application's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_attributes: BTreeMap<String, String>,
}

impl Profile {
    /// Returns the profile after an identity provider's assertion `said`. Fields that the assertion leaves out do not
    /// change.
    pub(crate) fn after(&self, said: &Self) -> Self {
        let said = said.clone();
        let known = self.clone();
        // A whole name that was given before would hide the new parts.
        let is_renamed = said.given_name.is_some() || said.family_name.is_some();
        let groups = if said.groups.is_empty() { known.groups } else { said.groups };
        Self {
            name: said.name.or(known.name.filter(|_| !is_renamed)),
            given_name: said.given_name.or(known.given_name),
            family_name: said.family_name.or(known.family_name),
            picture: said.picture.or(known.picture),
            locale: said.locale.or(known.locale),
            phone_number: said.phone_number.or(known.phone_number),
            preferred_username: said.preferred_username.or(known.preferred_username),
            gender: said.gender.or(known.gender),
            groups,
            metadata: merged(known.metadata, said.metadata),
            custom_attributes: merged(known.custom_attributes, said.custom_attributes),
        }
    }
}

fn merged<K: Ord, V>(mut known: BTreeMap<K, V>, said: BTreeMap<K, V>) -> BTreeMap<K, V> {
    known.extend(said);
    known
}
