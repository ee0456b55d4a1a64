//! Organizations and their settings as the API shows them.

use crate::environment::{Organization, SessionPolicy};
use crate::rules::management::saturated;
use crate::wire::management::organizations as wire;

/// Describes an organization.
pub(super) fn organization(organization: &Organization) -> wire::Organization {
    wire::Organization {
        id: organization.id.to_string(),
        create_time: Some(organization.created_at),
        update_time: Some(organization.updated_at),
        display_name: organization.name.clone(),
        region_code: organization.region.as_str().to_owned(),
        external_id: organization.external_id.clone(),
        metadata: organization.metadata.clone(),
        settings: Some(settings(organization)),
        slug: organization.slug.clone(),
        logo_url: organization.logo_url.clone(),
    }
}

/// Describes the features of an organization.
pub(in crate::rules::management) fn settings(
    organization: &Organization,
) -> wire::OrganizationSettings {
    let features = organization.features.iter();
    let feature = |(name, enabled): (&String, &bool)| wire::OrganizationSettingsFeature {
        name: name.clone(),
        enabled: *enabled,
    };
    wire::OrganizationSettings { features: features.map(feature).collect() }
}

/// Describes an organization's limit of users.
pub(super) fn user_management(
    organization: &Organization,
) -> wire::OrganizationUserManagementSettings {
    wire::OrganizationUserManagementSettings { max_allowed_users: organization.max_allowed_users }
}

/// Describes an organization's own session policy, or that it has none. Times are in minutes, in whatever unit they
/// were given.
pub(super) fn session_policy(
    own: Option<SessionPolicy>,
) -> wire::OrganizationSessionPolicySettings {
    let minutes = || "MINUTES".to_owned();
    let idle = own.and_then(|own| own.idle_minutes);
    wire::OrganizationSessionPolicySettings {
        policy_source: own.map_or("APPLICATION", |_| "CUSTOM").to_owned(),
        absolute_session_timeout: own.map(|own| saturated(own.absolute_minutes)),
        absolute_session_timeout_unit: own.map(|_| minutes()),
        idle_session_timeout_enabled: own.map(|own| own.idle_minutes.is_some()),
        idle_session_timeout: idle.map(saturated),
        idle_session_timeout_unit: idle.map(|_| minutes()),
    }
}
