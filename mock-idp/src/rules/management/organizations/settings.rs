//! What an organization may do, and how many may belong to it.

use super::replaced;
use crate::environment::{Organization, SESSION_POLICY};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::contract::Violation;
use crate::wire::management::organizations::{
    Feature, OfOrganization, OneOrganization, UpdateSettings, UpsertUserManagement,
    UserManagementSettings,
};

/// The features that Scalekit knows, by its documents.
const FEATURES: [&str; 4] = ["sso", "dir_sync", "domain_verification", SESSION_POLICY];

/// Turns features on and off; those that go unsaid stay.
pub(super) fn update(
    desk: &mut Desk<'_>,
    ask: &UpdateSettings,
) -> Ruling<OneOrganization, Failure> {
    let known = known::organization(desk.env, &ask.id)?;
    let unknown = unknown(&ask.settings.features);
    if !unknown.is_empty() {
        return Err(Failure::Invalid(unknown).into());
    }
    let mut changed = known.clone();
    let features = ask.settings.features.iter();
    changed.features.extend(features.map(|feature| (feature.name.clone(), feature.enabled)));
    Ok(replaced(desk.env, known, changed))
}

fn unknown(features: &[Feature]) -> Vec<Violation> {
    let unknown = features
        .iter()
        .enumerate()
        .filter(|(_, feature)| !FEATURES.contains(&feature.name.as_str()));
    unknown
        .map(|(index, _)| Violation {
            field: format!("settings.features[{index}].name"),
            description: format!("must be one of {}", FEATURES.join(", ")),
        })
        .collect()
}

/// A limit below the number of members lets nobody else in, and nobody out.
pub(super) fn upsert(
    desk: &mut Desk<'_>,
    ask: &UpsertUserManagement,
) -> Ruling<UserManagementSettings, Failure> {
    let known = known::organization(desk.env, &ask.organization_id)?;
    let limit = ask.settings.max_allowed_users;
    if limit.is_some_and(i32::is_negative) {
        let why = "must be at least 0, which is no limit";
        return Err(Failure::invalid("settings.max_allowed_users", why).into());
    }
    // Scalekit's `null` is "not set": a request without the limit lifts it.
    let changed = Organization { max_allowed_users: limit, ..known.clone() };
    Ok(replaced(desk.env, known, changed))
}

pub(super) fn get(
    desk: &mut Desk<'_>,
    ask: &OfOrganization,
) -> Ruling<UserManagementSettings, Failure> {
    let known = known::organization(desk.env, &ask.organization_id)?;
    Ok(Granted::plainly(known.into()))
}
