//! E-mail domains of organizations, and what each proves about whoever has an address there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::aging::Age;
use super::{ConnectionId, DomainId, Environment, OrganizationId};

/// A domain of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Domain {
    /// `dom_…`
    pub id: DomainId,
    /// The host name, in lower case.
    pub domain: String,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What it is for.
    pub domain_type: DomainType,
    /// The connection that it leads to, if not the organization's first.
    pub connection: Option<ConnectionId>,
    /// Since when it is there.
    pub created_at: Timestamp,
}

impl Domain {
    /// The value of the TXT record that would prove it. It is published, and no secret.
    pub fn txt_record(&self) -> String {
        format!("scalekit-domain-verification={}", self.id)
    }
}

/// What a domain is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DomainType {
    /// Whoever has an address there may join the organization.
    AllowedEmailDomain,
    /// Whoever has an address there is sent to the organization's identity provider.
    OrganizationDomain,
}

/// The domains of an environment, in the order in which they were added.
#[derive(Clone, Debug)]
pub(super) struct Domains(Vec<Domain>);

impl Domains {
    /// What there is at `now`, when the environment begins.
    pub(super) fn beginning(domains: Vec<Domain>, now: Timestamp) -> Self {
        let began = |domain| Domain { created_at: now, ..domain };
        Self(domains.into_iter().map(began).collect())
    }

    /// Nothing leads to this connection any more.
    pub(super) fn release(&mut self, connection: &ConnectionId) {
        for domain in &mut self.0 {
            if domain.connection.as_ref() == Some(connection) {
                domain.connection = None;
            }
        }
    }
}

impl Age for Domains {
    fn age(&mut self, seconds: u32) {
        self.0.age(seconds);
    }
}

impl Environment {
    /// All, in the order in which they were added. What belongs to an organization goes when it goes.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.domains.0.iter().filter(|domain| self.organization(&domain.organization).is_some())
    }

    /// The organization's own domain of this name. Subdomains are other domains (`behaviours.md` 1.4).
    pub(crate) fn organization_domain(&self, name: &str) -> Option<&Domain> {
        self.domains().find(|domain| {
            domain.domain_type == DomainType::OrganizationDomain
                && domain.domain.eq_ignore_ascii_case(name)
        })
    }

    pub(super) fn keep_domain(&mut self, domain: &Domain) {
        self.domains.0.push(domain.clone());
    }

    pub(super) fn forget_domain(&mut self, id: &DomainId) {
        self.domains.0.retain(|known| &known.id != id);
    }
}
