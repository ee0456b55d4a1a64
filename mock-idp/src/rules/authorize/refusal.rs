//! Why an authorization request gets no code, and who may be told.

use std::fmt;

use crate::environment::{
    ClientId, ConnectionId, OrganizationId, RegisteredUri, TrustedRedirect, listed,
};
use crate::rules::Refusal;
use crate::wire::{
    AuthorizeRequestError, Endpoint, ErrorCode, Redacted, Refuser, Repeated, UpstreamFault,
};

/// Why an authorization request gets no code, by where that may be told.
#[derive(Debug)]
pub(crate) enum AuthorizeRefusal {
    /// To the person, on a page: the sender cannot be trusted with a redirect (RFC 6749 §4.1.2.1).
    Page(Untrusted),
    /// To the client, by a redirect.
    Redirect(Box<ErrorRedirect>),
}

/// An error on its way to a client.
#[derive(Debug)]
pub(crate) struct ErrorRedirect {
    pub(crate) client: ClientId,
    pub(crate) to: TrustedRedirect,
    pub(crate) state: Option<String>,
    pub(crate) why: AuthorizeError,
}

/// Why a sender cannot be trusted with a redirect.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Untrusted {
    #[error(transparent)]
    Repeated(#[from] Repeated),
    #[error("client_id is missing")]
    NoClient,
    #[error("there is no client `{asked}` in this environment")]
    UnknownClient {
        asked: Redacted,
        /// Each client there is, by name and id.
        known: Vec<String>,
    },
    #[error("redirect_uri is missing")]
    NoRedirect,
    #[error("redirect_uri {asked} is not registered for {client}; registered: {}{}", listed(.registered), by_port(*.is_another_port))]
    Unregistered {
        asked: Redacted,
        client: String,
        registered: Vec<RegisteredUri>,
        /// Whether it is a registered loopback address, but for its port.
        is_another_port: bool,
    },
}

/// Native applications may listen at any port of the loopback interface (RFC 8252 §7.3).
fn by_port(is_another_port: bool) -> &'static str {
    if is_another_port {
        "; only the port is another, and Scalekit matches it exactly, of loopback addresses too"
    } else {
        ""
    }
}

/// Why a trusted client gets an error and not a code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuthorizeError {
    #[error(transparent)]
    Mistake(#[from] AuthorizeRequestError),
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
    Upstream(UpstreamFault),
}

impl Refusal for AuthorizeRefusal {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Authorize);

    fn code(&self) -> ErrorCode {
        match self {
            Self::Page(Untrusted::NoClient | Untrusted::UnknownClient { .. }) => {
                ErrorCode::InvalidClient
            }
            Self::Page(Untrusted::NoRedirect | Untrusted::Unregistered { .. }) => {
                ErrorCode::InvalidRedirectUri
            }
            Self::Page(Untrusted::Repeated(_)) => ErrorCode::InvalidRequest,
            Self::Redirect(redirect) => redirect.why.code(),
        }
    }
}

impl fmt::Display for AuthorizeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(why) => why.fmt(f),
            Self::Redirect(redirect) => redirect.why.fmt(f),
        }
    }
}

impl AuthorizeError {
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Mistake(mistake) => code_of(mistake),
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
            // Scalekit does not say what a stranger to the organization gets; RFC 6749 has this.
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
