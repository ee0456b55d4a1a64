//! The browser's session, which may answer an authorization request without a page.

use super::error::{AuthorizationEndpointError, AuthorizeError};
use super::response::Step;
use super::selection::Selection;
use super::session::live_sessions;
use super::{code, organization, page};
use crate::environment::{AuthRequest, AuthorizationEvent, Environment, Event, Session, User};
use crate::rules::{Desk, Ruling};
use crate::wire::{AuthorizeDetails, Browser, Prompt};

/// Returns the live session that satisfies the request, with its user.
pub(super) fn find<'a>(
    env: &'a Environment,
    browser: &Browser,
    details: &AuthorizeDetails,
    selection: &Selection<'_>,
) -> Option<(&'a Session, &'a User)> {
    let prompts = &details.prompts;
    if prompts.contains(&Prompt::Login) || prompts.contains(&Prompt::Create) {
        return None;
    }
    let session = live_sessions(env, browser)
        .filter(|session| selection.is_satisfied_by(session))
        .find(|session| older_than_max_age(env, details, session).is_none())?;
    Some((session, env.user(&session.user)?))
}

/// Returns why the request needs a page that `prompt=none` does not allow.
pub(super) fn reason_for_page(
    env: &Environment,
    browser: &Browser,
    details: &AuthorizeDetails,
) -> AuthorizeError {
    live_sessions(env, browser)
        .find_map(|session| older_than_max_age(env, details, session))
        .unwrap_or(AuthorizeError::LoginRequired)
}

/// Returns an error if `max_age` requires the person of the session to authenticate again (OpenID Connect Core
/// §3.1.2.1). The age is counted from `auth_time` as the client sees it, in whole seconds; 0 always requires it.
fn older_than_max_age(
    env: &Environment,
    details: &AuthorizeDetails,
    session: &Session,
) -> Option<AuthorizeError> {
    let max_age = details.max_age?;
    let ago = env.now().as_second() - session.authenticated_at.as_second();
    let max_age = max_age.as_secs();
    (max_age == 0 || ago > max_age).then_some(AuthorizeError::ProvedTooLongAgo { max_age, ago })
}

/// Answers the request in a live session, without a page unless its person wants to choose an organization.
pub(super) fn answer(
    desk: &mut Desk<'_>,
    request: AuthRequest,
    prompts: &[Prompt],
    session: &Session,
    user: &User,
) -> Ruling<Step, AuthorizationEndpointError> {
    if prompts.contains(&Prompt::SelectAccount) {
        return match &request.organization {
            None if user.sign_in_choices(desk.env.now()).len() > 1 => {
                Ok(page::first_with_organizations(desk.ids, request, user, session))
            }
            None => Ok(code::issue(desk, &request, session, session.organization.clone())),
            Some(organization) => {
                let organization = organization.clone();
                organization::ensure_member(desk.env, &request, user, &organization)?;
                Ok(code::issue(desk, &request, session, organization))
            }
        };
    }
    let mut granted = code::issue(desk, &request, session, session.organization.clone());
    if request
        .organization
        .as_ref()
        .is_some_and(|organization| organization != &session.organization)
    {
        // `docs/authorize.md#switching-organizations`: inside a session only select_account switches.
        let ignored = Event::from(AuthorizationEvent::ParameterIgnored {
            parameter: "organization_id",
            why: "a session switches organization only with prompt=select_account".into(),
        });
        granted.events.insert(0, ignored);
    }
    Ok(granted)
}
