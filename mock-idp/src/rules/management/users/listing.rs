//! Users in lists: all of them, those of one organization, and those that a search finds. Whoever the
//! environment knew first comes first; that order is ours.

use super::person;
use crate::environment::{Environment, User};
use crate::rules::management::page::List;
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::users::{
    ListOrganizationUsers, ListUsers, SearchOrganizationUsers, SearchUsers, Users,
};

pub(super) fn all(desk: &mut Desk<'_>, ask: &ListUsers) -> Ruling<Users, Failure> {
    page(desk.env, |_| true, ask.page_size, &ask.page_token)
}

pub(super) fn found(desk: &mut Desk<'_>, ask: &SearchUsers) -> Ruling<Users, Failure> {
    let is_meant = searched(&ask.query);
    page(desk.env, is_meant, ask.page_size, &ask.page_token)
}

/// Invited people are listed too: the status of their membership says so.
pub(super) fn of_organization(
    desk: &mut Desk<'_>,
    ask: &ListOrganizationUsers,
) -> Ruling<Users, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let is_in = |user: &User| user.place(&organization.id).is_some();
    page(desk.env, is_in, ask.page_size, &ask.page_token)
}

pub(super) fn found_in_organization(
    desk: &mut Desk<'_>,
    ask: &SearchOrganizationUsers,
) -> Ruling<Users, Failure> {
    let organization = known::organization(desk.env, &ask.organization_id)?;
    let is_meant = searched(&ask.query);
    let is_one = |user: &User| user.place(&organization.id).is_some() && is_meant(user);
    page(desk.env, is_one, ask.page_size, &ask.page_token)
}

/// Part of the address or of either id, in upper or lower case.
fn searched(query: &str) -> impl Fn(&User) -> bool {
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
    which: impl Fn(&User) -> bool,
    size: u32,
    token: &str,
) -> Ruling<Users, Failure> {
    let users = env.numbered_users().filter(|(_, user)| which(user));
    let page = List::oldest_first(users).page(size, token)?;
    Ok(Granted::plainly(Users {
        users: page.items.into_iter().map(|user| person(env, user)).collect(),
        next_page_token: page.next_page_token,
        prev_page_token: page.prev_page_token,
        total_size: page.total_size,
    }))
}
