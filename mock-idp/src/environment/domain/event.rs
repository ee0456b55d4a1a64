//! What happens to domains.

use serde::Serialize;

use super::Domain;
use crate::environment::event::{Happened, names};
use crate::environment::{DomainId, Environment, Names, SubjectRef};

/// An event of a domain.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum DomainEvent {
    /// A domain was added to an organization.
    Created {
        /// The new domain.
        domain: Domain,
    },
    /// A domain was removed from its organization.
    Deleted {
        /// The domain.
        domain: DomainId,
        /// The domain's name.
        name: String,
    },
}

names! { DomainEvent:
    Created => "organization.domain_created",
    Deleted => "organization.domain_deleted",
}

impl Happened for DomainEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { domain } => environment.domains.keep(domain.clone()),
            Self::Deleted { domain, .. } => environment.domains.remove(domain),
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { domain } => {
                format!("{} of {}", domain.domain, names.organization(&domain.organization))
            }
            Self::Deleted { name, .. } => name.clone(),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Created { domain } => Some(SubjectRef::Domain(domain)),
            Self::Deleted { domain, .. } => Some(SubjectRef::RemovedDomain(domain)),
        }
    }
}
