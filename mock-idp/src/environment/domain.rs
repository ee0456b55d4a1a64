//! E-mail domains of organizations, by which an address leads to an organization.

mod event;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::event::DomainEvent;
use super::{ConnectionId, DomainId, Environment, OrganizationId};

/// A domain of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Domain {
    /// `dom_…`
    pub id: DomainId,
    /// The host name, in lower case.
    pub domain: String,
    /// The organization that owns it.
    pub organization: OrganizationId,
    /// The purpose.
    pub domain_type: DomainType,
    /// The connection that it leads to; `None` for the organization's first.
    pub connection: Option<ConnectionId>,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Domain {
    /// Returns the domain as the seed adds it at `now`, when the environment begins.
    pub(super) fn added(self, now: Timestamp) -> Self {
        Self { created_at: now, ..self }
    }

    /// Returns the value of the TXT record that would prove the domain. It is public.
    pub fn txt_record(&self) -> String {
        format!("scalekit-domain-verification={}", self.id)
    }
}

/// The purpose of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DomainType {
    /// People with an address there may join the organization.
    AllowedEmailDomain,
    /// People with an address there are sent to the organization's identity provider.
    OrganizationDomain,
}

impl Environment {
    /// Returns all domains, in the order in which they were added, except those of deleted organizations.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.domains.values().filter(|domain| self.organization(&domain.organization).is_some())
    }

    /// Returns the domain with this id, for as long as its organization exists.
    pub(super) fn domain(&self, id: &DomainId) -> Option<&Domain> {
        self.domains.get(id).filter(|domain| self.organization(&domain.organization).is_some())
    }

    /// Returns the organization domain of this name. Subdomains are other domains (`docs/authorize.md#selectors`).
    pub(crate) fn organization_domain(&self, name: &str) -> Option<&Domain> {
        self.domains().find(|domain| {
            domain.domain_type == DomainType::OrganizationDomain
                && domain.domain.eq_ignore_ascii_case(name)
        })
    }
}
