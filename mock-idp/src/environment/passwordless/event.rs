//! What happens to requests of the headless passwordless API.

use serde::Serialize;

use super::{MOST_WAITING, PasswordlessRequest};
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Mail, MailPurpose, Names};
use crate::secret::Secret;

/// An event of a passwordless request.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PasswordlessEvent {
    /// An application requested the proof of an address. A test user's digits are fixed, and a mail to a test user is
    /// sent only for its link.
    Sent {
        /// The request, with its newest code and link.
        request: Box<PasswordlessRequest>,
        /// The mail, for the mailbox page.
        mail: Option<Mail>,
    },
    /// A wrong code was presented.
    Rejected {
        /// The request.
        request: Secret,
        /// The address.
        email: String,
    },
    /// An address was proven; its code and its link work no more.
    Verified {
        /// The request.
        request: Secret,
        /// The address.
        email: String,
    },
}

names! { PasswordlessEvent:
    Sent => "passwordless.sent",
    Rejected => "passwordless.rejected",
    Verified => "passwordless.verified",
}

impl Happened for PasswordlessEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Sent { request, mail } => {
                environment.keep_passwordless(request);
                if let Some(mail) = mail {
                    environment.keep_mail(mail);
                }
            }
            Self::Rejected { request, .. } => {
                let now = environment.now;
                if let Some(request) = environment.passwordless.get_mut(request) {
                    request.wrong.push(now);
                }
            }
            Self::Verified { request, .. } => {
                environment.use_mail(&MailPurpose::Passwordless(request.clone()));
                environment.passwordless.remove(request);
            }
        }
    }

    fn describe(&self, _: &Names<'_>) -> String {
        match self {
            Self::Sent { request, mail: Some(_) } => format!("to {}", request.email),
            Self::Sent { request, mail: None } => {
                format!("to {}: no mail, a test user's code is fixed", request.email)
            }
            Self::Rejected { email, .. } | Self::Verified { email, .. } => email.clone(),
        }
    }
}

impl Environment {
    /// Keeps a request, or its next mail: the code and the link of the mail before stop working.
    fn keep_passwordless(&mut self, request: &PasswordlessRequest) {
        self.passwordless.keep(request.clone());
        self.passwordless.drop_oldest_while(|requests, _| requests > MOST_WAITING);
    }
}
