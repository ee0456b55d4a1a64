//! `scalekit.v1.domains`

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::environment::{Domain, DomainId, DomainType, EnvironmentId, OrganizationId};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CreateDomain {
    #[serde(flatten)]
    pub(crate) owner: Owner,
    pub(crate) connection_id: Option<String>,
    pub(crate) domain: NewDomain,
}

/// The organization, by one of its two ids.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Owner {
    pub(crate) organization_id: Option<String>,
    pub(crate) external_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewDomain {
    pub(crate) domain: String,
    pub(crate) domain_type: Option<DomainType>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct GetDomain {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) owner: Owner,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListDomains {
    #[serde(flatten)]
    pub(crate) owner: Owner,
    pub(crate) connection_id: Option<String>,
    pub(crate) page_size: Option<i32>,
    pub(crate) page_number: Option<i32>,
    pub(crate) domain_type: Option<DomainType>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeleteDomain {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) owner: Owner,
}

/// A domain, as an application's server sees it.
#[derive(Debug, Serialize)]
pub(crate) struct DomainDetails {
    pub(crate) id: DomainId,
    pub(crate) domain: String,
    pub(crate) environment_id: EnvironmentId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) txt_record_key: String,
    pub(crate) txt_record_secret: String,
    pub(crate) verification_status: &'static str,
    pub(crate) create_time: Timestamp,
    pub(crate) update_time: Timestamp,
    pub(crate) domain_type: DomainType,
    pub(crate) verification_method: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneDomain {
    pub(crate) domain: DomainDetails,
}

#[derive(Debug, Serialize)]
pub(crate) struct Domains {
    pub(crate) page_size: i32,
    pub(crate) page_number: i32,
    pub(crate) domains: Vec<DomainDetails>,
}

impl DomainDetails {
    /// Nobody proves a domain to a fake: one of the organization's own counts as proven by an
    /// administrator, and one that only admits addresses needs no proof. Both are ours.
    pub(crate) fn of(domain: &Domain, environment_id: EnvironmentId) -> Self {
        let (verification_status, verification_method) = match domain.domain_type {
            DomainType::OrganizationDomain => ("VERIFIED", "ADMIN"),
            DomainType::AllowedEmailDomain => ("AUTO_VERIFIED", "NOT_APPLICABLE"),
        };
        Self {
            id: domain.id.clone(),
            domain: domain.domain.clone(),
            environment_id,
            organization_id: domain.organization.clone(),
            txt_record_key: format!("_scalekit.{}", domain.domain),
            txt_record_secret: domain.txt_record(),
            verification_status,
            create_time: domain.created_at,
            update_time: domain.created_at,
            domain_type: domain.domain_type,
            verification_method,
        }
    }
}
