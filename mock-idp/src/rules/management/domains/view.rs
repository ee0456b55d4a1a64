//! Domains as the API shows them.

use crate::environment::{Domain, DomainType, Environment};
use crate::wire::management::domains as wire;

/// Describes a domain. No ownership is proved to a fake: an organization domain counts as proved by an administrator,
/// and an allowed e-mail domain needs no proof. Both are our choices.
pub(in crate::rules::management) fn domain(env: &Environment, domain: &Domain) -> wire::Domain {
    let (domain_type, status, method) = match domain.domain_type {
        DomainType::OrganizationDomain => ("ORGANIZATION_DOMAIN", "VERIFIED", "ADMIN"),
        DomainType::AllowedEmailDomain => {
            ("ALLOWED_EMAIL_DOMAIN", "AUTO_VERIFIED", "NOT_APPLICABLE")
        }
    };
    wire::Domain {
        id: domain.id.to_string(),
        domain: domain.domain.clone(),
        environment_id: env.settings().environment_id().to_string(),
        organization_id: domain.organization.to_string(),
        txt_record_key: format!("_scalekit.{}", domain.domain),
        txt_record_secret: domain.txt_record(),
        verification_status: status.to_owned(),
        create_time: Some(domain.created_at),
        update_time: Some(domain.created_at),
        domain_type: domain_type.to_owned(),
        verification_method: method.to_owned(),
    }
}
