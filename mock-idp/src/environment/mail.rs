//! The mails that Scalekit would have sent, and the state of their codes and links.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{AuthRequestId, Environment, MOST_ATTEMPTS, OrganizationId, Secret, Stage, UserId};

/// Most mails that the mailbox keeps. A test needs the newest, and a page of this many is long enough.
const MOST_MAILS: usize = 200;

/// A mail that Scalekit would have sent.
#[derive(Clone, Debug, Serialize)]
pub struct Mail {
    /// The recipient's address.
    pub to: String,
    /// The digits in it.
    #[serde(skip)]
    pub code: Option<Secret>,
    /// The address of the link in it, which carries a token.
    #[serde(skip)]
    pub link: Option<Secret>,
    /// The time.
    pub sent_at: Timestamp,
    /// When the digits and the link expire.
    pub expires_at: Timestamp,
    /// What the mail belongs to.
    #[serde(skip)]
    pub(crate) purpose: MailPurpose,
    /// Whether its code or its link was used.
    #[serde(skip)]
    pub(crate) used: bool,
}

/// What a mail belongs to. A later mail for the same purpose replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MailPurpose {
    /// A sign-in at the hosted pages.
    SignIn(AuthRequestId),
    /// A passwordless request of an application, by its id.
    Passwordless(Secret),
    /// An invitation of this user to this organization.
    Invitation(UserId, OrganizationId),
}

/// The kind of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The code of a sign-in at the hosted pages.
    SignIn,
    /// The code, the link, or both, that an application requested by the management API.
    Passwordless,
    /// The link of an invitation to an organization.
    Invitation,
}

/// The state of a mail's code or link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// It still works.
    Good,
    /// It was used, and works no more.
    Used,
    /// A later mail replaced it.
    Replaced,
    /// Its time, its attempts or its sign-in are over.
    Expired,
}

impl Mail {
    /// Returns the kind of the mail.
    pub fn kind(&self) -> MailKind {
        match self.purpose {
            MailPurpose::SignIn(_) => MailKind::SignIn,
            MailPurpose::Passwordless(_) => MailKind::Passwordless,
            MailPurpose::Invitation(..) => MailKind::Invitation,
        }
    }

    /// Returns whether both mails have the same code and link, as an invitation has that is mailed again.
    fn has_what(&self, other: &Self) -> bool {
        self.purpose == other.purpose && self.code == other.code && self.link == other.link
    }
}

impl MailState {
    /// Returns the word in the control API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Used => "used",
            Self::Replaced => "replaced",
            Self::Expired => "expired",
        }
    }
}

impl Environment {
    /// Returns the kept mails, the newest first.
    pub(crate) fn mails(&self) -> impl Iterator<Item = &Mail> {
        self.mails.iter().rev()
    }

    /// Returns the state of a mail.
    pub(crate) fn mail_state(&self, mail: &Mail) -> MailState {
        let newest = self.mails().find(|other| other.purpose == mail.purpose);
        if mail.used {
            MailState::Used
        } else if newest.is_some_and(|newest| !newest.has_what(mail)) {
            MailState::Replaced
        } else if self.now < mail.expires_at && self.is_awaited(mail) {
            MailState::Good
        } else {
            MailState::Expired
        }
    }

    /// Returns whether the sign-in, request or invitation that the mail belongs to still waits for it.
    fn is_awaited(&self, mail: &Mail) -> bool {
        match &mail.purpose {
            MailPurpose::SignIn(request) => self.auth_request(request).is_some_and(|request| {
                matches!(&request.stage, Stage::Code(sent) if sent.attempts < MOST_ATTEMPTS)
            }),
            MailPurpose::Passwordless(request) => {
                self.passwordless(request.reveal()).is_some()
            }
            MailPurpose::Invitation(user, organization) => self
                .user(user)
                .and_then(|user| user.any_membership(organization))
                .is_some_and(|membership| membership.invitation.is_some()),
        }
    }

    pub(super) fn keep_mail(&mut self, mail: &Mail) {
        self.mails.push_back(mail.clone());
        if self.mails.len() > MOST_MAILS {
            self.mails.pop_front();
        }
    }

    /// Notes that the newest mail for this purpose, and each mail with the same link, was used.
    pub(super) fn use_mail(&mut self, purpose: &MailPurpose) {
        let newest = self.mails().find(|mail| mail.purpose == *purpose).cloned();
        let Some(newest) = newest else { return };
        for mail in self.mails.iter_mut().filter(|mail| mail.has_what(&newest)) {
            mail.used = true;
        }
    }
}
