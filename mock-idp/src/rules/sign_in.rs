//! From a person whose address is proven to a code: organization, session, grant.

mod session;

pub(crate) use self::session::{Proven, SignedIn, take_up};
use super::authorize::{AuthorizeError, AuthorizeRefusal, ErrorRedirect};
use super::{Granted, Refused, Ruling, joining, upstream};
use crate::environment::policy::seconds;
use crate::environment::{
    AuthRequest, AuthRequestId, ClientId, Code, Environment, Event, Grant, Lifetimes, Membership,
    Organization, OrganizationId, Profile, Provisioned, Session, TrustedRedirect, User,
};
use crate::ids::Ids;
use crate::secret::Secret;
use crate::wire::Browser;

/// Where the browser goes next.
#[derive(Debug)]
pub(crate) enum Step {
    /// To the hosted page of this request.
    Page(AuthRequestId),
    /// Back to the client, with a code.
    Answer(Box<Answer>),
    /// To a page: the form that was answered before has come a second time.
    SignedIn(Box<SignedInBefore>),
}

/// A person who is signed in since the same form came a moment ago.
#[derive(Debug)]
pub(crate) struct SignedInBefore {
    pub(crate) email: String,
    /// The client that asked.
    pub(crate) client: String,
    /// Where it begins a sign-in, which needs no page now.
    pub(crate) begin_at: Option<TrustedRedirect>,
    /// The session's cookie: the browser may have dropped the answer that carried it.
    pub(crate) cookie: Secret,
}

/// A successful authorization response (RFC 6749 §4.1.2).
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) state: Option<String>,
    pub(crate) code: Secret,
    /// The session's cookie, if the browser is to get a new one.
    pub(crate) cookie: Option<Secret>,
}

/// The sessions that this browser is signed in with, in the order of its cookies. It is one, unless a neighbour
/// on the same host planted the cookie of another.
pub(crate) fn live_sessions<'a>(
    environment: &'a Environment,
    browser: &Browser,
) -> impl Iterator<Item = &'a Session> {
    let sessions = browser.sessions.iter().filter_map(|value| environment.session_by_cookie(value));
    sessions.filter(|session| {
        let person_may = environment.user(&session.user).is_some_and(|user| user.active);
        session.is_active(environment.now()) && person_may
    })
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
    let open = joining::open_to(environment, request, &user.email)
        .filter(|open| user.door(open, now).is_none());
    match (&request.organization, user.doors(now).as_slice(), open) {
        (Some(_), _, Some(open)) | (None, [], Some(open)) => {
            let joined = joining::joined(environment, user, &open, Provisioned::AllowedEmailDomain);
            let entered = enter(environment, ids, request, user, &open, browser);
            Ok(after(vec![joined], entered))
        }
        (Some(organization), _, None) => {
            if user.door(organization, now).is_none() {
                return Err(not_a_member(environment, request, organization));
            }
            Ok(enter(environment, ids, request, user, organization, browser))
        }
        (None, [only], _) => {
            Ok(enter(environment, ids, request, user, &only.organization, browser))
        }
        (None, [], None) => Ok(found_and_enter(environment, ids, request, user, browser)),
        (None, _, _) => Ok(Granted {
            reply: Step::Page(request.id.clone()),
            events: vec![Event::OrganizationAsked {
                request: request.id.clone(),
                user: user.id.clone(),
                session: None,
            }],
        }),
    }
}

/// Lets a person in whose address nobody had: they join the organization that is open to it, or found
/// one and are its creator.
pub(crate) fn sign_up(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    email: &str,
    organization_name: Option<&str>,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    if let Some(open) = joining::open_to(environment, request, email) {
        let membership = joining::membership(environment, &open, Provisioned::AllowedEmailDomain);
        let user = new_user(environment, ids, request, email, membership);
        let entered = enter(environment, ids, request, &user, &open, browser);
        return Ok(after(vec![Event::UserSignedUp { user }], entered));
    }
    if let Some(organization) = &request.organization {
        return Err(not_a_member(environment, request, organization));
    }
    let organization = found(environment, ids, email, organization_name);
    let membership = founder(environment, &organization);
    let user = new_user(environment, ids, request, email, membership);
    let entered = enter(environment, ids, request, &user, &organization.id, browser);
    Ok(after(
        vec![Event::OrganizationCreated { organization }, Event::UserSignedUp { user }],
        entered,
    ))
}

/// Somebody whose address was proven just now, with what an identity provider says of them.
pub(super) fn new_user(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    email: &str,
    membership: Membership,
) -> User {
    User {
        email_verified: true,
        profile: request
            .asserted
            .as_deref()
            .map_or_else(Profile::default, |said| said.profile.clone()),
        memberships: vec![membership],
        ..User::new(ids.id(), email.to_owned(), environment.now())
    }
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
    after(vec![Event::OrganizationCreated { organization }, joined], entered)
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

/// The same, after other things happened.
pub(super) fn after(mut first: Vec<Event>, granted: Granted<Step>) -> Granted<Step> {
    first.extend(granted.events);
    Granted { reply: granted.reply, events: first }
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
    let linked = upstream::newly_linked(environment, request, user);
    let proven = Proven::of(environment, request, user);
    let signed_in = take_up(environment, ids, &proven, organization, browser);
    let session = &signed_in.session;
    let mut granted = answer(environment, ids, request, session, organization.clone());
    if let Step::Answer(answer) = &mut granted.reply {
        answer.cookie = signed_in.cookie;
    }
    let events = linked.into_iter().chain(signed_in.events);
    after(events.collect(), granted)
}

fn begin(
    environment: &Environment,
    ids: &mut Ids,
    proven: &Proven<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> Session {
    let now = environment.now();
    let policy = environment.organization(organization).and_then(Organization::session_policy);
    let lifetimes = Lifetimes::stricter(environment.policies(), policy);
    Session {
        id: ids.id(),
        cookie: ids.secret(""),
        user: proven.user.id.clone(),
        organization: organization.clone(),
        authenticated_organizations: vec![organization.clone()],
        authenticated_clients: Vec::new(),
        created_at: now,
        authenticated_at: now,
        connection: proven.connection.clone(),
        last_active_at: now,
        idle_expires_at: lifetimes.idle_expiry(now),
        absolute_expires_at: now + lifetimes.absolute,
        ended: None,
        user_agent: browser.user_agent.clone(),
        ip: browser.peer.ip,
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
        connection: session.connection.clone(),
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
        client: request.client.clone(),
        to: request.redirect.clone(),
        state: request.state.clone(),
        code: code.secret.clone(),
        cookie: None,
    };
    let asked = environment.auth_request(&request.id).map(|request| request.id.clone());
    let issued = Event::CodeIssued { grant: Box::new(grant), code: Box::new(code), request: asked };
    Granted { reply: Step::Answer(Box::new(answer)), events: vec![issued] }
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
        .map(|request| Event::AuthorizationEnded { request: request.id.clone(), error });
    let redirect = ErrorRedirect {
        client: request.client.clone(),
        to: request.redirect.clone(),
        state: request.state.clone(),
        why,
    };
    Refused {
        why: AuthorizeRefusal::Redirect(Box::new(redirect)),
        events: ended.into_iter().collect(),
    }
}
