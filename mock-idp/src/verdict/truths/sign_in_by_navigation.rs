//! Row 20: a sign-in begins by a navigation of the browser's window to `/oauth/authorize`.
//!
//! Innocent: a silent look whether somebody is signed in, from a frame on the environment's own site, which has the cookie.
//!
//! A doubt: an application in a frame of a test runner (Cypress), or of another site; a browser that prefetches by itself
//! what a person often opens; a router that fetches the sign-in link ahead, or fetches it at the click and lets the window go
//! there when that fails (Next.js, Turbo); a page of another site that loads the application's sign-in as an image.

use super::{Record, Sight, page};
use crate::exchange::{Destination, Exchange, Sender, SiteRelation};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let Sender::Browser { destination, site, .. } = &exchange.sender else { return None };
    match destination {
        Destination::Document | Destination::CrossOriginPost => None,
        Destination::Script => Some(Sight::doubt(
            "a script requested /oauth/authorize: the browser withholds its cookie and the answer, so nobody signs in by it; \
             all is well if a router fetched the link ahead, or if the window goes there afterwards",
        )),
        Destination::Subresource => {
            let what = "a page loaded /oauth/authorize as a part of itself: the browser withholds its cookie, so nobody \
                signs in";
            Some(if exchange.from.is_some() && page::is_of_application(exchange, past) {
                Sight::fault(what)
            } else {
                Sight::doubt(format!(
                    "{what}; if the page is none of the application's, all is well"
                ))
            })
        }
        Destination::Frame
            if matches!(site, Some(SiteRelation::SameOrigin | SiteRelation::SameSite)) =>
        {
            None
        }
        Destination::Frame => Some(Sight::doubt(
            "a frame requested /oauth/authorize: browsers withhold the cookie from a frame on another site; all is well if \
             a test runner shows the application in a frame, as Cypress does without \
             experimentalModifyObstructiveThirdPartyCode",
        )),
        Destination::Prefetch => Some(Sight::doubt(
            "a sign-in was prefetched, and nobody will finish it; all is well if the browser did so by itself",
        )),
    }
}
