//! Identity providers and the domains that lead to them.

use jiff::Timestamp;
use serde_json::json;

use super::Resolver;
use crate::environment::{
    Connection, ConnectionDetails, ConnectionId, ConnectionSettings, ConnectionStatus,
    ConnectionType, Domain, DomainType, Organization, Provider, Purpose,
};
use crate::seed::connection as given;
use crate::seed::field_error::{FieldError, FieldPath};
use crate::wire::{is_host_name, is_public_mail_domain};

/// The types of connection that a seed can have: those of identity providers.
const TYPES: [ConnectionType; 3] =
    [ConnectionType::Oidc, ConnectionType::Saml, ConnectionType::Oauth];

/// Returns the words for vendors of identity providers.
pub(in crate::seed) fn providers() -> Vec<String> {
    Provider::ALL.iter().map(|one| one.key()).collect()
}

/// Returns the words for the protocol of an identity provider.
pub(in crate::seed) fn connection_types() -> Vec<String> {
    TYPES.map(ConnectionType::key).to_vec()
}

impl Resolver<'_> {
    /// Returns the seed's connections, after the one that stands for e-mail codes.
    pub(in crate::seed) fn connections(
        &mut self,
        organizations: &[Organization],
    ) -> Vec<Connection> {
        let connections = &self.seed.connections;
        self.distinct("connections", "id", connections, |one| one.id.clone());
        let mut resolved = vec![self.email_codes()];
        for (index, connection) in connections.iter().enumerate() {
            let path = FieldPath::section("connections").item(index);
            resolved.push(self.connection(connection, &path, organizations));
        }
        resolved
    }

    fn connection(
        &mut self,
        given: &given::Connection,
        path: &FieldPath,
        organizations: &[Organization],
    ) -> Connection {
        let owner = given.organization.as_ref();
        let organization = owner.and_then(|name| {
            self.organization_named(name, &path.field("organization"), organizations)
        });
        self.known_word("provider", &given.provider, &providers(), path);
        let connection_type = match (&given.connection_type, owner) {
            (Some(named), _) => {
                self.known_word("type", named, &connection_types(), path);
                ConnectionType::with_key(named)
            }
            (None, Some(_)) => Some(ConnectionType::Oidc),
            (None, None) => Some(ConnectionType::Oauth),
        };
        Connection {
            organization: organization.map(|organization| organization.id.clone()),
            provider: Provider::with_key(&given.provider).unwrap_or(Provider::Custom),
            provider_key: given.provider.to_lowercase(),
            connection_type: connection_type.unwrap_or(ConnectionType::Oidc),
            enabled: given.enabled,
            details: ConnectionDetails {
                ui_button_title: given.title.clone(),
                ..ConnectionDetails::default()
            },
            ..bare(self.id(given.id.as_ref(), path))
        }
    }

    fn email_codes(&self) -> Connection {
        let settings = json!({
            "type": "OTP",
            "validity": self.seed.policies.email_code_seconds,
            "code_challenge_length": 6,
            "code_challenge_type": "NUMERIC",
        });
        Connection {
            settings: ConnectionSettings {
                section: "passwordless_config".to_owned(),
                fields: settings.as_object().cloned().unwrap_or_default(),
            },
            ..bare(self.email_connection.clone())
        }
    }

    pub(in crate::seed) fn domains(&mut self, organizations: &[Organization]) -> Vec<Domain> {
        let domains = &self.seed.domains;
        self.distinct("domains", "id", domains, |one| one.id.clone());
        self.distinct("domains", "domain", domains, |one| Some(one.domain.to_lowercase()));
        let mut resolved = Vec::new();
        for (index, domain) in domains.iter().enumerate() {
            let path = FieldPath::section("domains").item(index);
            resolved.extend(self.domain(domain, &path, organizations));
        }
        resolved
    }

    fn domain(
        &mut self,
        given: &given::Domain,
        path: &FieldPath,
        organizations: &[Organization],
    ) -> Option<Domain> {
        if !is_host_name(&given.domain) {
            let what = format!("`{}` is not a domain", given.domain);
            let help = "write one like `acme.example`, without `@` and `https://`";
            self.note(FieldError::new(path.field("domain"), what, help));
        }
        if is_public_mail_domain(&given.domain.to_lowercase()) {
            let what = format!("anybody gets an address at `{}`", given.domain);
            let help = "name a domain of the organization's own; Scalekit refuses public ones too";
            self.note(FieldError::new(path.field("domain"), what, help));
        }
        let owner_path = path.field("organization");
        let owner = self.organization_named(&given.organization, &owner_path, organizations)?;
        Some(Domain {
            id: self.id(given.id.as_ref(), path),
            domain: given.domain.to_lowercase(),
            organization: owner.id.clone(),
            domain_type: match given.domain_type {
                given::DomainType::Organization => DomainType::OrganizationDomain,
                given::DomainType::AllowedEmail => DomainType::AllowedEmailDomain,
            },
            connection: None,
            created_at: Timestamp::UNIX_EPOCH,
        })
    }
}

/// Returns the connection that stands for e-mail codes. The environment sets its times when it begins.
fn bare(id: ConnectionId) -> Connection {
    Connection {
        id,
        organization: None,
        provider: Provider::Scalekit,
        provider_key: Provider::Scalekit.key(),
        connection_type: ConnectionType::Passwordless,
        status: ConnectionStatus::Completed,
        enabled: true,
        purpose: Purpose::Login,
        details: ConnectionDetails::default(),
        settings: ConnectionSettings::default(),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}
