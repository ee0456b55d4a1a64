//! The reasons why an authorization request gets no code, and where the error is shown.

use std::fmt;

use crate::environment::{
    ClientId, ConnectionId, OrganizationId, RegisteredUri, TrustedRedirect, listed,
};
use crate::exchange::Cause;
use crate::rules::Refusal;
use crate::wire::{
    AuthorizeRequestError, Endpoint, ErrorCode, Redacted, Refuser, RepeatedError, UpstreamError,
};

/// The reason why an authorization request gets no code, by where the error is shown.
#[derive(Debug)]
pub(crate) enum AuthorizationEndpointError {
    /// On a page, to the person: the sender cannot be trusted with a redirect (RFC 6749 §4.1.2.1).
    Page(UntrustedRedirectError),
    /// By a redirect, to the client.
    Redirect(Box<ErrorResponse>),
}

/// An unsuccessful authorization response (RFC 6749 §4.1.2.1).
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) state: Option<String>,
    pub(crate) error: AuthorizeError,
}

/// The reason why a sender cannot be trusted with a redirect.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UntrustedRedirectError {
    #[error(transparent)]
    Repeated(#[from] RepeatedError),
    #[error("client_id is missing")]
    NoClient,
    #[error("there is no client `{requested}` in this environment")]
    UnknownClient {
        requested: Redacted,
        /// The clients, by name and id.
        known: Vec<String>,
    },
    #[error("redirect_uri is missing")]
    NoRedirect,
    #[error("redirect_uri {requested} is not registered for {client}; registered: {}{}", listed(.registered), port_note(*.is_another_port))]
    Unregistered {
        requested: Redacted,
        client: String,
        registered: Vec<RegisteredUri>,
        /// Whether only the port differs from a registered loopback address.
        is_another_port: bool,
    },
}

/// Explains a redirect URI that differs in its port: RFC 8252 §7.3 lets native applications choose one.
fn port_note(is_another_port: bool) -> &'static str {
    if is_another_port {
        "; only the port is another, and Scalekit matches it exactly, of loopback addresses too"
    } else {
        ""
    }
}

/// The reason why a trusted client gets an error.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthorizeError {
    #[error(transparent)]
    Request(#[from] AuthorizeRequestError),
    #[error("this client must use PKCE: send code_challenge and code_challenge_method=S256")]
    NoChallenge,
    #[error("there is no organization `{0}` in this environment")]
    UnknownOrganization(Redacted),
    #[error("there is no connection `{0}` in this environment")]
    UnknownConnection(Redacted),
    #[error("no connection to the provider `{0}` is configured in this environment")]
    UnknownProvider(Redacted),
    #[error("no organization of this environment owns the domain `{0}`")]
    UnknownDomain(Redacted),
    #[error("nobody is signed in with this browser, and prompt=none allows no page")]
    LoginRequired,
    #[error(
        "max_age={max_age}, and the person proved who they are {ago} seconds ago; prompt=none allows no page"
    )]
    ProvedTooLongAgo { max_age: i64, ago: i64 },
    #[error("the person declined")]
    Declined,
    #[error("this user is deactivated")]
    UserNotActive,
    #[error("this user is no member of organization {0}")]
    NotAMember(OrganizationId),
    #[error("nobody can sign in with the connection {0}: no identity provider stands behind it")]
    NoIdentityProvider(ConnectionId),
    #[error("the connection {0} is disabled, or was deleted")]
    ConnectionNotActive(ConnectionId),
    #[error("the organization {0} has no identity provider")]
    NoConnections(OrganizationId),
    #[error("every identity provider of the organization {0} is disabled")]
    NoActiveConnections(OrganizationId),
    #[error("{0}")]
    Upstream(UpstreamError),
}

impl Refusal for AuthorizationEndpointError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Authorize);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Page(
                UntrustedRedirectError::NoClient | UntrustedRedirectError::UnknownClient { .. },
            ) => ErrorCode::InvalidClient,
            Self::Page(
                UntrustedRedirectError::NoRedirect | UntrustedRedirectError::Unregistered { .. },
            ) => ErrorCode::InvalidRedirectUri,
            Self::Page(UntrustedRedirectError::Repeated(_)) => ErrorCode::InvalidRequest,
            Self::Redirect(response) => response.error.code(),
        }
    }

    fn cause(&self) -> Option<Cause> {
        match self {
            Self::Page(UntrustedRedirectError::NoRedirect) => Some(Cause::RedirectMissing),
            Self::Page(UntrustedRedirectError::Unregistered { .. }) => {
                Some(Cause::RedirectUnregistered)
            }
            Self::Page(_) | Self::Redirect(_) => None,
        }
    }
}

impl fmt::Display for AuthorizationEndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(why) => why.fmt(f),
            Self::Redirect(response) => response.error.fmt(f),
        }
    }
}

impl AuthorizeError {
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Request(mistake) => code_of(mistake),
            Self::NoChallenge => ErrorCode::InvalidRequest,
            Self::UnknownOrganization(_) => ErrorCode::InvalidOrganizationId,
            Self::UnknownConnection(_) => ErrorCode::InvalidConnectionId,
            Self::UnknownProvider(_) | Self::NoConnections(_) => ErrorCode::NoConfiguredConnections,
            Self::UnknownDomain(_) => ErrorCode::DomainNotFound,
            Self::LoginRequired | Self::ProvedTooLongAgo { .. } => ErrorCode::LoginRequired,
            Self::UserNotActive => ErrorCode::UserNotActive,
            Self::NoIdentityProvider(_) => ErrorCode::InvalidConnectionSelector,
            Self::ConnectionNotActive(_) => ErrorCode::ConnectionNotActive,
            Self::NoActiveConnections(_) => ErrorCode::NoActiveConnections,
            Self::Upstream(fault) => ErrorCode::Upstream(*fault),
            // Scalekit does not document the code for a person who is no member; this one is RFC 6749's.
            Self::Declined | Self::NotAMember(_) => ErrorCode::AccessDenied,
        }
    }
}

fn code_of(mistake: &AuthorizeRequestError) -> ErrorCode {
    match mistake {
        AuthorizeRequestError::ResponseType(_) => ErrorCode::UnsupportedResponseType,
        AuthorizeRequestError::RequestObject => ErrorCode::RequestNotSupported,
        AuthorizeRequestError::RequestUri => ErrorCode::RequestUriNotSupported,
        AuthorizeRequestError::NoScope | AuthorizeRequestError::NotOpenId => {
            ErrorCode::InvalidScope
        }
        AuthorizeRequestError::Repeated(_)
        | AuthorizeRequestError::NoResponseType
        | AuthorizeRequestError::ResponseMode(_)
        | AuthorizeRequestError::Challenge(_)
        | AuthorizeRequestError::Prompt(_)
        | AuthorizeRequestError::PromptNoneAndMore
        | AuthorizeRequestError::MaxAge(_) => ErrorCode::InvalidRequest,
    }
}
