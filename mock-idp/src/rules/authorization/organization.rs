//! The organization of an authenticated person: selected, joined, created or refused.

use super::error::{AuthorizationEndpointError, AuthorizeError};
use super::response::Step;
use super::{completion, membership, page, response};
use crate::environment::{
    AuthRequest, Environment, Event, MembershipEvent, Organization, OrganizationEvent,
    OrganizationId, Provisioned, User, UserEvent,
};
use crate::rules::{Desk, Granted, Refused, Ruling};
use crate::wire::Browser;

/// Selects the organization of a known person: the requested one, their only one, or the one that they choose.
pub(super) fn select(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    if !user.active {
        return Err(response::refuse(desk.env, request, AuthorizeError::UserNotActive));
    }
    let now = desk.env.now();
    let open = membership::open_to(desk.env, request, &user.email)
        .filter(|open| user.usable_membership(open, now).is_none());
    match (&request.organization, user.sign_in_choices(now).as_slice(), open) {
        (Some(_), _, Some(open)) | (None, [], Some(open)) => {
            let joined =
                membership::created(desk.env, user, &open, Provisioned::AllowedEmailDomain);
            let completed = completion::complete(desk, request, user, &open, browser);
            Ok(completed.after(vec![joined]))
        }
        (Some(organization), _, None) => {
            if user.usable_membership(organization, now).is_none() {
                return Err(not_a_member(desk.env, request, organization));
            }
            Ok(completion::complete(desk, request, user, organization, browser))
        }
        (None, [only], _) => {
            Ok(completion::complete(desk, request, user, &only.organization, browser))
        }
        (None, [], None) => Ok(create_and_complete(desk, request, user, browser)),
        (None, _, _) => Ok(page::organizations(request, user, None)),
    }
}

/// Signs up a person with a new address, into the organization that is open to the address, or a new one.
pub(super) fn sign_up(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    email: &str,
    organization_name: Option<&str>,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    if let Some(open) = membership::open_to(desk.env, request, email) {
        let membership = membership::of(desk.env, &open, Provisioned::AllowedEmailDomain);
        let user = membership::new_user(desk, request, email, membership);
        let completed = completion::complete(desk, request, &user, &open, browser);
        return Ok(completed.after(vec![UserEvent::SignedUp { user: user.into() }.into()]));
    }
    if let Some(organization) = &request.organization {
        return Err(not_a_member(desk.env, request, organization));
    }
    let organization = new_organization(desk, email, organization_name);
    let membership = membership::of_creator(desk.env, &organization);
    let user = membership::new_user(desk, request, email, membership);
    let completed = completion::complete(desk, request, &user, &organization.id, browser);
    Ok(completed.after(vec![
        OrganizationEvent::Created { organization: organization.into() }.into(),
        UserEvent::SignedUp { user: user.into() }.into(),
    ]))
}

/// Creates an organization for a person without a membership (`docs/authorize.md#hosted-pages`), and completes the
/// sign-in.
fn create_and_complete(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Granted<Step> {
    let organization = new_organization(desk, &user.email, None);
    let joined = Event::from(MembershipEvent::Created {
        user: user.id.clone(),
        membership: Box::new(membership::of_creator(desk.env, &organization)),
    });
    let completed = completion::complete(desk, request, user, &organization.id, browser);
    completed.after(vec![
        OrganizationEvent::Created { organization: organization.into() }.into(),
        joined,
    ])
}

fn new_organization(desk: &mut Desk<'_>, email: &str, name: Option<&str>) -> Organization {
    let local_part = email.split('@').next().unwrap_or(email);
    let name = name.map_or_else(|| format!("{local_part}'s organization"), str::to_owned);
    Organization::new(desk.ids.id(), name, desk.env.now())
}

/// A person from the identity provider of an organization, on the way into it.
pub(super) struct OrganizationSignIn<'a> {
    pub(super) user: Option<&'a User>,
    pub(super) email: &'a str,
    pub(super) organization: &'a OrganizationId,
    /// Whether a person who is no member becomes one (`docs/authorize.md#identity-providers`, JIT provisioning).
    pub(super) may_join: bool,
}

/// Completes the sign-in in the connection's organization, which a new person joins if the connection provisions
/// users.
pub(super) fn select_of_connection(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    person: &OrganizationSignIn<'_>,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let OrganizationSignIn { user, email, organization, may_join } = *person;
    if user.is_some_and(|user| !user.active) {
        return Err(response::refuse(desk.env, request, AuthorizeError::UserNotActive));
    }
    let is_member =
        user.is_some_and(|user| user.usable_membership(organization, desk.env.now()).is_some());
    let joins = may_join && membership::has_room(desk.env, organization);
    if !is_member && !joins {
        return Err(not_a_member(desk.env, request, organization));
    }
    let (user, events) = match user {
        Some(user) if is_member => (user.clone(), Vec::new()),
        Some(user) => (
            user.clone(),
            vec![membership::created(desk.env, user, organization, Provisioned::JitUsingSso)],
        ),
        None => {
            let membership = membership::of(desk.env, organization, Provisioned::JitUsingSso);
            let user = membership::new_user(desk, request, email, membership);
            (user.clone(), vec![UserEvent::SignedUp { user: user.into() }.into()])
        }
    };
    let completed = completion::complete(desk, request, &user, organization, browser);
    Ok(completed.after(events))
}

/// Refuses the request unless the user belongs to `organization`.
pub(super) fn ensure_member(
    env: &Environment,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
) -> Result<(), Refused<AuthorizationEndpointError>> {
    match user.membership(organization) {
        Some(_) => Ok(()),
        None => Err(not_a_member(env, request, organization)),
    }
}

fn not_a_member(
    env: &Environment,
    request: &AuthRequest,
    organization: &OrganizationId,
) -> Refused<AuthorizationEndpointError> {
    response::refuse(env, request, AuthorizeError::NotAMember(organization.clone()))
}
