//! The features of an organization, and its limit of users.

use super::{get_response, replaced, view};
use crate::environment::{Organization, SESSION_POLICY};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::contract::Violation;
use crate::wire::management::organizations as wire;

/// The features that Scalekit knows, by its documents.
const FEATURES: [&str; 4] = ["sso", "dir_sync", "domain_verification", SESSION_POLICY];

/// Turns features on and off; features that the request does not name stay as they are.
pub(super) fn update(
    desk: &mut Desk<'_>,
    request: &wire::UpdateOrganizationSettingsRequest,
) -> Ruling<wire::GetOrganizationResponse> {
    let known = find::organization(desk.env, &request.id)?;
    let unknown = unknown(&request.settings.features);
    if !unknown.is_empty() {
        return Err(OperationError::Invalid(unknown).into());
    }
    let mut changed = known.clone();
    let features = request.settings.features.iter();
    changed.features.extend(features.map(|feature| (feature.name.clone(), feature.enabled)));
    Ok(replaced(desk.env, known, changed, get_response))
}

fn unknown(features: &[wire::OrganizationSettingsFeature]) -> Vec<Violation> {
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

/// Sets the limit. A limit below the number of members refuses new ones and removes none.
pub(super) fn upsert(
    desk: &mut Desk<'_>,
    request: &wire::UpsertUserManagementSettingsRequest,
) -> Ruling<wire::UpsertUserManagementSettingsResponse> {
    let known = find::organization(desk.env, &request.organization_id)?;
    let limit = request.settings.max_allowed_users;
    if limit.is_some_and(i32::is_negative) {
        let why = "must be at least 0, which is no limit";
        return Err(OperationError::invalid("settings.max_allowed_users", why).into());
    }
    // In Scalekit, `null` means "not set", so a request without the limit removes it.
    let changed = Organization { max_allowed_users: limit, ..known.clone() };
    Ok(replaced(desk.env, known, changed, |organization| {
        let settings = Some(view::user_management(organization));
        wire::UpsertUserManagementSettingsResponse { settings }
    }))
}

pub(super) fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetOrganizationUserManagementSettingsRequest,
) -> Ruling<wire::GetOrganizationUserManagementSettingsResponse> {
    let known = find::organization(desk.env, &request.organization_id)?;
    Ok(Granted::plainly(wire::GetOrganizationUserManagementSettingsResponse {
        settings: Some(view::user_management(known)),
    }))
}
