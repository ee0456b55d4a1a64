//! The errors of sign-ins at identity providers, by Scalekit's codes
//! (`docs/authorize.md#errors-of-identity-providers`).

/// The error of a sign-in at an identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpstreamError {
    #[error("the person declined at the identity provider")]
    Declined,
    #[error("the person did not finish at the identity provider")]
    NotCompleted,
    #[error("the identity provider left out an attribute that is needed, the e-mail address")]
    AttributeMissing,
    #[error("the identity provider's ID token is not valid")]
    IdToken,
    #[error("the identity provider refused to exchange its code for tokens")]
    Exchange,
    #[error("the identity provider did not tell who the person is")]
    UserInfo,
    #[error("the identity provider's SAML response is not valid")]
    SamlResponse,
    #[error("the identity provider's SAML response has a status that is not success")]
    SamlStatus,
    #[error("the signature of the identity provider's SAML response is not valid")]
    SamlSignature,
    #[error("the identity provider's SAML assertion has expired")]
    SamlExpired,
}

impl UpstreamError {
    /// The errors of OpenID Connect and OAuth 2.0.
    pub(crate) const OF_OIDC: &[Self] = &[
        Self::Declined,
        Self::NotCompleted,
        Self::AttributeMissing,
        Self::IdToken,
        Self::Exchange,
        Self::UserInfo,
    ];

    /// The errors of SAML.
    pub(crate) const OF_SAML: &[Self] = &[
        Self::Declined,
        Self::NotCompleted,
        Self::AttributeMissing,
        Self::SamlResponse,
        Self::SamlStatus,
        Self::SamlSignature,
        Self::SamlExpired,
    ];

    /// Returns the code.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "access_denied",
            Self::NotCompleted => "authentication_not_completed",
            Self::AttributeMissing => "mandatory_attribute_missing",
            Self::IdToken => "invalid_id_token",
            Self::Exchange => "failed_to_exchange_token",
            Self::UserInfo => "user_info_retrieve_failed",
            Self::SamlResponse => "invalid_saml_response",
            Self::SamlStatus => "invalid_status",
            Self::SamlSignature => "signature_validation_failed",
            Self::SamlExpired => "assertion_expired",
        }
    }

    /// Returns the error with this code.
    pub(crate) fn named(code: &str) -> Option<Self> {
        let all = Self::OF_OIDC.iter().chain(Self::OF_SAML);
        all.copied().find(|fault| fault.as_str() == code)
    }
}
