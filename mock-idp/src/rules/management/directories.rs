//! Directories, and the users and groups that are in them.

use serde_json::json;

use super::page::List;
use super::{Failure, Service, known};
use crate::environment::{
    Directory, DirectoryEvent, DirectoryGroup, DirectoryId, DirectoryProvider, DirectoryType,
    DirectoryUser, Environment, Event,
};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::Nothing;
use crate::wire::management::directories::{
    CreateDirectory, Directories, DirectoryDetails, GroupDetails, Groups, ListDirectories,
    ListGroups, ListUsers, OfOrganization, OneDirectory, Stats, Toggled, UserDetails, Users,
};

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.directories.DirectoryService")
        .serve("CreateDirectory", create)
        .serve("GetDirectory", get)
        .serve("ListDirectories", list)
        .serve("EnableDirectory", enable)
        .serve("DisableDirectory", disable)
        .serve("DeleteDirectory", delete)
        .serve("ListDirectoryUsers", users)
        .serve("ListDirectoryGroups", groups)
}

/// It is empty, and nobody can fill it: SCIM is not served.
fn create(desk: &mut Desk<'_>, ask: &CreateDirectory) -> Ruling<OneDirectory, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let provider = ask.directory.directory_provider;
    let name = provider.map(DirectoryProvider::directory_name);
    let directory = Directory {
        id: desk.ids.id(),
        organization: organization.id.clone(),
        name: name.unwrap_or_else(|| "Directory".to_owned()),
        directory_type: ask.directory.directory_type.unwrap_or(DirectoryType::Scim),
        provider,
        enabled: false,
        users: Vec::new(),
        groups: Vec::new(),
        created_at: desk.env.now(),
        last_synced_at: None,
    };
    Ok(Granted {
        reply: one(desk.env, &directory),
        events: vec![DirectoryEvent::Created { directory: Box::new(directory) }.into()],
    })
}

