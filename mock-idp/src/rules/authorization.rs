//! A sign-in, from the authorization request to the code (RFC 6749 §4.1, OpenID Connect Core §3.1.2,
//! `docs/authorize.md#authorization-and-the-hosted-pages`).
//!
//! A sign-in goes through these modules in this order. Each calls only modules further down, and a test
//! (`tests/house/sign_in.rs`) holds the order. The browser's next step is a return value, [`Step`]: a page, whose
//! form comes back to [`hosted`], or the redirect to the client.
//!
//! 1. [`request`]: the request is read and validated; [`selection`] reads which connection it selects.
//! 2. [`existing_session`]: a session of the browser answers the request without a page.
//! 3. [`prepared`]: a test has chosen the user.
//! 4. [`hosted`]: the forms of the pages, by which a person authenticates.
//! 5. [`assertion`]: the assertion of an identity provider about the person, and whether it is trusted.
//! 6. [`connection`]: the identity provider that an address, a domain or an organization leads to.
//! 7. [`organization`]: the person's organization is selected, joined or created; [`membership`] makes members.
//! 8. [`page`] and [`email_code`]: the page that comes next, where the person still has to prove or choose something.
//! 9. [`completion`]: the person is signed in; [`session`] begins or renews their session.
//! 10. [`code`]: the code is issued.
//! 11. [`response`] and [`error`]: the answer to the browser, or by a redirect to the client.

mod assertion;
mod code;
mod completion;
mod connection;
mod email_code;
mod error;
mod existing_session;
pub(crate) mod hosted;
pub(super) mod membership;
mod organization;
mod page;
mod prepared;
mod request;
mod response;
mod selection;
mod session;

pub(crate) use self::assertion::{IdentityProviderForm, assertion_of};
pub(crate) use self::email_code::{TEST_USER_CODE, is_test_user};
#[cfg(test)]
pub(crate) use self::error::AuthorizeError;
pub(crate) use self::error::{AuthorizationEndpointError, ErrorResponse, UntrustedRedirectError};
use self::request::ValidRequest;
pub(crate) use self::response::{AlreadySignedIn, CodeResponse, Step};
use self::selection::Selection;
pub(super) use self::session::{ProvenUser, SignedIn, start_or_renew};
use super::{Desk, Ruling};
use crate::environment::{AuthRequest, Environment, OrganizationId, User};
use crate::wire::{AuthorizeRequest, Browser, Prompt};

/// Decides on an authorization request.
///
/// The order is part of the meaning: until the redirect is trusted, no error goes there; and the browser's session
/// is looked up only for a valid request.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    parameters: &AuthorizeRequest,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let valid = request::validate(desk, parameters)?;
    let requested = valid.answered_at_once();
    response::noted(requested, answer(desk, valid, browser))
}

/// Answers a valid request, or shows the page at which it waits.
fn answer(
    desk: &mut Desk<'_>,
    valid: ValidRequest<'_>,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let ValidRequest { request, details, selection } = valid;
    if let Some((session, user)) = existing_session::find(desk.env, browser, details, &selection) {
        return existing_session::answer(desk, request, &details.prompts, session, user);
    }
    if details.prompts.contains(&Prompt::None) {
        let error = existing_session::reason_for_page(desk.env, browser, details);
        return Err(response::refuse(desk.env, &request, error));
    }
    let prepared = prepared::find(desk.env, &request);
    let outcome = match (prepared.user, selection.connection) {
        (Some(user), _) => sign_in(desk, request, &selection, user, browser),
        (None, Some(connection)) => {
            Ok(page::first_at_identity_provider(desk.ids, request, connection))
        }
        (None, None) => Ok(page::first(desk.ids, request)),
    };
    prepared.before(outcome)
}

/// Decides on an authorization request for which a test has chosen the user.
pub(crate) fn decide_for(
    desk: &mut Desk<'_>,
    parameters: &AuthorizeRequest,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let ValidRequest { request, selection, .. } = request::validate(desk, parameters)?;
    sign_in(desk, request, &selection, user, browser)
}

/// Signs in a user whom a test named, through the selected identity provider if there is one, into the requested
/// organization or their first.
fn sign_in(
    desk: &mut Desk<'_>,
    request: AuthRequest,
    selection: &Selection<'_>,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizationEndpointError> {
    let organization = request.organization.clone().or_else(|| first_organization(desk.env, user));
    let request = AuthRequest { organization, ..request };
    if let Some(connection) = selection.connection {
        return assertion::sign_in_as(desk, &request, connection, user, browser);
    }
    organization::select(desk, &request, user, browser)
}

fn first_organization(env: &Environment, user: &User) -> Option<OrganizationId> {
    user.sign_in_choices(env.now()).first().map(|membership| membership.organization.clone())
}

#[cfg(test)]
mod tests;
