//! Applications, and the redirects that they may be trusted with.

use serde::Serialize;

use super::{ClientId, Organization, RegisteredUri, Secret};

/// An application of the environment.
#[derive(Clone, Debug, Serialize)]
pub struct Client {
    /// `skc_…`
    pub id: ClientId,
    /// What people call it.
    pub name: String,
    /// Whether it can keep a secret, and which.
    pub kind: ClientKind,
    /// *Allowed callback URLs*.
    pub redirect_uris: Vec<RegisteredUri>,
    /// *Post logout URLs*.
    pub post_logout_redirect_uris: Vec<RegisteredUri>,
    /// Where people are sent to begin again.
    pub initiate_login_uri: Option<RegisteredUri>,
    /// *Enforce PKCE*. Public clients must use it whatever this says.
    pub enforce_pkce: bool,
}

/// The kinds of application that Scalekit's dashboard makes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientKind {
    /// A confidential client (RFC 6749 §2.1): a server that keeps these secrets, two at most.
    Web(Vec<Secret>),
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
pub struct TrustedRedirect(String);

impl TrustedRedirect {
    /// The URI, exactly as the request spelt it.
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

    /// The same for the address after logout, which has an allowlist of its own.
    pub fn trust_after_logout(
        &self,
        requested: &str,
        organization: Option<&Organization>,
    ) -> Option<TrustedRedirect> {
        admitted(&self.post_logout_redirect_uris, requested, organization)
    }

    /// Where it wants a person to begin again who is in `organization`: its initiate-login URL, with
    /// templates filled, unless a wildcard leaves it open where that is.
    pub fn initiate_login(&self, organization: Option<&Organization>) -> Option<TrustedRedirect> {
        let filled = self.initiate_login_uri.as_ref()?.filled(organization)?;
        let is_one = filled.bytes().all(|b| b.is_ascii_graphic() && b != b'*');
        is_one.then_some(TrustedRedirect(filled))
    }

    /// Whether its authorization requests need PKCE.
    pub fn needs_pkce(&self) -> bool {
        self.enforce_pkce || self.is_public()
    }

    /// Whether it has no secret to authenticate with.
    pub fn is_public(&self) -> bool {
        !matches!(self.kind, ClientKind::Web(_))
    }

    /// Whether `presented` is one of its secrets.
    pub(crate) fn has_secret(&self, presented: &str) -> bool {
        match &self.kind {
            // Every secret is compared, so that the time does not tell which one came close.
            ClientKind::Web(secrets) => secrets
                .iter()
                .fold(false, |found, secret| found | secret.is(presented)),
            ClientKind::Spa | ClientKind::Native => false,
        }
    }
}

fn admitted(
    registered: &[RegisteredUri],
    requested: &str,
    organization: Option<&Organization>,
) -> Option<TrustedRedirect> {
    // What fills a template is any text; what a redirect names is printable ASCII.
    let printable = requested.bytes().all(|byte| byte.is_ascii_graphic());
    let admitted = registered
        .iter()
        .any(|uri| uri.admits(requested, organization));
    (printable && admitted).then(|| TrustedRedirect(requested.to_owned()))
}

/// `a, b and c`, for sentences that say what is registered.
pub(crate) fn listed(uris: &[RegisteredUri]) -> String {
    match uris {
        [] => "none".to_owned(),
        uris => uris
            .iter()
            .map(RegisteredUri::as_str)
            .collect::<Vec<_>>()
            .join(", "),
    }
}
