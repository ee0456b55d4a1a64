//! Connections: the ways to authenticate, at an organization's identity provider or at a social provider.

mod event;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use url::Url;

pub use self::event::ConnectionEvent;
use super::named::named;
use super::{ConnectionId, Environment, OrganizationId};

/// A way to authenticate. The fake stands in for the identity provider that it names.
#[derive(Clone, Debug, Serialize)]
pub struct Connection {
    /// `conn_…`, which ID tokens name in `amr`.
    pub id: ConnectionId,
    /// The organization whose identity provider it is; `None` for a connection of the environment, which serves
    /// everybody.
    pub organization: Option<OrganizationId>,
    /// The vendor of the identity provider.
    pub provider: Provider,
    /// The provider's name in requests: `provider=google`.
    pub provider_key: String,
    /// The protocol or credential.
    #[serde(rename = "type")]
    pub connection_type: ConnectionType,
    /// The progress of its setup.
    pub status: ConnectionStatus,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether people sign in with it, or agents reach applications through it.
    pub purpose: Purpose,
    /// Details that have no effect here.
    #[serde(flatten)]
    pub details: ConnectionDetails,
    /// How it is configured.
    pub settings: Settings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Details of a connection that the management API keeps and returns, and that have no effect here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConnectionDetails {
    /// A readable name for use in URLs.
    pub key_id: Option<String>,
    /// The title of its button, if not the provider's name.
    pub ui_button_title: Option<String>,
    /// Whether endpoints without TLS are admitted.
    pub debug_enabled: bool,
    /// `DISCOVERY` or `MANUAL`; empty if it was not set.
    pub configuration_type: String,
    /// `USER` or `ORG_WIDE`; empty if it was not set.
    pub auth_mode: String,
    /// The provider's attributes, by field of the user's profile.
    pub attribute_mapping: BTreeMap<String, String>,
}

/// The purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// People sign in with it.
    Login,
    /// Agents reach another application through it.
    App,
}

/// The progress of a connection's setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConnectionStatus {
    /// It was made, and has no settings.
    Draft,
    /// It has settings, and was never enabled.
    InProgress,
    /// It was enabled at some time. The provider is simulated, so no setting can be missing.
    Completed,
}

named! {
    /// Who runs an identity provider.
    Provider {
        /// Okta
        Okta = "OKTA",
        /// Google
        Google = "GOOGLE",
        /// Microsoft Entra ID
        MicrosoftAd = "MICROSOFT_AD",
        /// Auth0
        Auth0 = "AUTH0",
        /// `OneLogin`
        OneLogin = "ONELOGIN",
        /// Ping Identity
        PingIdentity = "PING_IDENTITY",
        /// `JumpCloud`
        JumpCloud = "JUMPCLOUD",
        /// Any other vendor
        Custom = "CUSTOM",
        /// GitHub
        GitHub = "GITHUB",
        /// GitLab
        GitLab = "GITLAB",
        /// `LinkedIn`
        LinkedIn = "LINKEDIN",
        /// Salesforce
        Salesforce = "SALESFORCE",
        /// Microsoft, for personal and work accounts
        Microsoft = "MICROSOFT",
        /// Scalekit's own simulator
        IdpSimulator = "IDP_SIMULATOR",
        /// Scalekit itself, which sends e-mail codes
        Scalekit = "SCALEKIT",
        /// Active Directory Federation Services
        Adfs = "ADFS",
    }
}

named! {
    /// The protocol or credential of a connection.
    ConnectionType {
        /// OpenID Connect
        Oidc = "OIDC",
        /// SAML 2.0
        Saml = "SAML",
        /// A password
        Password = "PASSWORD",
        /// OAuth 2.0, as social providers speak it
        Oauth = "OAUTH",
        /// Codes by e-mail
        Passwordless = "PASSWORDLESS",
        /// HTTP Basic
        Basic = "BASIC",
        /// A bearer token
        Bearer = "BEARER",
        /// An API key
        ApiKey = "API_KEY",
        /// Passkeys
        Webauthn = "WEBAUTHN",
        /// OAuth 2.0 between machines
        OauthM2m = "OAUTH_M2M",
        /// OAuth 1.0, as Trello speaks it
        TrelloOauth1 = "TRELLO_OAUTH1",
        /// Google's domain-wide delegation
        GoogleDwd = "GOOGLE_DWD",
        /// An application that signs people in by itself
        TrustedIdp = "TRUSTED_IDP",
        /// SMART on FHIR
        SmartFhir = "SMART_FHIR",
        /// Nothing at all
        NoAuth = "NO_AUTH",
    }
}

