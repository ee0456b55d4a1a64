//! The `data` of each type of event, as Scalekit's OpenAPI document describes it among its webhooks. Empty texts, and
//! keys that the document's examples print as null, are left out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::environment::{
    Connection, ConnectionId, ConnectionStatus, ConnectionType, Directory, DirectoryId,
    DirectoryProvider, DirectoryType, Domain, Environment, Organization, OrganizationId,
    Permission, PermissionId, Provider, Role, RoleId, Session, UserId, UserSnapshot,
};
use crate::rules::management::users::view::{external_identity, profile_id};
use crate::rules::management::{domains, organizations, sessions};
use crate::wire::management::commons::ExternalIdentity;
use crate::wire::management::organizations::OrganizationSettings;

/// The `data` of an event.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum EventData<'a> {
    Organization(OrganizationData<'a>),
    Connection(ConnectionData<'a>),
    Directory(DirectoryData<'a>),
    Domain(DomainData),
    Membership { organization: OrganizationData<'a>, user: Box<UserData<'a>> },
    Session { user: Box<UserData<'a>>, user_session: Value },
    Role(RoleData<'a>),
    Permission(PermissionData<'a>),
}

/// An organization, without the slug and the logo that the management API has.
#[derive(Debug, Serialize)]
pub(super) struct OrganizationData<'a> {
    id: &'a OrganizationId,
    display_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    region_code: &'static str,
    create_time: Timestamp,
    update_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
    settings: OrganizationSettings,
}

/// A connection of an organization.
#[derive(Debug, Serialize)]
pub(super) struct ConnectionData<'a> {
    id: &'a ConnectionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a OrganizationId>,
    connection_type: ConnectionType,
    provider: Provider,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<ConnectionStatus>,
}

/// A directory of an organization.
#[derive(Debug, Serialize)]
pub(super) struct DirectoryData<'a> {
    id: &'a DirectoryId,
    organization_id: &'a OrganizationId,
    directory_type: DirectoryType,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<DirectoryProvider>,
    enabled: bool,
    updated_at: Timestamp,
}

/// A domain of an organization.
#[derive(Debug, Serialize)]
pub(super) struct DomainData {
    id: String,
    domain: String,
    domain_type: String,
    organization_id: String,
    environment_id: String,
    txt_record_key: String,
    txt_record_secret: String,
    verification_status: String,
    verification_method: String,
    updated_at: Option<Timestamp>,
}

/// A user.
#[derive(Debug, Serialize)]
pub(super) struct UserData<'a> {
    id: &'a UserId,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    create_time: Timestamp,
    update_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_login_time: Option<Timestamp>,
    metadata: &'a BTreeMap<String, String>,
    user_profile: ProfileData<'a>,
}

/// A user's personal details.
#[derive(Debug, Serialize)]
struct ProfileData<'a> {
    id: String,
    email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<&'a str>,
    /// No telephone number is ever verified here.
    phone_number_verified: bool,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    groups: &'a [String],
    metadata: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    custom_attributes: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_identities: Vec<ExternalIdentity>,
}

/// A role, without its permissions.
#[derive(Debug, Serialize)]
pub(super) struct RoleData<'a> {
    id: &'a RoleId,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    display_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    extends: Option<&'a str>,
}

/// A permission.
#[derive(Debug, Serialize)]
pub(super) struct PermissionData<'a> {
    id: &'a PermissionId,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
}

impl<'a> OrganizationData<'a> {
    /// Describes an organization, with the time of its deletion if it was deleted.
    pub(super) fn of(organization: &'a Organization, deleted_at: Option<Timestamp>) -> Self {
        Self {
            id: &organization.id,
            display_name: &organization.name,
            external_id: organization.external_id.as_deref(),
            region_code: organization.region.as_str(),
            create_time: organization.created_at,
            update_time: organization.updated_at,
            deleted_at,
            metadata: &organization.metadata,
            settings: organizations::view::settings(organization),
        }
    }
}

