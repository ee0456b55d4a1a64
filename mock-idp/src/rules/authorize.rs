//! `/oauth/authorize`: who may ask, for what, and whether a person must be asked first
//! (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2, `behaviours.md` 1.4).

mod prepared;
mod refusal;
mod selection;

pub(crate) use self::refusal::{AuthorizeError, AuthorizeRefusal, ErrorRedirect, Untrusted};
use self::selection::Selection;
use super::sign_in::{self, Step};
use super::upstream::{self, Claim};
use super::{Desk, Granted, Ruling, ensure};
use crate::environment::{
    AUTH_REQUEST_LIFETIME, AuthRequest, AuthRequestId, AuthorizationEvent, Client, Connection,
    Environment, Event, Id as _, OrganizationId, Session, Stage, TrustedRedirect, User,
};
use crate::ids::Ids;
use crate::wire::{
    AuthorizeDetails, AuthorizeRequest, AuthorizeRequestError, Browser, Prompt, Repeated,
};

/// Decides on an authorization request.
///
/// The order is part of the meaning: until the redirect is trusted nothing may be told to it, and
/// only a request without fault is worth a look at who sits at the browser.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    ask: &AuthorizeRequest,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let (request, details, selection) = understood(desk, ask)?;
    let prompts = &details.prompts;
    match person(desk.env, browser, details, &selection) {
        Person::SignedIn(session, user) => with_session(desk, request, prompts, session, user),
        Person::Unknown if prompts.contains(&Prompt::None) => {
            let why = why_a_page(desk.env, browser, details);
            Err(sign_in::refuse(desk.env, &request, why))
        }
        Person::Unknown => {
            let prepared = prepared::of(desk.env, &request);
            let outcome = match (prepared.user, selection.connection) {
                (Some(user), _) => let_in(desk, request, &selection, user, browser),
                (None, Some(connection)) => Ok(identity_provider(desk.ids, request, connection)),
                (None, None) => Ok(page(desk.ids, request)),
            };
            prepared.before(outcome)
        }
    }
}

/// Decides on a request of which it is known whom a test signs in.
pub(crate) fn decide_for(
    desk: &mut Desk<'_>,
    ask: &AuthorizeRequest,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let (request, _, selection) = understood(desk, ask)?;
    let_in(desk, request, &selection, user, browser)
}

/// A request without fault, how its person is to be asked, and what it selects.
fn understood<'a, 'e: 'a>(
    desk: &mut Desk<'e>,
    ask: &'a AuthorizeRequest,
) -> Result<(AuthRequest, &'a AuthorizeDetails, Selection<'a>), AuthorizeRefusal> {
    let trusted = trust(desk.env, ask).map_err(AuthorizeRefusal::Page)?;
    let (details, selection) = match judge(desk.env, &trusted, ask) {
        Ok(judged) => judged,
        Err(why) => return Err(trusted.refuse(why)),
    };
    let request = AuthRequest {
        id: desk.ids.id::<AuthRequestId>(),
        client: trusted.client.id.clone(),
        redirect: trusted.redirect,
        state: trusted.state,
        scope: details.scope.clone(),
        nonce: details.nonce.clone(),
        challenge: details.challenge.clone(),
        organization: selection.organization.clone(),
        login_hint: details.login_hint.clone(),
        sign_up: details.prompts.contains(&Prompt::Create),
        stage: Stage::Email,
        binding: None,
        taken: None,
        asserted: None,
        expires_at: desk.env.now() + AUTH_REQUEST_LIFETIME,
    };
    Ok((request, details, selection))
}

/// Lets in whom a test signs in: into the organization asked for, or their first.
fn let_in(
    desk: &mut Desk<'_>,
    request: AuthRequest,
    selection: &Selection<'_>,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let organization = request.organization.clone().or_else(|| first_organization(desk.env, user));
    let request = AuthRequest { organization, ..request };
    if let Some(connection) = selection.connection {
        return vouched(desk, &request, connection, user, browser);
    }
    sign_in::admit(desk, &request, user, browser)
}

/// A sender that may be answered by redirect.
struct Trusted<'a> {
    client: &'a Client,
    redirect: TrustedRedirect,
    state: Option<String>,
}

impl Trusted<'_> {
    fn refuse(self, why: AuthorizeError) -> AuthorizeRefusal {
        AuthorizeRefusal::Redirect(Box::new(ErrorRedirect {
            client: self.client.id.clone(),
            to: self.redirect,
            state: self.state,
            why,
        }))
    }
}

fn trust<'a>(env: &'a Environment, ask: &AuthorizeRequest) -> Result<Trusted<'a>, Untrusted> {
    let id = ask.client_id.clone()?.ok_or(Untrusted::NoClient)?;
    let client = env
        .client(&id)
        .ok_or_else(|| Untrusted::UnknownClient { asked: id.into(), known: known_clients(env) })?;
    let asked = ask.redirect_uri.clone()?.ok_or(Untrusted::NoRedirect)?;
    let named = ask.organization_id.clone().unwrap_or_default();
    let in_scope = named.and_then(|id| env.organization(&OrganizationId::named(&id)));
    let redirect = client.trust(&asked, in_scope).ok_or_else(|| Untrusted::Unregistered {
        is_another_port: client.redirect_uris.iter().any(|uri| uri.differs_in_port(&asked)),
        asked: asked.as_str().into(),
        client: client.name.clone(),
        registered: client.redirect_uris.clone(),
    })?;
    // A repeated state is judged later; until then there is none that could be returned.
    Ok(Trusted { client, redirect, state: ask.state.clone().unwrap_or_default() })
}

/// Clients that a refusal names: enough to find the one that was meant.
const MOST_CLIENTS_NAMED: usize = 20;

