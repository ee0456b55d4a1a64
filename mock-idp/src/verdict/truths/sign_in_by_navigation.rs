//! Row 20: a sign-in begins by a navigation of the browser's window to `/oauth/authorize`.
//!
//! Innocent: a silent look whether somebody is signed in, from a frame on the environment's own site, which has the cookie; a
//! preflight, which asks whether a script may send the request.
//!
//! A doubt: an application in a frame of a test runner (Cypress), or of another site; a browser that prefetches by itself
//! what a person often opens; a router that fetches the sign-in link ahead, or fetches it at the click and lets the window go
//! there when that fails (Next.js, Turbo); an icon, an avatar or a manifest that an application without a session for it sends
//! to sign in, as it sends every request.

use super::{Record, Sight};
use crate::exchange::{Destination, Exchange, Method, Sender, SiteRelation};

pub(super) fn look(exchange: &Exchange, _: &Record) -> Option<Sight> {
    if exchange.method == Method::Options {
        return None;
    }
    let Sender::Browser { destination, site, .. } = &exchange.sender else { return None };
    match destination {
        Destination::Document | Destination::CrossOriginPost => None,
        Destination::Script => Some(Sight::doubt(
            "a script of a page requested /oauth/authorize: the browser keeps its cookie at home and shows the script no \
             answer, so this request signs nobody in; if the page fetches its links before anybody clicks them, as Next.js \
             and Turbo do, or sends the window there afterwards, all is well",
        )),
        Destination::Subresource => Some(Sight::doubt(
            "a page loaded /oauth/authorize as a part of itself, like an image: the browser keeps its cookie at home, so \
             nobody signs in; if the application sends every request without a session to sign in, an icon or a manifest \
             too, all is well",
        )),
        Destination::Frame
            if matches!(site, Some(SiteRelation::SameOrigin | SiteRelation::SameSite)) =>
        {
            None
        }
        Destination::Frame => Some(Sight::doubt(
            "a frame of a page requested /oauth/authorize: in a frame of another site browsers keep the cookie at home, so \
             nobody signs in there; if a test runner shows the whole application in a frame, as Cypress does without \
             experimentalModifyObstructiveThirdPartyCode, all is well",
        )),
        Destination::Prefetch => Some(Sight::doubt(
            "a browser fetched /oauth/authorize ahead, before anybody went there, and began a sign-in that nobody will \
             finish; if no page let it do so, all is well",
        )),
    }
}
