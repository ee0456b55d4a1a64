//! `[[connections]]` and `[[domains]]`: identity providers, and the addresses that lead to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resolve::{Resolver, connection_types, providers};
use super::section::{Section, Words};
use crate::environment as there;
use crate::environment::{ConnectionType, Provider, Purpose};

use super::person::yes;

/// An identity provider: that of an organization, or a social one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Connection {
    /// `conn_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The organization, by name or id; without one, the connection is a social provider for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The vendor, like `okta` or `google`.
    pub provider: String,
    /// `oidc`, `saml` or `oauth`; by default `oidc` for an organization's provider and `oauth` for a social one.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<String>,
    /// The display name; by default, that of the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it can be used.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Connection {
    /// Makes the identity provider of an organization, given by name or id. `provider` is like `okta`.
    pub fn of(organization: impl Into<String>, provider: impl Into<String>) -> Self {
        Self { organization: Some(organization.into()), ..Self::social(provider) }
    }

    /// Makes a social provider, like `google`.
    pub fn social(provider: impl Into<String>) -> Self {
        Self {
            id: None,
            organization: None,
            provider: provider.into(),
            connection_type: None,
            title: None,
            enabled: true,
        }
    }

    /// Pins its id, `conn_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Makes it a SAML connection.
    pub fn saml(mut self) -> Self {
        self.connection_type = Some("saml".to_owned());
        self
    }

    /// Sets the display name.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Makes it unusable: `connection_not_active`.
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }
}

/// An e-mail domain of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Domain {
    /// `dom_` and digits; without one, an id is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The host name, like `acme.example`.
    pub domain: String,
    /// The organization, by name or id.
    pub organization: String,
    /// The purpose.
    #[serde(default, rename = "type")]
    pub domain_type: DomainType,
}

/// The purpose of a domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DomainType {
    /// People with an address there are sent to the organization's identity provider.
    #[default]
    Organization,
    /// People with an address there may join the organization.
    AllowedEmail,
}

impl Domain {
    /// Makes a domain whose people sign in at the identity provider of `organization`, given by name or id.
    pub fn new(domain: impl Into<String>, organization: impl Into<String>) -> Self {
        Self {
            id: None,
            domain: domain.into(),
            organization: organization.into(),
            domain_type: DomainType::Organization,
        }
    }

    /// Pins its id, `dom_` and digits.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Lets people of the domain join the organization, instead of leading them to an identity provider.
    pub fn allowed_email(mut self) -> Self {
        self.domain_type = DomainType::AllowedEmail;
        self
    }
}

impl Section for Connection {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.connections = resolver.connections(&contents.organizations);
    }

    /// Returns the connections to identity providers.
    fn export(environment: &there::Environment) -> Vec<Self> {
        let signs_in = |known: &&there::Connection| {
            let types = [ConnectionType::Oidc, ConnectionType::Saml, ConnectionType::Oauth];
            known.purpose == Purpose::Login
                && types.contains(&known.connection_type)
                && Provider::with_key(&known.provider_key).is_some()
        };
        environment.connections().filter(signs_in).map(connection).collect()
    }

    fn words() -> Vec<Words> {
        vec![Words::one_of("provider", providers()), Words::one_of("type", connection_types())]
    }
}

fn connection(known: &there::Connection) -> Connection {
    Connection {
        id: Some(known.id.to_string()),
        organization: known.organization.as_ref().map(ToString::to_string),
        provider: known.provider_key.clone(),
        connection_type: Some(known.connection_type.key()),
        title: known.details.ui_button_title.clone(),
        enabled: known.enabled,
    }
}

impl Section for Domain {
    fn resolve(resolver: &mut Resolver<'_>, contents: &mut there::Contents) {
        contents.domains = resolver.domains(&contents.organizations);
    }

    /// Returns each host name once: an organization domain rather than an allowed e-mail domain.
    fn export(environment: &there::Environment) -> Vec<Self> {
        let is_owned = |known: &&there::Domain| {
            known.domain_type == there::DomainType::OrganizationDomain
                || environment.organization_domain(&known.domain).is_none()
        };
        let mut exported: Vec<Domain> = Vec::new();
        for known in environment.domains().filter(is_owned) {
            if !exported.iter().any(|domain| domain.domain == known.domain) {
                exported.push(domain(known));
            }
        }
        exported
    }
}

fn domain(known: &there::Domain) -> Domain {
    Domain {
        id: Some(known.id.to_string()),
        domain: known.domain.clone(),
        organization: known.organization.to_string(),
        domain_type: match known.domain_type {
            there::DomainType::OrganizationDomain => DomainType::Organization,
            there::DomainType::AllowedEmailDomain => DomainType::AllowedEmail,
        },
    }
}