fn known_clients(env: &Environment) -> Vec<String> {
    let clients = env.clients().take(MOST_CLIENTS_NAMED);
    clients.map(|client| format!("{} ({})", client.id, client.name)).collect()
}

fn judge<'a>(
    env: &'a Environment,
    trusted: &Trusted<'_>,
    ask: &'a AuthorizeRequest,
) -> Result<(&'a AuthorizeDetails, Selection<'a>), AuthorizeError> {
    let once = |repeated: Repeated| AuthorizeError::from(AuthorizeRequestError::from(repeated));
    ask.state.clone().map_err(once)?;
    let organization_id = ask.organization_id.clone().map_err(once)?;
    let details = ask.details.as_ref().map_err(Clone::clone)?;
    ensure(
        details.challenge.is_some() || !trusted.client.needs_pkce(),
        AuthorizeError::NoChallenge,
    )?;
    let selection = selection::judge(env, details, organization_id.as_deref())?;
    Ok((details, selection))
}

/// Who sits at the browser, as far as this request wants to know.
enum Person<'a> {
    SignedIn(&'a Session, &'a User),
    Unknown,
}

fn person<'a>(
    env: &'a Environment,
    browser: &Browser,
    details: &AuthorizeDetails,
    selection: &Selection<'_>,
) -> Person<'a> {
    let prompts = &details.prompts;
    let must_prove = prompts.contains(&Prompt::Login) || prompts.contains(&Prompt::Create);
    let signed_in = sign_in::live_sessions(env, browser)
        .filter(|session| !must_prove && selection.is_content_with(session))
        .find(|session| proved_too_long_ago(env, details, session).is_none());
    if let Some((session, user)) =
        signed_in.and_then(|session| Some((session, env.user(&session.user)?)))
    {
        return Person::SignedIn(session, user);
    }
    Person::Unknown
}

/// Why a person must be asked whom no page may be shown to.
fn why_a_page(env: &Environment, browser: &Browser, details: &AuthorizeDetails) -> AuthorizeError {
    sign_in::live_sessions(env, browser)
        .find_map(|session| proved_too_long_ago(env, details, session))
        .unwrap_or(AuthorizeError::LoginRequired)
}

/// That the person of a session has to prove again who they are, because `max_age` says so (OpenID Connect Core
/// §3.1.2.1). It is counted from `auth_time` as the client sees it, in whole seconds; 0 asks always.
fn proved_too_long_ago(
    env: &Environment,
    details: &AuthorizeDetails,
    session: &Session,
) -> Option<AuthorizeError> {
    let max_age = details.max_age?;
    let ago = env.now().as_second() - session.authenticated_at.as_second();
    let max_age = max_age.as_secs();
    (max_age == 0 || ago > max_age).then_some(AuthorizeError::ProvedTooLongAgo { max_age, ago })
}

/// A live session needs no page, unless its person wants to choose an organization.
fn with_session(
    desk: &mut Desk<'_>,
    request: AuthRequest,
    prompts: &[Prompt],
    session: &Session,
    user: &User,
) -> Ruling<Step, AuthorizeRefusal> {
    if prompts.contains(&Prompt::SelectAccount) {
        return match &request.organization {
            None if user.doors(desk.env.now()).len() > 1 => {
                Ok(chooser(desk.ids, request, user, session))
            }
            None => Ok(sign_in::answer(desk, &request, session, session.organization.clone())),
            Some(organization) => {
                let organization = organization.clone();
                sign_in::ensure_member(desk.env, &request, user, &organization)?;
                Ok(sign_in::answer(desk, &request, session, organization))
            }
        };
    }
    let mut granted = sign_in::answer(desk, &request, session, session.organization.clone());
    if request
        .organization
        .as_ref()
        .is_some_and(|organization| organization != &session.organization)
    {
        // `behaviours.md` 9.2, row 32: inside a session only select_account switches.
        let ignored = Event::from(AuthorizationEvent::ParameterIgnored {
            parameter: "organization_id",
            why: "a session switches organization only with prompt=select_account".into(),
        });
        granted.events.insert(0, ignored);
    }
    Ok(granted)
}

fn first_organization(env: &Environment, user: &User) -> Option<OrganizationId> {
    user.doors(env.now()).first().map(|membership| membership.organization.clone())
}

/// Lets the request wait at its page, bound to its browser by a new secret: a value that the browser brought may
/// be one that somebody else planted there.
fn page(ids: &mut Ids, request: AuthRequest) -> Granted<Step> {
    let request = AuthRequest { binding: Some(ids.binding()), ..request };
    Granted {
        reply: Step::Page(request.id.clone()),
        events: vec![AuthorizationEvent::Requested { request: Box::new(request) }.into()],
    }
}

/// The hosted page shows the identity provider at once.
fn identity_provider(
    ids: &mut Ids,
    request: AuthRequest,
    connection: &Connection,
) -> Granted<Step> {
    let hint = request.login_hint.clone();
    let sent = upstream::sent(&request.id, connection, hint, false);
    sign_in::after(page(ids, request).events, sent)
}

/// Whoever is prepared has signed in at the identity provider too.
fn vouched(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    connection: &Connection,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    let claim = Claim { email: user.email.clone(), ..Claim::default() };
    let said = upstream::asserted(&connection.id, &claim).expect("a user has an address");
    let request = upstream::proven(request, said);
    upstream::let_in(desk, &request, browser)
}

fn chooser(ids: &mut Ids, request: AuthRequest, user: &User, session: &Session) -> Granted<Step> {
    let asked = Event::from(AuthorizationEvent::OrganizationChoiceOffered {
        request: request.id.clone(),
        user: user.id.clone(),
        session: Some(session.id.clone()),
    });
    let mut granted = page(ids, request);
    granted.events.push(asked);
    granted
}

#[cfg(test)]
mod tests;
