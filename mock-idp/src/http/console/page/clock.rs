//! The clock, and the ways to turn it.

use serde_json::json;

use crate::http::console::{Act, Visitor};
use crate::http::pages::ClockShown;
use crate::idp::Idp;

/// Six minutes, in seconds: past the life of an access token.
const PAST_AN_ACCESS_TOKEN: u32 = 6 * 60;

/// A day, in seconds.
const DAY: u32 = 24 * 60 * 60;

pub(super) fn shown(idp: &Idp, visitor: &Visitor) -> ClockShown {
    let clock = idp.clock();
    let next_due = idp.next_due();
    let turn = |label, body| Act::post(label, "/clock").with(body);
    let frozen = clock.is_frozen();
    let mut acts = vec![
        turn("Advance 6 minutes", json!({ "advance_seconds": PAST_AN_ACCESS_TOKEN })),
        turn("Advance a day", json!({ "advance_seconds": DAY })),
    ];
    acts.extend(next_due.map(|due| turn("Advance to what falls due next", json!({ "set": due }))));
    acts.push(turn(if frozen { "Let it run" } else { "Freeze" }, json!({ "frozen": !frozen })));
    ClockShown { now: clock.now(), frozen, next_due, buttons: visitor.buttons(idp, "clock", acts) }
}