impl Provider {
    /// Returns the name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Okta => "Okta",
            Self::Google => "Google",
            Self::MicrosoftAd => "Microsoft Entra ID",
            Self::Auth0 => "Auth0",
            Self::OneLogin => "OneLogin",
            Self::PingIdentity => "Ping Identity",
            Self::JumpCloud => "JumpCloud",
            Self::Custom => "Identity provider",
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::LinkedIn => "LinkedIn",
            Self::Salesforce => "Salesforce",
            Self::Microsoft => "Microsoft",
            Self::IdpSimulator => "IdP simulator",
            Self::Scalekit => "Scalekit",
            Self::Adfs => "AD FS",
        }
    }
}

impl Connection {
    /// Returns the connection as the seed makes it at `now`, when the environment begins.
    pub(super) fn begun(self, now: Timestamp) -> Self {
        Self { created_at: now, updated_at: now, ..self }
    }

    /// Returns the name that people know.
    pub fn name(&self) -> &str {
        self.details.ui_button_title.as_deref().unwrap_or_else(|| self.provider.name())
    }

    /// Returns whether a person can be sent to its identity provider.
    pub fn is_active(&self) -> bool {
        self.enabled && self.status == ConnectionStatus::Completed
    }

    /// Returns whether it has an identity provider at which a person can sign in.
    pub fn has_identity_provider(&self) -> bool {
        self.purpose == Purpose::Login
            && matches!(
                self.connection_type,
                ConnectionType::Oidc
                    | ConnectionType::Saml
                    | ConnectionType::Oauth
                    | ConnectionType::TrustedIdp
            )
    }

    /// Returns whether it belongs to the environment, and so serves everybody.
    pub fn is_social(&self) -> bool {
        self.organization.is_none()
    }

    /// Returns the page at which an application signs people in by itself, if the settings name it.
    pub(crate) fn own_login_page(&self) -> Option<Url> {
        let uri = self.settings.fields.get("authorize_uri")?.as_str()?;
        let url = Url::parse(uri).ok()?;
        let is_a_page = matches!(url.scheme(), "http" | "https");
        (self.connection_type == ConnectionType::TrustedIdp && is_a_page).then_some(url)
    }

    /// Returns whether a first sign-in may add a new user to the organization; it may, unless the settings forbid it
    /// (`docs/authorize.md#identity-providers`).
    pub(crate) fn provisions(&self) -> bool {
        self.is_set("jit_provisioning_with_sso_enabled").unwrap_or(true)
    }

    /// Returns whether each sign-in updates the user's profile from the identity provider. Scalekit names the setting,
    /// but not its default: that an organization's own provider updates it, and a social provider does not, is our
    /// choice.
    pub(crate) fn syncs_profiles(&self) -> bool {
        self.is_set("sync_user_profile_on_login").unwrap_or(!self.is_social())
    }

    fn is_set(&self, setting: &str) -> Option<bool> {
        self.settings.fields.get(setting)?.as_bool()
    }
}

/// How a connection is configured, as the management API writes it: a section of the message
/// `Connection`, and its fields. Much of it is secret, so it prints and serialises as names only.
#[derive(Clone, Default, PartialEq)]
pub struct Settings {
    /// `oidc_config` and its like.
    pub(crate) section: String,
    pub(crate) fields: Map<String, Value>,
}

impl Settings {
    fn names(&self) -> impl Iterator<Item = String> {
        self.fields.keys().map(|field| format!("{}.{field}", self.section))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl Environment {
    pub(crate) fn connection(&self, id: &ConnectionId) -> Option<&Connection> {
        self.connections.get(id).filter(|connection| self.is_there(connection))
    }

    /// Returns all connections, in the order in which they were made, except those of deleted organizations.
    pub(crate) fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.numbered_connections().map(|(_, connection)| connection)
    }

    /// Returns the connections, each with its number in the list.
    pub(crate) fn numbered_connections(&self) -> impl Iterator<Item = (u64, &Connection)> {
        self.connections.numbered().filter(|(_, connection)| self.is_there(connection))
    }

    fn is_there(&self, connection: &Connection) -> bool {
        let organization = connection.organization.as_ref();
        organization.is_none_or(|id| self.organization(id).is_some())
    }

    /// Returns the social providers: those that people can choose, and those that an organization must request.
    pub(crate) fn social_connections(&self) -> impl Iterator<Item = &Connection> {
        self.connections()
            .filter(|connection| connection.is_social() && connection.has_identity_provider())
    }

    /// Returns the identity providers of an organization that are set up, active or not.
    pub(crate) fn identity_providers_of(
        &self,
        organization: &OrganizationId,
    ) -> impl Iterator<Item = &Connection> {
        self.connections().filter(move |connection| {
            connection.organization.as_ref() == Some(organization)
                && connection.has_identity_provider()
                && connection.status == ConnectionStatus::Completed
        })
    }
}
