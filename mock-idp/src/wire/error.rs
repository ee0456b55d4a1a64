//! The error codes of OAuth 2.0, OpenID Connect and Scalekit, and the statuses that go with them.

use http::StatusCode;

use super::UpstreamError;

/// An `error` code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    /// RFC 6749 §4.1.2.1 and §5.2
    InvalidRequest,
    /// RFC 6749 §5.2
    InvalidClient,
    /// RFC 6749 §5.2
    InvalidGrant,
    /// RFC 6749 §4.1.2.1 and §5.2
    UnauthorizedClient,
    /// RFC 6749 §5.2
    UnsupportedGrantType,
    /// RFC 6749 §4.1.2.1
    UnsupportedResponseType,
    /// RFC 6749 §4.1.2.1 and §5.2
    InvalidScope,
    /// RFC 6749 §4.1.2.1
    AccessDenied,
    /// OpenID Connect Core §3.1.2.6
    LoginRequired,
    /// OpenID Connect Core §3.1.2.6
    RequestNotSupported,
    /// OpenID Connect Core §3.1.2.6
    RequestUriNotSupported,
    /// RFC 6750 §3.1
    InvalidToken,
    /// RFC 6750 §3.1
    InsufficientScope,
    /// Scalekit (`docs/authorize.md#errors`)
    InvalidRedirectUri,
    /// Scalekit
    InvalidOrganizationId,
    /// Scalekit
    InvalidConnectionId,
    /// Scalekit
    NoConfiguredConnections,
    /// Scalekit
    DomainNotFound,
    /// Scalekit
    UserNotActive,
    /// Scalekit
    InvalidConnectionSelector,
    /// Scalekit
    NoActiveConnections,
    /// Scalekit
    ConnectionNotActive,
    /// Scalekit, in its second table
    Upstream(UpstreamError),
}

impl From<ErrorCode> for &'static str {
    fn from(code: ErrorCode) -> Self {
        code.as_str()
    }
}

impl ErrorCode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidOrganizationId => "invalid_organization_id",
            Self::InvalidConnectionId => "invalid_connection_id",
            Self::NoConfiguredConnections => "no_configured_connections",
            Self::DomainNotFound => "domain_not_found",
            Self::UserNotActive => "user_not_active",
            Self::InvalidConnectionSelector => "invalid_connection_selector",
            Self::NoActiveConnections => "no_active_connections",
            Self::ConnectionNotActive => "connection_not_active",
            Self::Upstream(fault) => fault.as_str(),
        }
    }

    /// Returns the status of a JSON answer with this code (RFC 6749 §5.2, RFC 6750 §3.1).
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::InsufficientScope => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// Returns a sentence in the characters that an `error_description` may have: printable ASCII without quote and
/// backslash (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3). Every other character becomes `?`.
pub(crate) fn description(sentence: &str) -> String {
    let allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
    sentence
        .replace('§', "section ")
        .replace('…', "...")
        .chars()
        .map(|c| if allowed(c) { c } else { '?' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_characters_that_the_rfcs_allow() {
        let described = description("RFC 6749 §3.1 says: \"\\é\n…\"");

        assert_eq!(described, "RFC 6749 section 3.1 says: ????...?");
    }
}
