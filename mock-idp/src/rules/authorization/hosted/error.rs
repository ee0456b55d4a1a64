//! The reasons why a form of the hosted pages is refused.

use crate::environment::AuthRequestId;
use crate::rules::authorization::email_code::TEST_USER_CODE;
use crate::rules::authorization::error::AuthorizationEndpointError;
use crate::rules::{Refusal, Refused};
use crate::wire::{Endpoint, ErrorCode, ForeignFormError, Refuser};

/// The reason why a form is refused.
#[derive(Debug)]
pub(crate) enum HostedPageError {
    /// A page of another origin sent the form.
    ForeignForm(ForeignFormError),
    /// The form's request is over, or belongs to another browser.
    Unavailable(PageUnavailableError),
    /// The page is shown again, with a sentence.
    Form(AuthRequestId, FormError),
    /// The request ends with an error to the client.
    Ended(AuthorizationEndpointError),
}

/// The reason why a page is not available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PageUnavailableError {
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

/// A mistake that the person can correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormError {
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

impl Refusal for HostedPageError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Login);

    fn code(&self) -> ErrorCode {
        match self {
            Self::ForeignForm(_) | Self::Unavailable(_) | Self::Form(..) => {
                ErrorCode::InvalidRequest
            }
            Self::Ended(refusal) => refusal.code(),
        }
    }
}

impl std::fmt::Display for HostedPageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ForeignForm(why) => why.fmt(f),
            Self::Unavailable(why) => why.fmt(f),
            Self::Form(_, why) => why.fmt(f),
            Self::Ended(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Refused<AuthorizationEndpointError>> for Refused<HostedPageError> {
    fn from(refused: Refused<AuthorizationEndpointError>) -> Self {
        refused.map(HostedPageError::Ended)
    }
}
