//! Directories, and their users and groups.

mod view;

use super::page::{List, Page};
use super::{OperationError, Ruling, Service, find, value_named};
use crate::environment::{
    Directory, DirectoryEvent, DirectoryGroup, DirectoryProvider, DirectoryType, Environment, Event,
};
use crate::rules::{Desk, Granted};
use crate::wire::management::Empty;
use crate::wire::management::directories as wire;

pub(super) fn service() -> Service {
    Service::named("scalekit.v1.directories.DirectoryService")
        .serve("CreateDirectory", create)
        .serve("GetDirectory", get)
        .serve("ListDirectories", list)
        .serve("EnableDirectory", enable)
        .serve("DisableDirectory", disable)
        .serve("DeleteDirectory", delete)
        .serve("ListDirectoryUsers", list_users)
        .serve("ListDirectoryGroups", list_groups)
}

/// Creates a directory. It stays empty: SCIM is not served.
fn create(
    desk: &mut Desk<'_>,
    request: &wire::CreateDirectoryRequest,
) -> Ruling<wire::CreateDirectoryResponse> {
    let provider = value_named(&request.directory.directory_provider)?;
    let directory_type = value_named(&request.directory.directory_type)?;
    let organization = find::organization(desk.env, &request.organization_id)?;
    let name = provider.map(DirectoryProvider::directory_name);
    let directory = Directory {
        id: desk.ids.id(),
        organization: organization.id.clone(),
        name: name.unwrap_or_else(|| "Directory".to_owned()),
        directory_type: directory_type.unwrap_or(DirectoryType::Scim),
        provider,
        enabled: false,
        users: Vec::new(),
        groups: Vec::new(),
        created_at: desk.env.now(),
        last_synced_at: None,
    };
    Ok(Granted {
        reply: wire::CreateDirectoryResponse { directory: view::directory(desk.env, &directory) },
        events: vec![DirectoryEvent::Created { directory: Box::new(directory) }.into()],
    })
}

fn get(
    desk: &mut Desk<'_>,
    request: &wire::GetDirectoryRequest,
) -> Ruling<wire::GetDirectoryResponse> {
    let directory = directory(desk.env, &request.organization_id, &request.id)?;
    let directory = Some(view::directory(desk.env, directory));
    Ok(Granted::plainly(wire::GetDirectoryResponse { directory }))
}

fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListDirectoriesRequest,
) -> Ruling<wire::ListDirectoriesResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let directories =
        desk.env.directories().filter(|directory| directory.organization == organization.id);
    Ok(Granted::plainly(wire::ListDirectoriesResponse {
        directories: directories.map(|directory| view::directory(desk.env, directory)).collect(),
    }))
}

fn enable(
    desk: &mut Desk<'_>,
    request: &wire::ToggleDirectoryRequest,
) -> Ruling<wire::ToggleDirectoryResponse> {
    let known = directory(desk.env, &request.organization_id, &request.id)?;
    let enabled = Event::from(DirectoryEvent::Enabled { directory: known.id.clone() });
    Ok(Granted {
        reply: wire::ToggleDirectoryResponse { enabled: true, error_message: None },
        events: (!known.enabled).then_some(enabled).into_iter().collect(),
    })
}

fn disable(
    desk: &mut Desk<'_>,
    request: &wire::ToggleDirectoryRequest,
) -> Ruling<wire::ToggleDirectoryResponse> {
    let known = directory(desk.env, &request.organization_id, &request.id)?;
    let disabled = Event::from(DirectoryEvent::Disabled { directory: known.id.clone() });
    Ok(Granted {
        reply: wire::ToggleDirectoryResponse { enabled: false, error_message: None },
        events: known.enabled.then_some(disabled).into_iter().collect(),
    })
}

fn delete(desk: &mut Desk<'_>, request: &wire::DeleteDirectoryRequest) -> Ruling<Empty> {
    let known = directory(desk.env, &request.organization_id, &request.id)?;
    Ok(Granted {
        reply: Empty {},
        events: vec![DirectoryEvent::Deleted { directory: known.id.clone() }.into()],
    })
}

fn list_users(
    desk: &mut Desk<'_>,
    request: &wire::ListDirectoryUsersRequest,
) -> Ruling<wire::ListDirectoryUsersResponse> {
    let directory = directory(desk.env, &request.organization_id, &request.directory_id)?;
    let group = request
        .directory_group_id
        .as_deref()
        .map(|id| group(directory, id).map(|group| group.id.clone()))
        .transpose()?;
    let is_late = request.updated_after.is_none_or(|after| directory.last_synced_at > Some(after));
    let wanted = (0_u32..)
        .zip(&directory.users)
        .filter(|_| is_late)
        .filter(|(_, user)| group.as_ref().is_none_or(|group| user.groups.contains(group)));
    let page = in_order(wanted).page(request.page_size, &request.page_token)?;
    let with_detail = request.include_detail == Some(true);
    let page = page.map(|(_, user)| view::user(directory, user, with_detail));
    let Page { items: users, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListDirectoryUsersResponse {
        users,
        total_size,
        next_page_token,
        prev_page_token,
    }))
}

/// Lists a directory's groups. `include_external_groups` adds no group: there are no others.
fn list_groups(
    desk: &mut Desk<'_>,
    request: &wire::ListDirectoryGroupsRequest,
) -> Ruling<wire::ListDirectoryGroupsResponse> {
    let directory = directory(desk.env, &request.organization_id, &request.directory_id)?;
    let is_late = request.updated_after.is_none_or(|after| directory.last_synced_at > Some(after));
    let wanted = (0_u32..).zip(&directory.groups).filter(|_| is_late);
    let page = in_order(wanted).page(request.page_size, &request.page_token)?;
    let with_detail = request.include_detail == Some(true);
    let page = page.map(|(_, group)| view::group(directory, group, with_detail));
    let Page { items: groups, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListDirectoryGroupsResponse {
        groups,
        total_size,
        next_page_token,
        prev_page_token,
    }))
}

/// Returns a list in the seed's order. Nothing leaves a directory, so an item's position is its number.
fn in_order<T>(wanted: impl Iterator<Item = (u32, T)>) -> List<(u32, T)> {
    List::oldest_first(wanted.map(|(number, item)| (u64::from(number), (number, item))))
}

fn directory<'a>(
    env: &'a Environment,
    organization: &str,
    id: &str,
) -> Result<&'a Directory, OperationError> {
    let organization = find::organization(env, organization)?;
    env.directories()
        .find(|known| known.id.as_str() == id && known.organization == organization.id)
        .ok_or_else(|| OperationError::not_found("directory", id))
}

fn group<'a>(directory: &'a Directory, id: &str) -> Result<&'a DirectoryGroup, OperationError> {
    directory
        .groups
        .iter()
        .find(|group| group.id.as_str() == id)
        .ok_or_else(|| OperationError::not_found("directory group", id))
}

#[cfg(test)]
mod tests;
