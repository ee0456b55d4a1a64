//! The personal details that a request gives or changes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::environment::{Profile, User};
use crate::wire::management::users::{CreateUserProfile, UpdateUser, UpdateUserProfile};

impl From<CreateUserProfile> for Profile {
    /// Converts the details. An empty text counts as absent. `first_name` and `last_name` are former names of the
    /// given and the family name, which the Node SDK still sends.
    fn from(given: CreateUserProfile) -> Self {
        Self {
            given_name: non_empty(given.given_name).or_else(|| non_empty(given.first_name)),
            family_name: non_empty(given.family_name).or_else(|| non_empty(given.last_name)),
            name: non_empty(given.name),
            picture: given.picture.and_then(non_empty),
            locale: non_empty(given.locale),
            phone_number: non_empty(given.phone_number),
            preferred_username: non_empty(given.preferred_username),
            gender: given.gender.and_then(non_empty),
            groups: given.groups,
            metadata: given.metadata,
            custom_attributes: given.custom_attributes,
        }
    }
}

/// Returns the user with the changes, as of `now`. Absent fields stay, an empty text removes the old one, and lists
/// and maps that are not empty replace the old ones.
pub(super) fn changed(user: User, changes: UpdateUser, now: Timestamp) -> User {
    User {
        external_id: text(changes.external_id, user.external_id),
        profile: changed_profile(user.profile, changes.user_profile.unwrap_or_default()),
        metadata: pairs(changes.metadata, user.metadata),
        updated_at: now,
        ..user
    }
}

fn changed_profile(before: Profile, changes: UpdateUserProfile) -> Profile {
    let given_name = changes.given_name.or(changes.first_name);
    let family_name = changes.family_name.or(changes.last_name);
    Profile {
        given_name: text(given_name, before.given_name),
        family_name: text(family_name, before.family_name),
        name: text(changes.name, before.name),
        picture: text(changes.picture, before.picture),
        locale: text(changes.locale, before.locale),
        phone_number: text(changes.phone_number, before.phone_number),
        preferred_username: text(changes.preferred_username, before.preferred_username),
        gender: text(changes.gender, before.gender),
        groups: if changes.groups.is_empty() { before.groups } else { changes.groups },
        metadata: pairs(changes.metadata, before.metadata),
        custom_attributes: pairs(changes.custom_attributes, before.custom_attributes),
    }
}

fn non_empty(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Returns the new text: none for an empty one, and the old one for an absent one.
fn text(given: Option<String>, before: Option<String>) -> Option<String> {
    given.map_or(before, non_empty)
}

/// Returns the new map. A map cannot be absent in a message, so an empty one changes nothing.
fn pairs(
    given: BTreeMap<String, String>,
    before: BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    if given.is_empty() { before } else { given }
}
