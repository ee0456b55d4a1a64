//! Applications, and the redirect URIs that are trusted for each.

mod event;

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::Serialize;

pub use self::event::ClientEvent;
use super::client_secret::found;
use super::{ClientId, ClientSecret, Organization, RegisteredUri};

/// An application of the environment.
#[derive(Clone, Debug, Serialize)]
pub struct Client {
    /// `skc_…`
    pub id: ClientId,
    /// The display name.
    pub name: String,
    /// The kind of application, with its secrets.
    pub kind: ClientKind,
    /// *Allowed callback URLs*.
    pub redirect_uris: Vec<RegisteredUri>,
    /// *Post logout URLs*.
    pub post_logout_redirect_uris: Vec<RegisteredUri>,
    /// The initiate-login URL, where people are sent to begin a sign-in again.
    pub initiate_login_uri: Option<RegisteredUri>,
    /// *Enforce PKCE*. Public clients must use PKCE in any case.
    pub enforce_pkce: bool,
    /// Settings that only the management API can change.
    pub settings: ClientSettings,
    /// Whether it is the environment's own, which cannot be deleted: the seed's first web application.
    pub is_default: bool,
    /// When it was registered; what the seed registers, when the environment began.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The settings of an application that the seed leaves at their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClientSettings {
    /// Addresses of the application's server that get logout tokens (OpenID Connect Back-Channel Logout).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub back_channel_logout_uris: Vec<String>,
    /// The lifetime of its users' access tokens, in seconds, in place of the environment's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_seconds: Option<u32>,
    /// The scopes of its own tokens, in place of `openid`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The custom claims of its own tokens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom_claims: Vec<CustomClaim>,
    /// Whether the management API refuses its tokens.
    pub management_denied: bool,
    /// The grants that it may use; if empty, those of its kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// The addresses from which its credentials may be used. The fake keeps the list and does not enforce it: all its
    /// clients are on one machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_allowlist: Option<IpAllowlist>,
}

/// A claim of the tokens that a client gets for itself. A token has all of them under `custom_claims`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomClaim {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// Addresses of clients, and whether they are enforced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IpAllowlist {
    /// Whether the list is enforced.
    pub opted_in: bool,
    /// Ranges, in CIDR notation.
    pub cidrs: Vec<String>,
}

/// The kinds of application that Scalekit's dashboard makes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// A confidential client (RFC 6749 §2.1): a server that keeps these secrets, two at most.
    Web(Vec<ClientSecret>),
    /// A public client in a browser.
    Spa,
    /// A public client on a person's device.
    Native,
}

/// A redirect URI that a registered client may be answered at.
///
/// Only [`Client::trust`] makes one, and every redirect to a client needs one: an open redirect does
/// not type-check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct TrustedRedirect(ArcStr);

impl TrustedRedirect {
    /// Returns the URI, exactly as the request spelt it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Client {
    /// Trusts `requested` if it is registered, with templates filled from the organization in scope.
    pub fn trust(
        &self,
        requested: &str,
        organization: Option<&Organization>,
    ) -> Option<TrustedRedirect> {
        admitted(&self.redirect_uris, requested, organization)
    }

    /// Trusts `requested` as the address after logout, which has an allowlist of its own.
    pub fn trust_after_logout(
        &self,
        requested: &str,
        organization: Option<&Organization>,
    ) -> Option<TrustedRedirect> {
        admitted(&self.post_logout_redirect_uris, requested, organization)
    }

    /// Returns all registered URIs of each kind.
    pub(crate) fn registered_uris(&self) -> impl Iterator<Item = &RegisteredUri> + Clone {
        self.redirect_uris
            .iter()
            .chain(&self.post_logout_redirect_uris)
            .chain(&self.initiate_login_uri)
    }

    /// Returns the initiate-login URL with its templates filled from `organization`; `None` if it has a wildcard.
    pub fn initiate_login(&self, organization: Option<&Organization>) -> Option<TrustedRedirect> {
        let filled = self.initiate_login_uri.as_ref()?.filled(organization)?;
        let is_one = filled.bytes().all(|b| b.is_ascii_graphic() && b != b'*');
        is_one.then(|| TrustedRedirect(filled.into()))
    }

    /// Returns whether its authorization requests need PKCE.
    pub fn needs_pkce(&self) -> bool {
        self.enforce_pkce || self.is_public()
    }

    /// Returns whether it has no secret to authenticate with.
    pub fn is_public(&self) -> bool {
        !matches!(self.kind, ClientKind::Web(_))
    }

    /// Returns its secrets; a public client has none.
    pub fn secrets(&self) -> &[ClientSecret] {
        match &self.kind {
            ClientKind::Web(secrets) => secrets,
            ClientKind::Spa | ClientKind::Native => &[],
        }
    }

    /// Returns the secret of its own that equals `presented`.
    pub(crate) fn secret(&self, presented: &str) -> Option<&ClientSecret> {
        found(self.secrets(), presented)
    }

    /// Returns whether it may use this grant, as far as its registration says.
    pub(crate) fn may_use(&self, grant: &str) -> bool {
        let registered = &self.settings.grant_types;
        registered.is_empty() || registered.iter().any(|one| one == grant)
    }

    /// Returns the grants that it may use (RFC 6749 §1.3, §6).
    pub(crate) fn grant_types(&self) -> Vec<&str> {
        if !self.settings.grant_types.is_empty() {
            return self.settings.grant_types.iter().map(String::as_str).collect();
        }
        let mut grants = vec!["authorization_code", "refresh_token"];
        if !self.is_public() {
            grants.push("client_credentials");
        }
        grants
    }

    /// Notes that the seed registered it when the environment began.
    pub(super) fn registered(mut self, at: Timestamp) -> Self {
        (self.created_at, self.updated_at) = (at, at);
        if let ClientKind::Web(secrets) = &mut self.kind {
            for secret in secrets {
                secret.created_at = at;
            }
        }
        self
    }
}

fn admitted(
    registered: &[RegisteredUri],
    requested: &str,
    organization: Option<&Organization>,
) -> Option<TrustedRedirect> {
    // A value that fills a template may be any text; a redirect must be printable ASCII.
    let printable = requested.bytes().all(|byte| byte.is_ascii_graphic());
    let admitted = registered.iter().any(|uri| uri.admits(requested, organization));
    (printable && admitted).then(|| TrustedRedirect(requested.into()))
}

/// Lists the URIs, `a, b, c`, for a sentence; `none` if there are none.
pub(crate) fn listed(uris: &[RegisteredUri]) -> String {
    match uris {
        [] => "none".to_owned(),
        uris => uris.iter().map(RegisteredUri::as_str).collect::<Vec<_>>().join(", "),
    }
}
