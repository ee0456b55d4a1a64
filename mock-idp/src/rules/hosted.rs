//! What the forms of the hosted pages do (`behaviours.md` 7): prove an address, choose, decline.

use super::authorize::{AuthorizeError, AuthorizeRefusal};
use super::sign_in::{self, Step};
use super::{Granted, Refusal, Refused, Ruling, ensure, upstream};
use crate::Secret;
use crate::environment::policy::seconds;
use crate::environment::{
    AuthRequest, AuthRequestId, EmailCode, Environment, Event, Id as _, MOST_ATTEMPTS, Mail,
    OrganizationId, Stage, UserId,
};
use crate::ids::Ids;
use crate::wire::{Browser, ErrorCode, is_an_address};

/// The code of every test user (`behaviours.md` 7).
pub(crate) const TEST_USER_CODE: &str = "424242";

/// What the local part of a test user's address contains.
const TEST_USER_MARK: &str = "+sktest";

/// Longest name of an organization that a person may type, in characters: enough for any, and short
/// enough for a page.
const LONGEST_ORGANIZATION_NAME: usize = 100;

/// Why a form did not lead on.
#[derive(Debug)]
pub(crate) enum HostedRefusal {
    /// There is nothing to go on with.
    Gone(Gone),
    /// The same page again, with a sentence.
    Again(AuthRequestId, Again),
    /// The request ends with an error to the client.
    Ended(AuthorizeRefusal),
}

/// Why a page leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Gone {
    #[error("this sign-in page is unknown or too old; begin again at the application")]
    Stale,
    #[error("this sign-in is finished; the page's form can be sent only once")]
    Answered,
    #[error("this form belongs to another step of the sign-in; reload the page")]
    OutOfStep,
}

/// What a person can correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Again {
    #[error("Enter an e-mail address, like name@example.com.")]
    NotAnAddress,
    #[error("That code is not right. Look at the newest mail and try again.")]
    WrongCode,
    #[error("That code is not right. The code of a test user is always {TEST_USER_CODE}.")]
    WrongTestUserCode,
    #[error("That code has expired. Send another one.")]
    ExpiredCode,
    #[error("Too many wrong codes. Send another one.")]
    TooManyAttempts,
    #[error("Choose one of the organizations.")]
    NotAnOrganization,
    #[error("There is no such user in this environment.")]
    NoSuchUser,
    #[error("That provider cannot be used.")]
    NotAProvider,
}

impl Refusal for HostedRefusal {
    type Code = ErrorCode;

    const ENDPOINT: &'static str = "login";

    fn code(&self) -> ErrorCode {
        match self {
            Self::Gone(_) | Self::Again(..) => ErrorCode::InvalidRequest,
            Self::Ended(refusal) => refusal.code(),
        }
    }
}

impl std::fmt::Display for HostedRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone(why) => why.fmt(f),
            Self::Again(_, why) => why.fmt(f),
            Self::Ended(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Refused<AuthorizeRefusal>> for Refused<HostedRefusal> {
    fn from(refused: Refused<AuthorizeRefusal>) -> Self {
        Self {
            why: HostedRefusal::Ended(refused.why),
            events: refused.events,
        }
    }
}

/// What the forms lead to.
pub(crate) type HostedRuling = Ruling<Step, HostedRefusal>;

/// The e-mail form, of the sign-in and the sign-up page.
#[derive(Clone, Debug)]
pub(crate) struct EmailForm {
    pub(crate) email: String,
    pub(crate) organization_name: Option<String>,
}

/// The request whose page a form was on.
pub(crate) fn open_request<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, Gone> {
    let request = environment.auth_request(id).ok_or(Gone::Stale)?;
    match request.stage {
        Stage::Answered => Err(Gone::Answered),
        _ => Ok(request),
    }
}

/// The request of a form on the first page. Whom the application sent to an identity provider never
/// was there, and of whom a provider said who they are is past it.
pub(super) fn at_the_first_page<'a>(
    environment: &'a Environment,
    id: &AuthRequestId,
) -> Result<&'a AuthRequest, HostedRefusal> {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let sent_away = matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back);
    ensure(
        !sent_away && request.asserted.is_none(),
        HostedRefusal::Gone(Gone::OutOfStep),
    )?;
    Ok(request)
}

/// Sends a code to the address that was typed, or the person to the identity provider that it belongs to.
pub(crate) fn submit_email(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    form: &EmailForm,
) -> HostedRuling {
    let request = at_the_first_page(environment, id)?;
    let email = form.email.trim().to_lowercase();
    if !is_an_address(&email) {
        return Err(HostedRefusal::Again(id.clone(), Again::NotAnAddress).into());
    }
    if let Some(home) = upstream::home_of(environment, &email) {
        return Ok(upstream::sent(id, home, Some(email), true));
    }
    let named = form
        .organization_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let organization_name =
        named.map(|name| name.chars().take(LONGEST_ORGANIZATION_NAME).collect());
    Ok(send_code(
        environment,
        ids,
        request,
        email,
        organization_name,
    ))
}

