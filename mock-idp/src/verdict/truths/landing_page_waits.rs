//! Row 89: the page on which a person lands after the logout begins no sign-in by itself.
//!
//! Innocent: a person who presses “sign in” there, however soon: a click has a referrer and says that a person set it off;
//! an address that is typed, or that a test opens; a person who goes back to a page that wants a sign-in, which no header
//! distinguishes from a script. Where the application's pages forbid the referrer, nothing is said.

use super::unattended::follows;
use super::{Record, Sight};
use crate::exchange::{Destination, Exchange, Sender, SiteRelation};
use crate::wire::Endpoint;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let logout = past.of_connection(exchange.connection).next()?;
    let leads_back =
        logout.is_at(Endpoint::Logout) && logout.answer.to.is_some() && !logout.is_disturbed();
    if !leads_back || !follows(exchange, logout) {
        return None;
    }
    let what = match (navigation(exchange)?, navigation(logout)?) {
        (Navigation { by_person: false, .. }, Navigation { by_person: true, .. }) => {
            "a script of the landing page began a sign-in right after the logout"
        }
        (Navigation { has_referrer: false, .. }, Navigation { has_referrer: true, .. }) => {
            "the landing page led from the logout to a new sign-in"
        }
        _ => return None,
    };
    let what = format!("{what}; all is well if the person pressed “sign in” or went back");
    Some(Sight::doubt(what).with(logout.number))
}

/// A navigation of a browser's window that began on a page.
struct Navigation {
    by_person: bool,
    has_referrer: bool,
}

fn navigation(exchange: &Exchange) -> Option<Navigation> {
    match &exchange.sender {
        Sender::Browser { destination: Destination::Document, site, by_person, .. }
            if *site != Some(SiteRelation::None) =>
        {
            Some(Navigation { by_person: *by_person, has_referrer: exchange.from.is_some() })
        }
        _ => None,
    }
}
