//! The story so far as a text: one line per request, fit for a snapshot.

mod layout;
mod naming;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use url::Url;

use self::naming::Naming;
use crate::hop::Hop;
use crate::record::HopRecord;
use crate::request::Request;

/// What was sent and answered, written so that it is the same in each run.
///
/// Hosts get the names they are [called](Self::call) by, cookies show their
/// names only, and of a query's values those that no run repeats are shown by
/// their length: `state=[43 chars]`. Values longer than 24 characters are cut.
///
/// A line reads: who sends what, `with` which cookies, `→` what came back,
/// and what that did to the jar: `+` set, `-` cleared, `!` refused and why.
/// Cloned handles write to the same text. What others write down meanwhile, such as the journal of a
/// server, can stand [beside](Self::beside) it.
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
    beside: Option<Source>,
    listener: Option<Listener>,
}

/// Returns the lines that were written since the last call.
type Source = Box<dyn FnMut() -> Vec<String> + Send>;

/// Takes each request.
type Listener = Box<dyn FnMut(HopRecord) + Send>;

enum Event {
    Note(String),
    Beside(String),
    Hop { who: String, from: Option<Url>, hop: Box<Hop> },
}

impl Transcript {
    /// Calls the origin of a URL by a name, in hosts and in the values of queries.
    pub fn call(&self, url: &str, name: &str) -> &Self {
        if let Ok(url) = Url::parse(url) {
            self.story().naming.call(&url, name);
        }
        self
    }

    /// Shows a query parameter by its length only, as is done for `code`, `state`, `nonce`, `code_challenge` and tokens.
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
        let mut story = self.story();
        story.catch_up();
        story.events.push(Event::Note(text.to_owned()));
    }

    /// Puts the lines of another record where they belong: below the request that led to them.
    ///
    /// `news` returns what was written since the last call. It is called after each response, and once
    /// more when the transcript is read.
    ///
    /// ```
    /// # use std::sync::{Arc, Mutex};
    /// let journal = Arc::new(Mutex::new(vec!["session.ended  alice".to_owned()]));
    /// let transcript = user_agent::Transcript::default();
    ///
    /// let source = Arc::clone(&journal);
    /// transcript.beside(move || source.lock().unwrap().drain(..).collect());
    ///
    /// assert_eq!(transcript.to_string(), "       session.ended  alice");
    /// ```
    pub fn beside(&self, news: impl FnMut() -> Vec<String> + Send + 'static) {
        self.story().beside = Some(Box::new(news));
    }

    /// Gives each request from now on to `listener`, once it is answered or nobody answers it, as plain data without secrets.
    pub fn listen(&self, listener: impl FnMut(HopRecord) + Send + 'static) {
        self.story().listener = Some(Box::new(listener));
    }

    /// Returns how many requests were written down, those that nobody answered included.
    pub fn requests(&self) -> usize {
        self.story().hops().count()
    }

    /// Returns the requests from the number `first` on, counted from 0, as plain data without secrets: what an act caused
    /// that ended in an error, too.
    pub fn records(&self, first: usize) -> Vec<HopRecord> {
        self.story().hops().skip(first).map(Hop::record).collect()
    }

    /// Returns the requests from the number `first` on, counted from 0, as they were sent: with their secrets.
    pub fn hops(&self, first: usize) -> Vec<Hop> {
        self.story().hops().skip(first).cloned().collect()
    }

    /// Forgets what was written. Names stay.
    pub fn clear(&self) {
        let mut story = self.story();
        story.catch_up();
        story.events.clear();
    }

    pub(crate) fn record(&self, who: &str, request: &Request, hop: &Hop) {
        // Only the first request of a way says who began it; the arrows say the rest.
        let from = request.initiator.url().filter(|_| !request.is_redirected()).cloned();
        let (who, hop) = (who.to_owned(), Box::new(hop.clone()));
        let mut story = self.story();
        if let Some(listener) = &mut story.listener {
            listener(hop.record());
        }
        story.events.push(Event::Hop { who, from, hop });
        story.catch_up();
    }

    fn story(&self) -> MutexGuard<'_, Story> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Story {
    fn hops(&self) -> impl Iterator<Item = &Hop> {
        self.events.iter().filter_map(|event| match event {
            Event::Hop { hop, .. } => Some(&**hop),
            Event::Note(_) | Event::Beside(_) => None,
        })
    }

    fn catch_up(&mut self) {
        let news = self.beside.as_mut().map(|news| news()).unwrap_or_default();
        self.events.extend(news.into_iter().map(Event::Beside));
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut story = self.story();
        story.catch_up();
        f.write_str(&layout::text(&story.events, &story.naming))
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transcript({} lines)", self.story().events.len())
    }
}