/// Sends another code to the same address.
pub(crate) fn resend(environment: &Environment, ids: &mut Ids, id: &AuthRequestId) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    Ok(send_code(
        environment,
        ids,
        request,
        sent.email.clone(),
        sent.organization_name.clone(),
    ))
}

pub(super) fn send_code(
    environment: &Environment,
    ids: &mut Ids,
    request: &AuthRequest,
    email: String,
    organization_name: Option<String>,
) -> Granted<Step> {
    let now = environment.now();
    let fixed = is_a_test_user(&email);
    let code = EmailCode {
        code: if fixed {
            Secret::from(TEST_USER_CODE)
        } else {
            ids.one_time_code()
        },
        expires_at: now + seconds(environment.policies().email_code_seconds),
        attempts: 0,
        email,
        organization_name,
    };
    let mail = (!fixed).then(|| Mail {
        to: code.email.clone(),
        code: Some(code.code.clone()),
        link: None,
        sent_at: now,
        expires_at: code.expires_at,
    });
    Granted {
        reply: Step::Page(request.id.clone()),
        events: vec![Event::EmailCodeSent {
            request: request.id.clone(),
            code,
            mail,
        }],
    }
}

/// Takes the six digits.
pub(crate) fn submit_code(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    typed: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let Stage::Code(sent) = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    let again = |why| HostedRefusal::Again(id.clone(), why);
    if sent.attempts >= MOST_ATTEMPTS {
        return Err(again(Again::TooManyAttempts).into());
    }
    if sent.expires_at <= environment.now() {
        return Err(again(Again::ExpiredCode).into());
    }
    if !sent.code.is(&digits(typed)) {
        let counted = Event::EmailCodeRejected {
            request: id.clone(),
        };
        let why = if is_a_test_user(&sent.email) {
            Again::WrongTestUserCode
        } else {
            Again::WrongCode
        };
        return Err(Refused {
            why: again(why),
            events: vec![counted],
        });
    }
    if request.asserted.is_some() {
        return Ok(upstream::let_in(environment, ids, request, browser)?);
    }
    Ok(match environment.user_by_email(&sent.email) {
        Some(user) => sign_in::admit(environment, ids, request, user, browser)?,
        None => {
            let name = sent.organization_name.as_deref();
            sign_in::sign_up(environment, ids, request, &sent.email, name, browser)?
        }
    })
}

/// A code without what a mail program or a person puts between its digits.
fn digits(typed: &str) -> String {
    let between = |c: char| c.is_whitespace() || c == '-';
    typed.chars().filter(|c| !between(*c)).collect()
}

/// Back to the first page, for another address. Whom the application sent to an identity provider has
/// no first page to go back to.
pub(crate) fn restart(environment: &Environment, id: &AuthRequestId) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    if matches!(&request.stage, Stage::Upstream(upstream) if !upstream.way_back) {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    }
    Ok(Granted {
        reply: Step::Page(id.clone()),
        events: vec![Event::AuthorizationRestarted {
            request: id.clone(),
        }],
    })
}

/// One click signs in as a seeded user. A fake may do that, except for their identity provider.
pub(crate) fn sign_in_as(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    user: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = at_the_first_page(environment, id)?;
    let user = environment
        .user(&UserId::named(user))
        .filter(|user| user.seeded)
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NoSuchUser))?;
    if let Some(home) = upstream::home_of(environment, &user.email) {
        return Ok(upstream::sent(id, home, Some(user.email.clone()), true));
    }
    Ok(sign_in::admit(environment, ids, request, user, browser)?)
}

/// The organization chooser.
pub(crate) fn choose(
    environment: &Environment,
    ids: &mut Ids,
    id: &AuthRequestId,
    organization: &str,
    browser: &Browser,
) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    let Stage::Organization { user, session } = &request.stage else {
        return Err(HostedRefusal::Gone(Gone::OutOfStep).into());
    };
    let organization = OrganizationId::named(organization);
    let user = environment
        .user(user)
        .filter(|user| user.door(&organization, environment.now()).is_some())
        .ok_or_else(|| HostedRefusal::Again(id.clone(), Again::NotAnOrganization))?;
    if !user.active {
        return Err(sign_in::refuse(environment, request, AuthorizeError::UserNotActive).into());
    }
    let Some(switching) = session else {
        return Ok(sign_in::enter(
            environment,
            ids,
            request,
            user,
            &organization,
            browser,
        ));
    };
    let live = environment
        .session(switching)
        .filter(|session| session.is_active(environment.now()));
    match live {
        Some(session) => Ok(sign_in::answer(
            environment,
            ids,
            request,
            session,
            organization,
        )),
        // The session was all that vouched for this person.
        None => restart(environment, id),
    }
}

/// The decline button.
pub(crate) fn decline(environment: &Environment, id: &AuthRequestId) -> HostedRuling {
    let request = open_request(environment, id).map_err(HostedRefusal::Gone)?;
    Err(sign_in::refuse(environment, request, AuthorizeError::Declined).into())
}

/// Whether the local part of the address carries the mark after its name.
pub(crate) fn is_a_test_user(email: &str) -> bool {
    email
        .split('@')
        .next()
        .and_then(|local| local.find(TEST_USER_MARK))
        .is_some_and(|at| at > 0)
}

#[cfg(test)]
mod tests;
