//! Row 20: a sign-in begins by a navigation of the browser's window to `/oauth/authorize`.
//!
//! Innocent: an application in a frame of a test runner (Cypress), or of another site; a silent look whether somebody is
//! signed in, from a frame on the environment's own site, which has the cookie; a browser that prefetches by itself what a
//! person often opens.

use super::{Record, Sight};
use crate::exchange::{Destination, Exchange, Sender};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    let Sender::Browser { destination, site, .. } = &exchange.sender else { return None };
    match destination {
        Destination::Document | Destination::CrossOriginPost => None,
        Destination::Script => Some(Sight::fault(
            "a script requested /oauth/authorize: the browser withholds its cookie and the answer, so nobody signs in",
        )),
        Destination::Subresource => Some(Sight::fault(
            "a page loaded /oauth/authorize as a part of itself: the browser withholds its cookie, so nobody signs in",
        )),
        Destination::Frame if matches!(site, Some("same-origin" | "same-site")) => None,
        Destination::Frame => Some(Sight::doubt(
            "a frame requested /oauth/authorize: browsers withhold the cookie from a frame on another site; all is well if \
             a test runner shows the application in a frame",
        )),
        Destination::Prefetch => Some(Sight::doubt(
            "a sign-in was prefetched, and nobody will finish it; all is well if the browser did so by itself",
        )),
    }
}
