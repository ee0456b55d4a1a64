//! Row 2: URLs are made of an environment URL without a slash at its end.
//!
//! Scalekit answers at the doubled slash, so this is advice: what breaks is the comparison of the issuer.
//!
//! Innocent: a doubled slash further on in the path; a path that the environment does not have, as scanners try them.

use super::{Record, Sight};
use crate::exchange::Exchange;

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let endpoint = exchange.endpoint.filter(|_| exchange.double_slash)?;
    let what = format!("the path of the request began with two slashes: /{}", endpoint.path());
    Some(Sight::advice(what).of_application())
}
