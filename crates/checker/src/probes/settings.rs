//! Settings and client: rows 1 to 8.

mod one_client;
mod outage_is_survived;
mod own_address_is_configured;
mod sdk_arguments;
mod secret_stays_on_the_server;

use crate::Need;
use crate::Probe;

/// The probes, in order.
pub(super) const PROBES: &[Probe] = &[
    probe!([SECRET_STAYS_ON_THE_SERVER], &[], secret_stays_on_the_server::run),
    probe!([ONE_CLIENT], &[], one_client::run),
    probe!([SDK_ARGUMENTS], &[Need::SignOut], sdk_arguments::run),
    probe!([OWN_ADDRESS_IS_CONFIGURED], &[], own_address_is_configured::run),
    probe!([OUTAGE_IS_SURVIVED], &[Need::Guarded], outage_is_survived::run),
    probe!([OUTAGE_IS_SURVIVED], &[Need::Guarded, Need::Thorough], outage_is_survived::silence,),
];
