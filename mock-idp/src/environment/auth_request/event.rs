//! What happens to authorization requests on their way through the hosted pages.

use std::borrow::Cow;

use serde::Serialize;

use super::{AuthRequest, EmailCode, MOST_WAITING, Stage, Taken};
use crate::environment::event::{Happened, names};
use crate::environment::{AuthRequestId, Environment, Mail, MailPurpose, Names, SessionId, UserId};

/// An event of an authorization request.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum AuthorizationEvent {
    /// A valid request came. It waits for a person at the hosted pages, unless it was answered at once: then that is
    /// its stage.
    Requested {
        /// The request.
        request: Box<AuthRequest>,
    },
    /// A request carried a parameter that has no effect in this situation.
    ParameterIgnored {
        /// The parameter's name.
        parameter: &'static str,
        /// The reason why it has no effect.
        why: Cow<'static, str>,
    },
    /// A code of six digits was sent to an address. A test user's digits are fixed, and no mail is sent.
    EmailCodeSent {
        /// The request.
        request: AuthRequestId,
        /// The code, and its address.
        code: Box<EmailCode>,
        /// The mail, for the mailbox page.
        mail: Option<Mail>,
    },
    /// A wrong code was typed.
    EmailCodeRejected {
        /// The request.
        request: AuthRequestId,
    },
    /// The person belongs to several organizations and got the page that offers them.
    OrganizationChoiceOffered {
        /// The request.
        request: AuthRequestId,
        /// The user.
        user: UserId,
        /// The session that would switch, if there is one.
        session: Option<SessionId>,
    },
    /// The person started again with another address.
    Restarted {
        /// The request.
        request: AuthRequestId,
    },
    /// The request was answered with an error, not a code.
    Ended {
        /// The request.
        request: AuthRequestId,
        /// The error code that went to the client.
        error: &'static str,
    },
}

names! { AuthorizationEvent:
    Requested => "authorization.requested",
    ParameterIgnored => "authorization.ignored",
    EmailCodeSent => "email_code.sent",
    EmailCodeRejected => "email_code.rejected",
    OrganizationChoiceOffered => "organization.asked",
    Restarted => "authorization.restarted",
    Ended => "authorization.ended",
}

impl Happened for AuthorizationEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Requested { request } if matches!(request.stage, Stage::Answered) => {}
            Self::Requested { request } => {
                environment.keep_request(request);
                environment.log_request(request);
            }
            Self::EmailCodeSent { request, code, mail } => {
                environment.set_stage(request, Stage::Code((**code).clone()));
                if let Some(mail) = mail {
                    environment.keep_mail(mail);
                }
                environment.log_email_code(request, &code.email);
            }
            Self::EmailCodeRejected { request } => environment.count_attempt(request),
            Self::OrganizationChoiceOffered { request, user, session } => {
                let stage = Stage::Organization { user: user.clone(), session: session.clone() };
                environment.advance(request, stage, None);
                environment.log_user(request, user);
            }
            Self::Restarted { request } => environment.restart(request),
            Self::Ended { request, .. } => {
                environment.set_stage(request, Stage::Answered);
                environment.log_failure(request);
            }
            Self::ParameterIgnored { .. } => {}
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Requested { request } => {
                format!("{}: {}", names.client(&request.client), request.scope)
            }
            Self::ParameterIgnored { parameter, why } => format!("{parameter}: {why}"),
            Self::EmailCodeSent { code, mail: Some(_), .. } => format!("to {}", code.email),
            Self::EmailCodeSent { code, mail: None, .. } => {
                format!("to {}: no mail, a test user's code is fixed", code.email)
            }
            Self::EmailCodeRejected { .. } | Self::Restarted { .. } => String::new(),
            Self::OrganizationChoiceOffered { user, .. } => names.user(user),
            Self::Ended { error, .. } => (*error).to_owned(),
        }
    }

    fn remove_client_values(&mut self) {
        if let Self::Requested { request } = self {
            request.state = None;
            request.nonce = None;
            request.login_hint = None;
        }
    }
}

impl Environment {
    /// Keeps a request. Every request has the same lifetime, so the oldest is the first to go stale.
    fn keep_request(&mut self, request: &AuthRequest) {
        self.requests.keep(request.clone());
        let now = self.now;
        self.requests.drop_oldest_while(|requests, oldest| {
            oldest.expires_at <= now || requests > MOST_WAITING
        });
    }

    fn count_attempt(&mut self, request: &AuthRequestId) {
        if let Some(AuthRequest { stage: Stage::Code(code), .. }) = self.requests.get_mut(request) {
            code.attempts += 1;
        }
    }

    pub(in crate::environment) fn set_stage(&mut self, request: &AuthRequestId, stage: Stage) {
        if let Some(request) = self.requests.get_mut(request) {
            request.stage = stage;
        }
    }

    /// Advances a request to the stage that a form led to; `session` is given where it answers the request.
    pub(in crate::environment) fn advance(
        &mut self,
        request: &AuthRequestId,
        stage: Stage,
        session: Option<&SessionId>,
    ) {
        let at = self.now;
        let Some(waiting) = self.requests.get_mut(request) else { return };
        let code = match &waiting.stage {
            Stage::Code(sent) => Some(sent.code.clone()),
            Stage::Email | Stage::Organization { .. } | Stage::Answered | Stage::Upstream(_) => {
                None
            }
        };
        let was_typed = code.is_some();
        waiting.taken = Some(Taken { at, code, session: session.cloned() });
        waiting.stage = stage;
        if was_typed {
            self.use_mail(&MailPurpose::SignIn(request.clone()));
        }
    }

    fn restart(&mut self, request: &AuthRequestId) {
        if let Some(request) = self.requests.get_mut(request) {
            request.taken = None;
            request.stage = Stage::Email;
            request.asserted = None;
        }
    }
}
