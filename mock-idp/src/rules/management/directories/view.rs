//! Directories, their users and their groups as the API shows them.

use serde_json::{Map, Value, json};

use crate::environment::{Directory, DirectoryGroup, DirectoryType, DirectoryUser, Environment};
use crate::rules::management::saturated;
use crate::wire::management::directories as wire;

/// Describes a directory. Its SCIM endpoint has the address of Scalekit's recorded answers, and answers 501. `status`
/// has the words of connections, because Scalekit documents none.
pub(super) fn directory(env: &Environment, directory: &Directory) -> wire::Directory {
    let total_users = saturated(directory.users.len());
    let total_groups = saturated(directory.groups.len());
    wire::Directory {
        id: directory.id.to_string(),
        name: directory.name.clone(),
        directory_type: directory_type(directory.directory_type).to_owned(),
        organization_id: directory.organization.to_string(),
        enabled: directory.enabled,
        directory_provider: directory
            .provider
            .map_or_else(String::new, |provider| provider.as_str().to_owned()),
        last_synced_at: directory.last_synced_at,
        directory_endpoint: format!("{}/directory/{}/scim/v2", env.issuer(), directory.id),
        total_users,
        total_groups,
        stats: Some(wire::Stats {
            total_users,
            total_groups,
            group_updated_at: directory.last_synced_at.filter(|_| total_groups > 0),
            user_updated_at: directory.last_synced_at.filter(|_| total_users > 0),
        }),
        status: if directory.enabled { "COMPLETED" } else { "DRAFT" }.to_owned(),
        groups_tracked: "ALL".to_owned(),
        ..wire::Directory::default()
    }
}

fn directory_type(directory_type: DirectoryType) -> &'static str {
    match directory_type {
        DirectoryType::Scim => "SCIM",
        DirectoryType::Ldap => "LDAP",
        DirectoryType::Poll => "POLL",
    }
}

/// Describes a user of a directory, with all that the provider sent if `with_detail` is set.
pub(super) fn user(
    directory: &Directory,
    user: &DirectoryUser,
    with_detail: bool,
) -> wire::DirectoryUser {
    let groups = directory.groups.iter().filter(|group| user.groups.contains(&group.id));
    wire::DirectoryUser {
        id: user.id.to_string(),
        email: user.email.clone(),
        preferred_username: user.email.clone(),
        given_name: user.given_name.clone().unwrap_or_default(),
        family_name: user.family_name.clone().unwrap_or_default(),
        updated_at: directory.last_synced_at,
        emails: vec![user.email.clone()],
        groups: groups.map(|one| group(directory, one, false)).collect(),
        user_detail: with_detail.then(|| scim_user(user)),
    }
}

/// Writes a user in the form of SCIM (RFC 7643 §4.1).
fn scim_user(user: &DirectoryUser) -> Map<String, Value> {
    members(json!({
        "userName": user.email,
        "name": { "givenName": user.given_name, "familyName": user.family_name },
        "emails": [{ "value": user.email, "primary": true }],
        "active": true,
    }))
}

/// Describes a group of a directory, with all that the provider sent if `with_detail` is set.
pub(super) fn group(
    directory: &Directory,
    group: &DirectoryGroup,
    with_detail: bool,
) -> wire::DirectoryGroup {
    wire::DirectoryGroup {
        id: group.id.to_string(),
        display_name: group.name.clone(),
        total_users: saturated(directory.members(&group.id).count()),
        updated_at: directory.last_synced_at,
        group_detail: with_detail.then(|| scim_group(directory, group)),
    }
}

/// Writes a group in the form of SCIM (RFC 7643 §4.2).
fn scim_group(directory: &Directory, group: &DirectoryGroup) -> Map<String, Value> {
    let users = directory.members(&group.id);
    let users: Vec<Value> = users.map(|user| json!({ "value": user.id })).collect();
    members(json!({ "displayName": group.name, "members": users }))
}

fn members(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
