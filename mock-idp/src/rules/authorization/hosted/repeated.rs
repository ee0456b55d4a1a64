//! Forms that a person sends twice: the second shows the result of the first, and does nothing more.

use jiff::{SignedDuration, Timestamp};

use crate::environment::{AuthRequest, Environment, Session, Stage};
use crate::rules::Granted;
use crate::rules::authorization::response::{AlreadySignedIn, Step};
use crate::wire::Browser;

/// How long after a form the same form counts as its repetition, by the environment's clock: longer than a double
/// click or an impatient reload takes, and shorter than a person needs to submit the form on purpose.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_secs(10);

fn is_recent(at: Timestamp, env: &Environment) -> bool {
    env.now() < at + REPEATED_WITHIN
}

/// Returns whether a code for the same address was just sent, and no code has been typed since. Another mail would
/// invalidate the one that the person is about to read.
pub(super) fn code_is_on_its_way(
    env: &Environment,
    request: &AuthRequest,
    email: &str,
    organization_name: Option<&str>,
) -> bool {
    let Stage::Code(sent) = &request.stage else {
        return false;
    };
    let is_the_same = sent.email == email && sent.organization_name.as_deref() == organization_name;
    is_the_same && sent.attempts == 0 && is_recent(sent.sent_at, env)
}

/// Returns whether these digits just led to the present stage of the request.
pub(super) fn was_typed(env: &Environment, request: &AuthRequest, digits: &str) -> bool {
    request.taken.as_ref().is_some_and(|taken| {
        is_recent(taken.at, env)
            && taken.code.as_ref().is_some_and(|code| code.is(digits))
            && (taken.session.is_none() || session(env, request).is_some())
    })
}

/// Returns whether the request was just answered, in a live session for which `same` holds.
pub(super) fn signed_in(
    env: &Environment,
    request: &AuthRequest,
    same: impl FnOnce(&Session) -> bool,
) -> bool {
    let is_recent = request.taken.as_ref().is_some_and(|taken| is_recent(taken.at, env));
    is_recent && session(env, request).is_some_and(same)
}

/// Returns whether the request was just answered, in a live session of the user with this address.
pub(super) fn signed_in_with_address(
    env: &Environment,
    request: &AuthRequest,
    email: &str,
) -> bool {
    let email = email.trim().to_lowercase();
    signed_in(env, request, |session| {
        env.user(&session.user).is_some_and(|user| user.email == email)
    })
}

/// Returns whether the browser holds the cookie of the live session in which the request was answered.
pub(super) fn holds_session(env: &Environment, request: &AuthRequest, browser: &Browser) -> bool {
    session(env, request).is_some_and(|session| {
        browser.sessions.iter().any(|value| session.cookie.is(value.reveal()))
    })
}

/// Returns the live session in which the request was answered.
fn session<'a>(env: &'a Environment, request: &AuthRequest) -> Option<&'a Session> {
    let session = env.session(request.taken.as_ref()?.session.as_ref()?)?;
    session.is_active(env.now()).then_some(session)
}

/// Answers the second form with the page that the first led to, or with the page that says that the person is signed
/// in.
pub(super) fn reply(env: &Environment, request: &AuthRequest) -> Granted<Step> {
    let Some(session) = session(env, request) else {
        return Granted::plainly(Step::Page(request.id.clone()));
    };
    let user = env.user(&session.user);
    let client = env.client(request.client.as_str());
    let organization = env.organization(&session.organization);
    Granted::plainly(Step::AlreadySignedIn(Box::new(AlreadySignedIn {
        email: user.map_or_else(String::new, |user| user.email.clone()),
        client: client.map_or_else(String::new, |client| client.name.clone()),
        begin_at: client.and_then(|client| client.initiate_login(organization)),
        cookie: session.cookie.clone(),
    })))
}
