//! From a person whose address is proven to a code: organization, session, grant.

mod session;

pub(crate) use self::session::{Proven, SignedIn, take_up};
use super::authorize::{AuthorizeError, AuthorizeRefusal, ErrorRedirect};
use super::{Desk, Granted, Refused, Ruling, joining, upstream};
use crate::environment::policy::seconds;
use crate::environment::{
    AuthRequest, AuthRequestId, AuthorizationEvent, ClientId, Code, Environment, Event, Grant,
    GrantEvent, Lifetimes, Membership, MembershipEvent, Organization, OrganizationEvent,
    OrganizationId, Profile, Provisioned, Session, TrustedRedirect, User, UserEvent,
};
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
    env: &'a Environment,
    browser: &Browser,
) -> impl Iterator<Item = &'a Session> {
    let sessions = browser.sessions.iter().filter_map(|value| env.session_by_cookie(value));
    sessions.filter(|session| {
        let person_may = env.user(&session.user).is_some_and(|user| user.active);
        session.is_active(env.now()) && person_may
    })
}

/// Lets a proven person in: into the organization asked for, the only one, or the one they choose.
pub(crate) fn admit(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    if !user.active {
        return Err(refuse(desk.env, request, AuthorizeError::UserNotActive));
    }
    let now = desk.env.now();
    let open = joining::open_to(desk.env, request, &user.email)
        .filter(|open| user.door(open, now).is_none());
    match (&request.organization, user.doors(now).as_slice(), open) {
        (Some(_), _, Some(open)) | (None, [], Some(open)) => {
            let joined = joining::joined(desk.env, user, &open, Provisioned::AllowedEmailDomain);
            let entered = enter(desk, request, user, &open, browser);
            Ok(after(vec![joined], entered))
        }
        (Some(organization), _, None) => {
            if user.door(organization, now).is_none() {
                return Err(not_a_member(desk.env, request, organization));
            }
            Ok(enter(desk, request, user, organization, browser))
        }
        (None, [only], _) => Ok(enter(desk, request, user, &only.organization, browser)),
        (None, [], None) => Ok(found_and_enter(desk, request, user, browser)),
        (None, _, _) => Ok(Granted {
            reply: Step::Page(request.id.clone()),
            events: vec![
                AuthorizationEvent::OrganizationChoiceOffered {
                    request: request.id.clone(),
                    user: user.id.clone(),
                    session: None,
                }
                .into(),
            ],
        }),
    }
}

/// Lets a person in whose address nobody had: they join the organization that is open to it, or found
/// one and are its creator.
pub(crate) fn sign_up(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    email: &str,
    organization_name: Option<&str>,
    browser: &Browser,
) -> Ruling<Step, AuthorizeRefusal> {
    if let Some(open) = joining::open_to(desk.env, request, email) {
        let membership = joining::membership(desk.env, &open, Provisioned::AllowedEmailDomain);
        let user = new_user(desk, request, email, membership);
        let entered = enter(desk, request, &user, &open, browser);
        return Ok(after(vec![UserEvent::SignedUp { user: user.into() }.into()], entered));
    }
    if let Some(organization) = &request.organization {
        return Err(not_a_member(desk.env, request, organization));
    }
    let organization = found(desk, email, organization_name);
    let membership = founder(desk.env, &organization);
    let user = new_user(desk, request, email, membership);
    let entered = enter(desk, request, &user, &organization.id, browser);
    Ok(after(
        vec![
            OrganizationEvent::Created { organization: organization.into() }.into(),
            UserEvent::SignedUp { user: user.into() }.into(),
        ],
        entered,
    ))
}

/// Somebody whose address was proven just now, with what an identity provider says of them.
pub(super) fn new_user(
    desk: &mut Desk<'_>,
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
        ..User::new(desk.ids.id(), email.to_owned(), desk.env.now())
    }
}

