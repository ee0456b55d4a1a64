//! What Scalekit sends to the server: logout tokens and webhooks.

pub(crate) mod back_channel;
pub(crate) mod webhooks;

use std::collections::HashSet;

use crate::Defect;
use crate::app::{App, locked};

/// The most ids of messages that are remembered; messages are not retried for long.
const MOST_HANDLED: usize = 10_000;

/// Says whether a message is new, and remembers it.
fn is_new(app: &App, id: &str) -> bool {
    let mut handled = locked(&app.handled);
    if handled.len() >= MOST_HANDLED {
        *handled = HashSet::new();
    }
    handled.insert(id.to_owned())
}

/// Ends the local sessions of a session at Scalekit.
fn end_sessions(app: &App, sid: &str) {
    if !app.has(Defect::SidForgotten) {
        app.sessions.end_where(app, |session| session.person.sid == sid);
    }
}
