//! Lists of users: all, those of one organization, and those that a search finds. The oldest user comes first; that
//! order is ours.

use super::view;
use crate::environment::{Environment, User};
use crate::rules::management::page::{List, Page};
use crate::rules::management::{OperationError, Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::management::users as wire;

pub(super) fn list(
    desk: &mut Desk<'_>,
    request: &wire::ListUsersRequest,
) -> Ruling<wire::ListUsersResponse> {
    let page = page(desk.env, |_| true, request.page_size, &request.page_token)?;
    let Page { items: users, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListUsersResponse {
        users,
        next_page_token,
        total_size,
        prev_page_token,
    }))
}

pub(super) fn search(
    desk: &mut Desk<'_>,
    request: &wire::SearchUsersRequest,
) -> Ruling<wire::SearchUsersResponse> {
    let page = page(desk.env, matching(&request.query), request.page_size, &request.page_token)?;
    let Page { items: users, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::SearchUsersResponse {
        next_page_token,
        total_size,
        users,
        prev_page_token,
    }))
}

/// Lists the users of an organization, invited ones too, whose memberships have a status of their own.
pub(super) fn list_of_organization(
    desk: &mut Desk<'_>,
    request: &wire::ListOrganizationUsersRequest,
) -> Ruling<wire::ListOrganizationUsersResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let is_in = |user: &User| user.any_membership(&organization.id).is_some();
    let page = page(desk.env, is_in, request.page_size, &request.page_token)?;
    let Page { items: users, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::ListOrganizationUsersResponse {
        next_page_token,
        total_size,
        users,
        prev_page_token,
    }))
}

pub(super) fn search_organization(
    desk: &mut Desk<'_>,
    request: &wire::SearchOrganizationUsersRequest,
) -> Ruling<wire::SearchOrganizationUsersResponse> {
    let organization = find::organization(desk.env, &request.organization_id)?;
    let matches = matching(&request.query);
    let is_in = |user: &User| user.any_membership(&organization.id).is_some() && matches(user);
    let page = page(desk.env, is_in, request.page_size, &request.page_token)?;
    let Page { items: users, next_page_token, prev_page_token, total_size } = page;
    Ok(Granted::plainly(wire::SearchOrganizationUsersResponse {
        next_page_token,
        total_size,
        users,
        prev_page_token,
    }))
}

/// Returns a predicate: whether the address or either id contains the query, in either case.
fn matching(query: &str) -> impl Fn(&User) -> bool {
    let query = query.to_lowercase();
    move |user| {
        let external_id = user.external_id.as_deref().unwrap_or_default();
        [user.email.as_str(), user.id.as_str(), external_id]
            .iter()
            .any(|text| text.to_lowercase().contains(&query))
    }
}

fn page(
    env: &Environment,
    is_listed: impl Fn(&User) -> bool,
    size: u32,
    token: &str,
) -> Result<Page<wire::User>, OperationError> {
    let users = env.numbered_users().filter(|(_, user)| is_listed(user));
    let page = List::oldest_first(users).page(size, token)?;
    Ok(page.map(|user| view::user(env, user)))
}