/// `behaviours.md` 7: a person without an organization founds one.
fn found_and_enter(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    browser: &Browser,
) -> Granted<Step> {
    let organization = found(desk, &user.email, None);
    let joined = Event::from(MembershipEvent::Created {
        user: user.id.clone(),
        membership: Box::new(founder(desk.env, &organization)),
    });
    let entered = enter(desk, request, user, &organization.id, browser);
    after(
        vec![OrganizationEvent::Created { organization: organization.into() }.into(), joined],
        entered,
    )
}

fn found(desk: &mut Desk<'_>, email: &str, name: Option<&str>) -> Organization {
    let local_part = email.split('@').next().unwrap_or(email);
    let name = name.map_or_else(|| format!("{local_part}'s organization"), str::to_owned);
    Organization::new(desk.ids.id(), name, desk.env.now())
}

fn founder(env: &Environment, organization: &Organization) -> Membership {
    Membership::new(
        organization.id.clone(),
        env.creator_roles(),
        Provisioned::OrgCreator,
        env.now(),
    )
}

/// The same, after other things happened.
pub(super) fn after(mut first: Vec<Event>, granted: Granted<Step>) -> Granted<Step> {
    first.extend(granted.events);
    Granted { reply: granted.reply, events: first }
}

/// Refuses unless the user belongs to `organization`.
pub(crate) fn ensure_member(
    env: &Environment,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
) -> Result<(), Refused<AuthorizeRefusal>> {
    match user.membership(organization) {
        Some(_) => Ok(()),
        None => Err(not_a_member(env, request, organization)),
    }
}

fn not_a_member(
    env: &Environment,
    request: &AuthRequest,
    organization: &OrganizationId,
) -> Refused<AuthorizeRefusal> {
    let why = AuthorizeError::NotAMember(organization.clone());
    refuse(env, request, why)
}

/// Signs the person in with this browser and answers the request.
pub(crate) fn enter(
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    user: &User,
    organization: &OrganizationId,
    browser: &Browser,
) -> Granted<Step> {
    let linked = upstream::newly_linked(desk.env, request, user);
    let proven = Proven::of(desk.env, request, user);
    let signed_in = take_up(desk, &proven, organization, browser);
    let session = &signed_in.session;
    let mut granted = answer(desk, request, session, organization.clone());
    if let Step::Answer(answer) = &mut granted.reply {
        answer.cookie = signed_in.cookie;
    }
    let events = linked.into_iter().chain(signed_in.events);
    after(events.collect(), granted)
}

fn begin(
    desk: &mut Desk<'_>,
    proven: &Proven<'_>,
    organization: &OrganizationId,
    browser: &Browser,
) -> Session {
    let now = desk.env.now();
    let policy = desk.env.organization(organization).and_then(Organization::session_policy);
    let lifetimes = Lifetimes::stricter(desk.env.policies(), policy);
    Session {
        id: desk.ids.id(),
        cookie: desk.ids.secret(""),
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
    desk: &mut Desk<'_>,
    request: &AuthRequest,
    session: &Session,
    organization: OrganizationId,
) -> Granted<Step> {
    let grant = Grant {
        id: desk.ids.id(),
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
        secret: desk.ids.secret(""),
        grant: grant.id.clone(),
        redirect: request.redirect.clone(),
        challenge: request.challenge.clone(),
        expires_at: desk.env.now() + seconds(desk.env.policies().code_seconds),
        redeemed_at: None,
    };
    let answer = Answer {
        client: request.client.clone(),
        to: request.redirect.clone(),
        state: request.state.clone(),
        code: code.secret.clone(),
        cookie: None,
    };
    let asked = desk.env.auth_request(&request.id).map(|request| request.id.clone());
    let issued = Event::from(GrantEvent::CodeIssued {
        grant: Box::new(grant),
        code: Box::new(code),
        request: asked,
    });
    Granted { reply: Step::Answer(Box::new(answer)), events: vec![issued] }
}

/// Answers the request with an error; a page that waited for it is over.
pub(crate) fn refuse(
    env: &Environment,
    request: &AuthRequest,
    why: AuthorizeError,
) -> Refused<AuthorizeRefusal> {
    let error = why.code().as_str();
    let ended = env.auth_request(&request.id).map(|request| {
        Event::from(AuthorizationEvent::Ended { request: request.id.clone(), error })
    });
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
