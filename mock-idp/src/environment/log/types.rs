//! The types of Scalekit's events (`docs/webhooks.md#types`), without those of connected accounts.

/// A type of event, as Scalekit's OpenAPI document describes it among its webhooks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EventType {
    /// The name that filters and handlers compare: `organization.sso_enabled`.
    pub(crate) name: &'static str,
    /// The kind of object that the event's `data` describes.
    pub(crate) object: &'static str,
    /// The name for people: `SSO Connection Enabled`.
    pub(crate) display_name: &'static str,
}

const fn of(name: &'static str, object: &'static str, display_name: &'static str) -> EventType {
    EventType { name, object, display_name }
}

/// All values.
static TYPES: [EventType; 32] = [
    of("organization.created", "Organization", "Organization Created"),
    of("organization.updated", "Organization", "Organization Updated"),
    of("organization.deleted", "Organization", "Organization Deleted"),
    of("organization.domain_created", "Organization", "Organization Domain Created"),
    of("organization.domain_deleted", "Organization", "Organization Domain Deleted"),
    of(
        "organization.domain_dns_verification_success",
        "Organization",
        "Organization Domain DNS Verification Success",
    ),
    of(
        "organization.domain_dns_verification_failed",
        "Organization",
        "Organization Domain DNS Verification Failed",
    ),
    of("organization.sso_created", "Connection", "SSO Connection Created"),
    of("organization.sso_deleted", "Connection", "SSO Connection Deleted"),
    of("organization.sso_enabled", "Connection", "SSO Connection Enabled"),
    of("organization.sso_disabled", "Connection", "SSO Connection Disabled"),
    of("organization.directory_enabled", "Directory", "Directory Enabled"),
    of("organization.directory_disabled", "Directory", "Directory Disabled"),
    of("organization.directory.user_created", "DirectoryUser", "Directory User Created"),
    of("organization.directory.user_updated", "DirectoryUser", "Directory User Updated"),
    of("organization.directory.user_deleted", "DirectoryUser", "Directory User Deleted"),
    of("organization.directory.group_created", "DirectoryGroup", "Directory Group Created"),
    of("organization.directory.group_updated", "DirectoryGroup", "Directory Group Updated"),
    of("organization.directory.group_deleted", "DirectoryGroup", "Directory Group Deleted"),
    of("user.signup", "OrgMembership", "User Signup"),
    of("user.login", "User", "User Login"),
    of("user.logout", "User", "User Logout"),
    of("user.organization_invitation", "OrgMembership", "User Organization Invitation"),
    of(
        "user.organization_membership_created",
        "OrgMembership",
        "User Organization Membership Created",
    ),
    of(
        "user.organization_membership_updated",
        "OrgMembership",
        "User Organization Membership Updated",
    ),
    of(
        "user.organization_membership_deleted",
        "OrgMembership",
        "User Organization Membership Deleted",
    ),
    of("role.created", "Role", "Role Created"),
    of("role.updated", "Role", "Role Updated"),
    of("role.deleted", "Role", "Role Deleted"),
    of("permission.created", "Permission", "Permission Created"),
    of("permission.updated", "Permission", "Permission Updated"),
    of("permission.deleted", "Permission", "Permission Deleted"),
];

/// The names of all types.
pub(crate) const NAMES: [&str; TYPES.len()] = {
    let mut names = [""; TYPES.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = TYPES[index].name;
        index += 1;
    }
    names
};

impl EventType {
    /// Returns the type of this name, if Scalekit has one.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TYPES.iter().find(|known| known.name == name)
    }
}
