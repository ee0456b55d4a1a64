//! Why a form of the hosted pages does not lead on.

use super::TEST_USER_CODE;
use crate::environment::AuthRequestId;
use crate::rules::authorize::AuthorizeRefusal;
use crate::rules::{Refusal, Refused};
use crate::wire::{Endpoint, ErrorCode, ForeignForm, Refuser};

/// Why a form did not lead on.
#[derive(Debug)]
pub(crate) enum HostedRefusal {
    /// No page of ours sent the form.
    Foreign(ForeignForm),
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
    #[error(
        "this sign-in began in another browser, or this one did not keep the cookie sk_idp_request_* of /oauth/authorize; begin again at the application"
    )]
    OtherBrowser,
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

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Login);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Foreign(_) | Self::Gone(_) | Self::Again(..) => ErrorCode::InvalidRequest,
            Self::Ended(refusal) => refusal.code(),
        }
    }
}

impl std::fmt::Display for HostedRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign(why) => why.fmt(f),
            Self::Gone(why) => why.fmt(f),
            Self::Again(_, why) => why.fmt(f),
            Self::Ended(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Refused<AuthorizeRefusal>> for Refused<HostedRefusal> {
    fn from(refused: Refused<AuthorizeRefusal>) -> Self {
        Self { why: HostedRefusal::Ended(refused.why), events: refused.events }
    }
}
