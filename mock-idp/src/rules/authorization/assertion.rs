//! The assertion of an identity provider about a person: whether it is trusted, and which user it means
//! (`docs/authorize.md#identity-providers`). The providers are simulated: a person who types an address on their page
//! has signed in there.

use super::connection::domain_of;
use super::error::{AuthorizationEndpointError, AuthorizeError};
use super::organization::OrganizationSignIn;
use super::response::Step;
use super::{connection, email_code, organization, page, response};
use crate::environment::{
    Assertion, AuthRequest, Connection, ConnectionId, Environment, Event, IdentityProviderEvent,
    Profile, User, UserEvent,
};
use crate::rules::{Desk, Ruling};
use crate::wire::{Browser, is_email_address};

/// The form on an identity provider's page.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdentityProviderForm {
    pub(crate) email: String,
    pub(crate) given_name: Option<String>,
    pub(crate) family_name: Option<String>,
}

/// Returns the assertion of a simulated provider about the person in its form; `None` for a text that is no address.
/// The provider identifies people by address.
pub(crate) fn assertion_of(
    connection: &ConnectionId,
    form: &IdentityProviderForm,
) -> Option<Assertion> {
    let email = form.email.trim().to_lowercase();
    is_email_address(&email).then(|| Assertion {
        connection: connection.clone(),
        subject: email.clone(),
        email,
        profile: Profile {
            given_name: form.given_name.clone(),
            family_name: form.family_name.clone(),
            ..Profile::default()
        },
    })
}

/// Receives the assertion of an identity provider.
///
/// The person may have to sign in at their organization's own provider instead. An address outside the domains of the
/// provider's organization is proven once by a code: the provider cannot vouch for it.
pub(super) fn receive(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    assertion: Assertion,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let connection = desk
        .env
        .connection(&assertion.connection)
        .filter(|connection| connection.is_active())
        .ok_or_else(|| {
            let error = AuthorizeError::ConnectionNotActive(assertion.connection.clone());
            response::refuse(desk.env, request, error)
        })?;
    if connection.is_social()
        && let Some(own) = connection::of_address(desk.env, &assertion.email)
    {
        return Ok(page::identity_provider(&request.id, own, Some(assertion.email), true));
    }
    let noted = Event::from(IdentityProviderEvent::Asserted {
        request: request.id.clone(),
        assertion: Box::new(assertion.clone()),
    });
    let granted = if is_trusted(desk.env, connection, &assertion) {
        sign_in(desk, &with_assertion(request, assertion), browser)?
    } else {
        email_code::send(desk, request, assertion.email, None)
    };
    Ok(granted.after(vec![noted]))
}

/// Returns whether the provider can vouch for the address: a social one for each, an organization's own for those of
/// its domains and for that of a linked user.
fn is_trusted(env: &Environment, connection: &Connection, assertion: &Assertion) -> bool {
    let Some(organization) = &connection.organization else {
        return true;
    };
    let is_linked = env
        .identity(&connection.id, &assertion.subject)
        .and_then(|identity| env.user(&identity.user))
        .is_some_and(|user| user.email == assertion.email);
    let is_own = domain_of(&assertion.email)
        .and_then(|domain| env.organization_domain(domain))
        .is_some_and(|domain| &domain.organization == organization);
    is_linked || is_own
}

/// Signs a user in as if they had typed their address at the identity provider.
pub(super) fn sign_in_as(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    connection: &Connection,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let form = IdentityProviderForm { email: user.email.clone(), ..Default::default() };
    let assertion = assertion_of(&connection.id, &form).expect("a user has an address");
    sign_in(desk, &with_assertion(request, assertion), browser)
}

fn with_assertion(request: &AuthRequest, assertion: Assertion) -> AuthRequest {
    AuthRequest { asserted: Some(Box::new(assertion)), ..request.clone() }
}

/// Signs in the person of the request's assertion: from an organization's own provider into that organization, and
/// from a social one like every person whose address is proven.
pub(super) fn sign_in(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let assertion = request.asserted.as_deref().expect("the request has an assertion");
    let known = known_user(desk.env, assertion);
    let renamed = known.and_then(|user| renamed(desk.env, assertion, user));
    let user = renamed.as_ref().or(known);
    let own = desk
        .env
        .connection(&assertion.connection)
        .and_then(|connection| Some((connection, connection.organization.as_ref()?)));
    let granted = match (own, user) {
        (Some((connection, own)), user) => {
            let organization = request.organization.as_ref().unwrap_or(own);
            let person = OrganizationSignIn {
                user,
                email: &assertion.email,
                organization,
                may_join: organization == own && connection.provisions(),
            };
            organization::select_of_connection(desk, request, &person, browser)
        }
        (None, Some(user)) => organization::select(desk, request, user, browser),
        (None, None) => {
            let email = &assertion.email;
            organization::sign_up(desk, request, email, None, browser)
        }
    }?;
    let updated = renamed.map(|user| Event::from(UserEvent::Updated { user: user.into() }));
    Ok(granted.after(updated))
}

/// Returns the user with the profile of the identity provider, if the connection syncs profiles and this one differs.
fn renamed(env: &Environment, assertion: &Assertion, user: &User) -> Option<User> {
    let connection = env.connection(&assertion.connection)?;
    let profile = user.profile.after(&assertion.profile);
    let is_new = connection.syncs_profiles() && profile != user.profile;
    is_new.then(|| User { profile, updated_at: env.now(), ..user.clone() })
}

/// Returns the user of the assertion: by the subject if an identity is linked to it, or else by the address.
fn known_user<'a>(env: &'a Environment, assertion: &Assertion) -> Option<&'a User> {
    env.identity(&assertion.connection, &assertion.subject)
        .and_then(|identity| env.user(&identity.user))
        .or_else(|| env.user_by_email(&assertion.email))
}
