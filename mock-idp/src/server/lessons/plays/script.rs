//! What was done, act by act: what browsers requested, and what Scalekit sent.

use theatre::{Act, Hop};
use user_agent::{HopRecord, Jar, Transcript, UserAgent};

use crate::outbox::Delivery;
use crate::server::MockIdp;
use crate::wire::SESSION_COOKIE;

/// What a drawing calls the cookies, in place of their names.
pub(super) const APP_COOKIE: &str = "app cookie";
const ATTEMPT_COOKIE: &str = "login cookie";
pub(super) const SCALEKIT_COOKIE: &str = "Scalekit cookie";
const PAGE_COOKIE: &str = "hosted-page cookie";

/// What was done so far.
#[derive(Default)]
pub(super) struct Script {
    /// What all browsers write to.
    pub(super) transcript: Transcript,
    pub(super) acts: Vec<Act>,
    /// The cookies of each session that the application began, in order.
    pub(super) sessions: Vec<Jar>,
    /// The number of the last exchange of the acts.
    pub(super) last: u64,
    /// The number of requests of browsers that are part of an act, or skipped.
    seen: usize,
}

/// A browser, and its lane.
pub(super) struct Seat {
    pub(super) agent: UserAgent,
    pub(super) lane: usize,
}

impl Script {
    /// Ends an act: what was requested since the last one, by this browser.
    pub(super) fn end(&mut self, title: &str, seat: &Seat, idp: &MockIdp) {
        let records = self.transcript.records(self.seen);
        if records.iter().any(begins_a_session) {
            self.sessions.push(seat.agent.jar());
        }
        let hops = records.iter().map(|record| hop(record, seat.lane, idp)).collect();
        self.acts.push(Act { title: title.to_owned(), since: self.last, hops, ..Act::default() });
        self.skip(idp);
    }

    /// Leaves out what was requested since the last act.
    pub(super) fn skip(&mut self, idp: &MockIdp) {
        self.seen = self.transcript.requests();
        self.last = idp.exchanges().last().map_or(0, |exchange| exchange.number);
    }

    /// Adds an act: what Scalekit's server sent to the application's.
    pub(super) fn deliver(&mut self, title: &str, deliveries: &[Delivery], application: &str) {
        let deliveries = deliveries.iter().map(|delivery| theatre::Delivery {
            path: delivery.url.replacen(application, "", 1),
            carries: delivery.r#type.replace('_', " "),
            status: delivery.attempts.last().and_then(|attempt| attempt.status),
        });
        let (title, since, deliveries) = (title.to_owned(), self.last, deliveries.collect());
        self.acts.push(Act { title, since, deliveries, ..Act::default() });
    }
}

fn begins_a_session(record: &HopRecord) -> bool {
    let is_set =
        |line: &user_agent::CookieRecord| line.change == "set" && line.name == zoo::SESSION_COOKIE;
    record.set_cookies.iter().any(is_set)
}

/// Returns a request with names of cookies that say whose they are. What for it was sent makes no difference here.
fn hop(record: &HopRecord, lane: usize, idp: &MockIdp) -> Hop {
    let mut hop = Hop { purpose: None, ..record.in_play(lane) };
    let is_at_scalekit = idp.environment_url().starts_with(&hop.to.origin);
    for name in hop.cookies.iter_mut().chain(&mut hop.set).chain(&mut hop.cleared) {
        let called = match name.as_str() {
            SESSION_COOKIE => SCALEKIT_COOKIE,
            _ if is_at_scalekit => PAGE_COOKIE,
            zoo::SESSION_COOKIE => APP_COOKIE,
            attempt if attempt.starts_with(zoo::ATTEMPT_COOKIES) => ATTEMPT_COOKIE,
            _ => continue,
        };
        called.clone_into(name);
    }
    hop
}
