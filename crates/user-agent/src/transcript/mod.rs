//! The story so far as a text: one line per request, fit for a snapshot.

mod layout;
mod naming;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use url::Url;

use self::naming::Naming;
use crate::{hop::Hop, request::Request};

/// What was sent and answered, told so that it is the same in each run.
///
/// Hosts get the names they are [called](Self::call) by, cookies show their
/// names only, and of a query's values those that no run repeats are told by
/// their length: `state=[43 chars]`. Values longer than 24 characters are cut.
///
/// A line reads: who asks for what, `with` which cookies, `→` what came back,
/// and what that did to the jar: `+` set, `-` cleared, `!` refused and why.
/// Cloned handles write to the same text.
///
/// ```text
/// GET  app /login                                                    → 303 idp /oauth/authorize  + attempt
/// GET  idp /oauth/authorize                                          → 303 app /callback         + idp
///        ?response_type=code&client_id=the-client&redirect_uri=app/callback&state=[43 chars]
/// GET  app /callback?code=[43 chars]&state=[43 chars]  with attempt  → 303 app /                 - attempt  + session
/// GET  app /                                           with session  → 200
/// ```
#[derive(Clone, Default)]
pub struct Transcript(Arc<Mutex<Story>>);

#[derive(Default)]
struct Story {
    naming: Naming,
    events: Vec<Event>,
}

enum Event {
    Note(String),
    Hop {
        who: String,
        from: Option<Url>,
        hop: Box<Hop>,
    },
}

impl Transcript {
    /// Calls the origin of a URL by a name, in hosts and in the values of queries.
    pub fn call(&self, url: &str, name: &str) -> &Self {
        if let Ok(url) = Url::parse(url) {
            self.story().naming.call(&url, name);
        }
        self
    }

    /// Tells a query parameter by its length only, as is done for `code`, `state`, `nonce`, `code_challenge` and tokens.
    pub fn redact(&self, parameter: &str) -> &Self {
        self.story().naming.redact(parameter);
        self
    }

    /// Writes `label` for a text that differs from run to run, such as an id in a path.
    pub fn replace(&self, text: &str, label: &str) -> &Self {
        self.story().naming.replace(text, label);
        self
    }

    /// Adds a line of one's own: `── an hour passes`.
    pub fn note(&self, text: &str) {
        self.story().events.push(Event::Note(text.to_owned()));
    }

    /// Forgets what was told, to tell only what follows. Names stay.
    pub fn clear(&self) {
        self.story().events.clear();
    }

    pub(crate) fn record(&self, who: &str, request: &Request, hop: &Hop) {
        // Only the first request of a way says who began it; the arrows tell the rest.
        let from = request
            .initiator
            .url()
            .filter(|_| !request.is_redirected())
            .cloned();
        let (who, hop) = (who.to_owned(), Box::new(hop.clone()));
        self.story().events.push(Event::Hop { who, from, hop });
    }

    fn story(&self) -> MutexGuard<'_, Story> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let story = self.story();
        f.write_str(&layout::text(&story.events, &story.naming))
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transcript({} lines)", self.story().events.len())
    }
}
