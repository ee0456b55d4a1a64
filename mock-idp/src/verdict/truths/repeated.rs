//! Values that are to be new at each sign-in and come a second time.
//!
//! Whoever reloads, goes back or follows a link twice sends the same request again, and an application that knows its
//! attempts refuses what comes of it. So a value is that of an earlier sign-in only where the application redeemed the
//! code of the earlier one before the request came, and then redeemed the code of this one.

use super::Record;
use crate::exchange::{CredentialKind, Exchange};

/// Requests with the same value that are looked through: each may be a reload.
const MOST_RELOADS: usize = 8;

/// An authorization request with a value of an earlier sign-in. Both signed somebody in.
pub(super) struct Repeated<'a> {
    pub(super) request: &'a Exchange,
    pub(super) earlier: &'a Exchange,
}

/// Looks for the authorization request whose code `redemption` redeemed, and for an earlier one with the same value of the
/// parameter `name`.
pub(super) fn find<'a>(
    redemption: &Exchange,
    past: &'a Record,
    name: &str,
) -> Option<Repeated<'a>> {
    if !redemption.caused("authorization_code.redeemed") {
        return None;
    }
    let answer = past.get(redemption.shows(CredentialKind::Code)?.given_in?)?;
    let request = past.authorization_request(answer)?;
    let mut same_as = request.parameter(name)?.same_as;
    for _ in 0..MOST_RELOADS {
        let earlier = past.get(same_as?)?;
        let was_before = |other: &Exchange| other.number < request.number;
        if earlier.client == request.client && past.redemption_for(earlier).is_some_and(was_before)
        {
            return Some(Repeated { request, earlier });
        }
        same_as = earlier.parameter(name)?.same_as;
    }
    None
}
