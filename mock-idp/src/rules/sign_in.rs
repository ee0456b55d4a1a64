//! From a person whose address is proven to a code: organization, session, grant.

mod session;

pub(crate) use self::session::{SignedIn, take_up};
use super::authorize::{AuthorizeError, AuthorizeRefusal, ErrorRedirect};
use super::{Granted, Refused, Ruling};
use crate::Secret;
use crate::environment::policy::seconds;
use crate::environment::{
    AuthRequest, AuthRequestId, Code, Environment, Event, Grant, Lifetimes, Membership,
    Organization, OrganizationId, Provisioned, Session, TrustedRedirect, User,
};
use crate::ids::Ids;
use crate::wire::Browser;

/// Where the browser goes next.
#[derive(Debug)]
pub(crate) enum Step {
    /// To the hosted page of this request.
    Page(AuthRequestId),
    /// Back to the client, with a code.
    Answer(Box<Answer>),
}

/// A successful authorization response (RFC 6749 §4.1.2).
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) to: TrustedRedirect,
    pub(crate) state: Option<String>,
    pub(crate) code: Secret,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
}

/// The session that this browser is signed in with.
pub(crate) fn live_session<'a>(
    environment: &'a Environment,
    browser: &Browser,
) -> Option<&'a Session> {
    let session = environment.session_by_cookie(browser.cookie.as_ref()?.reveal())?;
    let person_may = environment
        .user(&session.user)
        .is_some_and(|user| user.active);
    (session.is_active(environment.now()) && person_may).then_some(session)
}

/// Lets a proven person in: into the organization asked for, the only one, or the one they choose.
pub(crate) fn admit(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    if !user.active {
        return Err(refuse(environment, request, AuthorizeError::UserNotActive));
    }
    let now = environment.now();
    match (&request.organization, user.doors(now).as_slice()) {
        (Some(organization), _) => {
            if user.door(organization, now).is_none() {
                return Err(not_a_member(environment, request, organization));
            }
            Ok(enter(
                environment,
                ids,
                request,
                user,
                organization,
                browser,
            ))
        }
        (None, [only]) => Ok(enter(
            environment,
            ids,
            request,
            user,
            &only.organization,
            browser,
        )),
        (None, []) => Ok(found_and_enter(environment, ids, request, user, browser)),
        (None, _) => Ok(Granted {
            reply: Step::Page(request.id.clone()),
            events: vec![Event::OrganizationAsked {
                request: request.id.clone(),
                user: user.id.clone(),
                session: None,
            }],
        }),
    }
}

/// Lets a person in whose address nobody had: they found an organization and are its creator.
pub(crate) fn sign_up(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    email: &str,
    organization_name: Option<&str>,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    if let Some(organization) = &request.organization {
        return Err(not_a_member(environment, request, organization));
    }
    let organization = found(environment, ids, email, organization_name);
    let now = environment.now();
    let user = User {
        email_verified: true,
        memberships: vec![founder(environment, &organization)],
        ..User::new(ids.id(), email.to_owned(), now)
    };
    let entered = enter(environment, ids, request, &user, &organization.id, browser);
    Ok(after(
        vec![
            Event::OrganizationCreated { organization },
            Event::UserSignedUp { user },
        ],
        entered,
    ))
}

