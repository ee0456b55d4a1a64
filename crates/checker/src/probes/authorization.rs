//! Roles, organizations and caches: rows 67 to 76.

mod admins;
mod cors_names_origins;
mod documented_claims;
mod forbidden_is_403;
mod guard_stops_handler;
mod lost_role_counts_soon;
mod missing_roles_are_none;
mod pages_are_not_stored;
mod roles_on_the_server;
mod scripts_get_401;
mod tenant_from_token;

use crate::stage::LIFE;
use crate::{Need, Probe};

const SOMEBODY: &[Need] = &[Need::Guarded];

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([FORBIDDEN_IS_403], SOMEBODY, forbidden_is_403::run),
    probe!([SCRIPTS_GET_401], SOMEBODY, scripts_get_401::run),
    probe!([GUARD_STOPS_HANDLER], SOMEBODY, guard_stops_handler::run),
    probe!([ROLES_ON_THE_SERVER], SOMEBODY, roles_on_the_server::run),
    probe!([DOCUMENTED_CLAIMS], SOMEBODY, documented_claims::run),
    probe!([MISSING_ROLES_ARE_NONE], SOMEBODY, missing_roles_are_none::run),
    probe!([TENANT_FROM_TOKEN], SOMEBODY, tenant_from_token::run),
    probe!(
        [LOST_ROLE_COUNTS_SOON],
        &[Need::Guarded, Need::Thorough],
        lost_role_counts_soon::run,
        living LIFE
    ),
    probe!([PAGES_ARE_NOT_STORED], SOMEBODY, pages_are_not_stored::run),
    probe!([CORS_NAMES_ORIGINS], SOMEBODY, cors_names_origins::run),
];
