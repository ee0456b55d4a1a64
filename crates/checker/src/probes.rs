//! Every probe, area by area.
//!
//! # How to write one
//!
//! 1. Take a practice of the area and say in one sentence what a right client does: that is the name of the file,
//!    `probes/<area>/<what a right client does>.rs`. Its first line is `//! Rows 82 and 83: …`.
//! 2. Write `pub(super) async fn run(stage: &Stage) -> Tried`, and one line in the table of the area's file:
//!    `probe!([LOGOUT_CARRIES_HINT], &[Need::Guarded, Need::SignOut], logout_carries_hint::run)`.
//!    What a probe needs and is not there is reported by the runner; a probe does not look for it.
//! 3. The fake was reset, and nobody is signed in. `stage.alice()` and `stage.bob()` sign in through the application
//!    and have seen that the guarded page shows them. `stage.browser()` is a browser without a past.
//! 4. **Prove that it could have failed.** Each claim has a control: an act that must succeed for the claim to mean
//!    anything, one moment before. `control(condition, "sentence")?` ends the probe as *not tried* if it did not. An
//!    error of the browser or of the fake ends it so by `?`.
//! 5. [`Presence`](crate::Presence) has three values. Only `Out` convicts who should be in, only `In` who should be
//!    out; `Unanswered` is *not tried*.
//! 6. Return one finding for each practice: `holds`, `broken(…).with(evidence)`, `does_not_apply`, `not_tried`. The
//!    sentence says what was seen and no more, without a full stop, and never has a value of a token, cookie or code in
//!    it. Evidence is lines of `HopRecord`, whose text has no secrets.
//! 7. If a breach is an echo of another practice's, add a line to `graph.rs`, not a condition to the probe.
//! 8. Races are made by faults, never by luck: a delayed token endpoint, then twenty requests at once.
//! 9. A probe runs at the usual lifetimes (an access token lives five minutes). One that has to see a renewal says
//!    `, living 6` in its line and needs `Need::Thorough`: `stage.pass(7)` waits for real seconds. Where sessions end before
//!    their tokens, these live longer: see `stage.lead()`.
//!
//! Two to read first: `sign_out/session_dies_on_the_server.rs` drives a browser, and
//! `sign_out/logout_survives_outage.rs` makes the fake fail.

mod authorization;
mod callback;
mod cookies;
mod quality;
mod remote;
mod renewal;
mod settings;
mod sign_in;
mod sign_out;
mod unseen;

use practices::Practice;

use crate::Probe;

/// The practices that show only once an access token has ended.
pub(crate) const OF_RENEWALS: [&Practice; 11] = renewal::AFTER_EXPIRY;

/// The tables, nearly in the order in which an application is built.
const AREAS: [&[Probe]; 9] = [
    settings::PROBES,
    sign_in::PROBES,
    callback::PROBES,
    cookies::PROBES,
    sign_out::PROBES,
    // The race of a sign-out with a renewal shows at no cost whether anything is renewed.
    renewal::PROBES,
    // Where no end of a token ends a session, what happens at Scalekit is waited for no longer than such a life.
    authorization::PROBES,
    remote::PROBES,
    quality::PROBES,
];

/// Returns every probe, in the order in which they run.
pub(crate) fn all() -> impl Iterator<Item = &'static Probe> {
    AREAS.into_iter().flatten()
}