/// `behaviours.md` 7: a person without an organization founds one.
fn found_and_enter(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Granted<Step> {
    let organization = found(environment, ids, &user.email, None);
    let joined = Event::MembershipCreated {
        user: user.id.clone(),
        membership: Box::new(founder(environment, &organization)),
    };
    let entered = enter(environment, ids, request, user, &organization.id, browser);
    after(
        vec![Event::OrganizationCreated { organization }, joined],
        entered,
    )
}

fn found(
    environment: &Environment,
    ids: &mut Ids,
    email: &str,
    name: Option<&str>,
) -> Organization {
    let local_part = email.split('@').next().unwrap_or(email);
    let name = name.map_or_else(|| format!("{local_part}'s organization"), str::to_owned);
    Organization::new(ids.id(), name, environment.now())
}

fn founder(environment: &Environment, organization: &Organization) -> Membership {
    Membership::new(
        organization.id.clone(),
        environment.creator_roles(),
        Provisioned::OrgCreator,
        environment.now(),
    )
}

fn after(mut first: Vec<Event>, granted: Granted<Step>) -> Granted<Step> {
    first.extend(granted.events);
    Granted {
        reply: granted.reply,
        events: first,
    }
}

/// Refuses unless the user belongs to `organization`.
pub(crate) fn ensure_member(
    environment: &Environment,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
) -> Result<(), Refused<AuthorizeRefusal>> {
    match user.membership(organization) {
        Some(_) => Ok(()),
        None => Err(not_a_member(environment, request, organization)),
    }
}

fn not_a_member(
    environment: &Environment,
    request: &AuthRequest,
    organization: &OrganizationId,
) -> Refused<AuthorizeRefusal> {
    let why = AuthorizeError::NotAMember(organization.clone());
    refuse(environment, request, why)
}

/// Signs the person in with this browser and answers the request.
pub(crate) fn enter(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
    browser: &Browser,
) -> Granted<Step> {
    let signed_in = take_up(environment, ids, user, organization, browser);
    let session = &signed_in.session;
    let mut granted = answer(environment, ids, request, session, organization.clone());
    if let Step::Answer(answer) = &mut granted.reply {
        answer.cookie = signed_in.cookie;
    }
    after(signed_in.events, granted)
}

fn begin(
    environment: &Environment,
    ids: &mut Ids,
    user: &User,
    organization: &OrganizationId,
    browser: &Browser,
) -> Session {
    let now = environment.now();
    let policy = environment
        .organization(organization)
        .and_then(Organization::session_policy);
    let lifetimes = Lifetimes::stricter(environment.policies(), policy);
    Session {
        id: ids.id(),
        cookie: ids.secret(""),
        user: user.id.clone(),
        organization: organization.clone(),
        authenticated_organizations: vec![organization.clone()],
        authenticated_clients: Vec::new(),
        created_at: now,
        authenticated_at: now,
        last_active_at: now,
        idle_expires_at: lifetimes.idle_expiry(now),
        absolute_expires_at: now + lifetimes.absolute,
        ended: None,
        user_agent: browser.user_agent.clone(),
        lifetimes,
    }
}

/// Issues a code to the client, in `session` and for `organization`.
pub(crate) fn answer(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    session: &Session,
    organization: OrganizationId,
) -> Granted<Step> {
    let grant = Grant {
        id: ids.id(),
        client: request.client.clone(),
        user: session.user.clone(),
        session: session.id.clone(),
        organization,
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        authenticated_at: session.authenticated_at,
        revoked: None,
        access_tokens: Vec::new(),
    };
    let code = Code {
        secret: ids.secret(""),
        grant: grant.id.clone(),
        redirect: request.redirect.clone(),
        challenge: request.challenge.clone(),
        expires_at: environment.now() + seconds(environment.policies().code_seconds),
        redeemed_at: None,
    };
    let answer = Answer {
        to: request.redirect.clone(),
        state: request.state.clone(),
        code: code.secret.clone(),
        cookie: None,
    };
    let asked = environment
        .auth_request(&request.id)
        .map(|request| request.id.clone());
    let issued = Event::CodeIssued {
        grant: Box::new(grant),
        code: Box::new(code),
        request: asked,
    };
    Granted {
        reply: Step::Answer(Box::new(answer)),
        events: vec![issued],
    }
}

/// Answers the request with an error; a page that waited for it is over.
pub(crate) fn refuse(
    environment: &Environment,
    request: &AuthRequest,
    why: AuthorizeError,
) -> Refused<AuthorizeRefusal> {
    let error = why.code().as_str();
    let ended = environment
        .auth_request(&request.id)
        .map(|request| Event::AuthorizationEnded {
            request: request.id.clone(),
            error,
        });
    let redirect = ErrorRedirect {
        to: request.redirect.clone(),
        state: request.state.clone(),
        why,
    };
    Refused {
        why: AuthorizeRefusal::Redirect(Box::new(redirect)),
        events: ended.into_iter().collect(),
    }
}