fn get(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<OneDirectory, Failure> {
    let directory = directory(desk.env, &ask.organization_id, &ask.id)?;
    Ok(Granted::plainly(one(desk.env, directory)))
}

fn list(desk: &mut Desk<'_>, ask: &ListDirectories) -> Ruling<Directories, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let of_theirs =
        desk.env.directories().filter(|directory| directory.organization == organization.id);
    Ok(Granted::plainly(Directories {
        directories: of_theirs.map(|one| details(desk.env, one)).collect(),
    }))
}

fn enable(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Toggled, Failure> {
    let known = directory(desk.env, &ask.organization_id, &ask.id)?;
    let enabled = Event::from(DirectoryEvent::Enabled { directory: known.id.clone() });
    Ok(Granted {
        reply: Toggled { enabled: true },
        events: (!known.enabled).then_some(enabled).into_iter().collect(),
    })
}

fn disable(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Toggled, Failure> {
    let known = directory(desk.env, &ask.organization_id, &ask.id)?;
    let disabled = Event::from(DirectoryEvent::Disabled { directory: known.id.clone() });
    Ok(Granted {
        reply: Toggled { enabled: false },
        events: known.enabled.then_some(disabled).into_iter().collect(),
    })
}

fn delete(desk: &mut Desk<'_>, ask: &OfOrganization) -> Ruling<Nothing, Failure> {
    let known = directory(desk.env, &ask.organization_id, &ask.id)?;
    Ok(Granted {
        reply: Nothing {},
        events: vec![DirectoryEvent::Deleted { directory: known.id.clone() }.into()],
    })
}

fn users(desk: &mut Desk<'_>, ask: &ListUsers) -> Ruling<Users, Failure> {
    let directory = directory(desk.env, &ask.organization_id, &ask.directory_id)?;
    let group = ask
        .directory_group_id
        .as_deref()
        .map(|id| group(directory, id).map(|group| group.id.clone()))
        .transpose()?;
    let is_late = ask.updated_after.is_none_or(|after| directory.last_synced_at > Some(after));
    let wanted = (0_u32..)
        .zip(&directory.users)
        .filter(|_| is_late)
        .filter(|(_, user)| group.as_ref().is_none_or(|group| user.groups.contains(group)));
    let page = in_order(wanted).page(ask.page_size, &ask.page_token)?;
    let with_detail = ask.include_detail == Some(true);
    let items = page.items.into_iter();
    Ok(Granted::plainly(Users {
        users: items.map(|(_, user)| user_details(directory, user, with_detail)).collect(),
        total_size: page.total_size,
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
    }))
}

fn groups(desk: &mut Desk<'_>, ask: &ListGroups) -> Ruling<Groups, Failure> {
    let directory = directory(desk.env, &ask.organization_id, &ask.directory_id)?;
    let is_late = ask.updated_after.is_none_or(|after| directory.last_synced_at > Some(after));
    let wanted = (0_u32..).zip(&directory.groups).filter(|_| is_late);
    let page = in_order(wanted).page(ask.page_size, &ask.page_token)?;
    let with_detail = ask.include_detail == Some(true);
    let items = page.items.into_iter();
    Ok(Granted::plainly(Groups {
        groups: items.map(|(_, group)| group_details(directory, group, with_detail)).collect(),
        total_size: page.total_size,
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
    }))
}

/// In the seed's order. What is in a directory stays there, so that its number is where it stands.
fn in_order<T>(wanted: impl Iterator<Item = (u32, T)>) -> List<(u32, T)> {
    List::oldest_first(wanted.map(|(number, item)| (u64::from(number), (number, item))))
}

fn one(env: &Environment, directory: &Directory) -> OneDirectory {
    OneDirectory { directory: details(env, directory) }
}

/// The endpoint is where recorded answers of Scalekit have it, and answers 501 (`http/not_found.rs`). `status` has the
/// words of connections, for Scalekit documents none.
fn details(env: &Environment, directory: &Directory) -> DirectoryDetails {
    let id: &DirectoryId = &directory.id;
    let (total_users, total_groups) = (directory.users.len(), directory.groups.len());
    DirectoryDetails {
        id: id.clone(),
        name: directory.name.clone(),
        directory_type: directory.directory_type,
        organization_id: directory.organization.clone(),
        enabled: directory.enabled,
        directory_provider: directory.provider,
        last_synced_at: directory.last_synced_at,
        directory_endpoint: format!("{}/directory/{id}/scim/v2", env.issuer()),
        total_users,
        total_groups,
        stats: Stats {
            total_users,
            total_groups,
            group_updated_at: directory.last_synced_at.filter(|_| total_groups > 0),
            user_updated_at: directory.last_synced_at.filter(|_| total_users > 0),
        },
        status: if directory.enabled { "COMPLETED" } else { "DRAFT" },
        groups_tracked: "ALL",
    }
}

fn user_details(directory: &Directory, user: &DirectoryUser, with_detail: bool) -> UserDetails {
    let of_theirs = directory.groups.iter().filter(|group| user.groups.contains(&group.id));
    // In the form that SCIM gives users (RFC 7643 §4.1).
    let detail = || {
        json!({
            "userName": user.email,
            "name": { "givenName": user.given_name, "familyName": user.family_name },
            "emails": [{ "value": user.email, "primary": true }],
            "active": true,
        })
    };
    UserDetails {
        id: user.id.clone(),
        email: user.email.clone(),
        preferred_username: user.email.clone(),
        given_name: user.given_name.clone(),
        family_name: user.family_name.clone(),
        updated_at: directory.last_synced_at,
        emails: vec![user.email.clone()],
        groups: of_theirs.map(|group| group_details(directory, group, false)).collect(),
        user_detail: with_detail.then(detail),
    }
}

fn group_details(directory: &Directory, group: &DirectoryGroup, with_detail: bool) -> GroupDetails {
    // RFC 7643 §4.2.
    let detail = || {
        let members = directory.members(&group.id);
        let members: Vec<_> = members.map(|user| json!({ "value": user.id })).collect();
        json!({ "displayName": group.name, "members": members })
    };
    GroupDetails {
        id: group.id.clone(),
        display_name: group.name.clone(),
        total_users: directory.members(&group.id).count(),
        updated_at: directory.last_synced_at,
        group_detail: with_detail.then(detail),
    }
}

fn directory<'a>(
    env: &'a Environment,
    organization: &str,
    asked: &str,
) -> Result<&'a Directory, Failure> {
    let organization = known::organization(env, organization)?;
    env.directories()
        .find(|known| known.id.as_str() == asked && known.organization == organization.id)
        .ok_or_else(|| Failure::not_found("directory", asked))
}

fn group<'a>(directory: &'a Directory, asked: &str) -> Result<&'a DirectoryGroup, Failure> {
    directory
        .groups
        .iter()
        .find(|group| group.id.as_str() == asked)
        .ok_or_else(|| Failure::not_found("directory group", asked))
}

#[cfg(test)]
mod tests;