impl<'a> ConnectionData<'a> {
    /// Describes a connection. The document's examples have its status where it is enabled or disabled, and not where
    /// it is created or deleted.
    pub(super) fn of(connection: &'a Connection, is_switched: bool) -> Self {
        Self {
            id: &connection.id,
            organization_id: connection.organization.as_ref(),
            connection_type: connection.connection_type,
            provider: connection.provider,
            enabled: is_switched.then_some(connection.enabled),
            status: is_switched.then_some(connection.status),
        }
    }
}

impl<'a> DirectoryData<'a> {
    /// Describes a directory that was enabled or disabled at `updated_at`.
    pub(super) fn of(directory: &'a Directory, updated_at: Timestamp) -> Self {
        Self {
            id: &directory.id,
            organization_id: &directory.organization,
            directory_type: directory.directory_type,
            provider: directory.provider,
            enabled: directory.enabled,
            updated_at,
        }
    }
}

impl DomainData {
    /// Describes a domain with the words of the management API.
    pub(super) fn of(env: &Environment, domain: &Domain) -> Self {
        let details = domains::view::domain(env, domain);
        Self {
            id: details.id,
            domain: details.domain,
            domain_type: details.domain_type,
            organization_id: details.organization_id,
            environment_id: details.environment_id,
            txt_record_key: details.txt_record_key,
            txt_record_secret: details.txt_record_secret,
            verification_status: details.verification_status,
            verification_method: details.verification_method,
            updated_at: details.update_time,
        }
    }
}

impl<'a> UserData<'a> {
    /// Describes a user, without their memberships.
    pub(super) fn of(snapshot: &'a UserSnapshot) -> Self {
        let user = &snapshot.user;
        let profile = &user.profile;
        let identities = snapshot.identities.iter();
        Self {
            id: &user.id,
            email: &user.email,
            external_id: user.external_id.as_deref(),
            create_time: user.created_at,
            update_time: user.updated_at,
            last_login_time: user.last_login_at,
            metadata: &user.metadata,
            user_profile: ProfileData {
                id: profile_id(user),
                email_verified: user.email_verified,
                name: user.name(),
                given_name: profile.given_name.as_deref(),
                family_name: profile.family_name.as_deref(),
                preferred_username: profile.preferred_username.as_deref(),
                picture: profile.picture.as_deref(),
                gender: profile.gender.as_deref(),
                locale: profile.locale.as_deref(),
                phone_number: profile.phone_number.as_deref(),
                phone_number_verified: false,
                groups: &profile.groups,
                metadata: &profile.metadata,
                custom_attributes: &profile.custom_attributes,
                external_identities: identities
                    .map(|(identity, connection)| external_identity(identity, connection))
                    .collect(),
            },
        }
    }
}

impl<'a> RoleData<'a> {
    /// Describes a role.
    pub(super) fn of(role: &'a Role) -> Self {
        Self {
            id: &role.id,
            name: &role.name,
            display_name: &role.display_name,
            description: &role.description,
            extends: role.extends.as_deref(),
        }
    }
}

impl<'a> PermissionData<'a> {
    /// Describes a permission.
    pub(super) fn of(permission: &'a Permission) -> Self {
        Self { id: &permission.id, name: &permission.name, description: &permission.description }
    }
}

/// Describes a session at `at` with the words of the sessions API, but for its applications, which are
/// left out, and the status, which is in capitals.
pub(super) fn session(session: &Session, at: Timestamp) -> Value {
    let details = sessions::view::session_details(session, at);
    let mut described = serde_json::to_value(details).expect("a session is plain data");
    if let Value::Object(fields) = &mut described {
        fields.shift_remove("authenticated_clients");
        if let Some(Value::String(status)) = fields.get_mut("status") {
            status.make_ascii_uppercase();
        }
    }
    omit_empty(&mut described);
    described
}

/// Removes every key whose value is null or an empty text.
fn omit_empty(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
        fields.values_mut().for_each(omit_empty);
    }
}
