//! Which programs steer the fake by the control API: tests, whose requests are none of the application's, though some look
//! like them.
//!
//! A program that keeps its connections, as Node's `fetch` does, sends a request over an idle one before it opens another.
//! So what comes over another connection is not of a program that steers and has an idle one, and may be its request if it
//! has none.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, Request, Response};

use crate::wire::endpoint::{CONTROL_PATH, is_below};
use crate::wire::{Endpoint, Steers};

/// Names that are kept: a suite steers by one or two programs. Of more, none is taken for a test by its name.
const MOST_NAMES: usize = 100;

/// Longest name that is kept, in octets: those of browsers have some 120.
const LONGEST_NAME: usize = 300;

/// The `User-Agent`s that called the control API of any world of a process.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Names(Arc<Mutex<HashSet<Box<str>>>>);

/// The programs that steer the fake at one port.
#[derive(Debug, Default)]
pub(super) struct Steering {
    names: Names,
    /// By their numbers, the open connections over which the control API was called.
    open: Mutex<HashMap<u64, Open>>,
}

#[derive(Debug)]
struct Open {
    name: Box<str>,
    under_way: usize,
}

/// A connection, as far as it shows who steers.
#[derive(Debug)]
pub(super) struct Line {
    steering: Arc<Steering>,
    number: u64,
    steers: AtomicBool,
}

/// A request that keeps its connection busy.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) steers: Steers,
    is_counted: bool,
}

impl Steering {
    /// Returns that of a port, beside the other worlds of its process.
    pub(super) fn among(names: Names) -> Self {
        Self { names, open: Mutex::default() }
    }

    /// Returns a connection by its number.
    pub(super) fn line(self: &Arc<Self>, number: u64) -> Line {
        Line { steering: Arc::clone(self), number, steers: AtomicBool::new(false) }
    }

    fn by_name(&self, name: &str) -> Steers {
        let steers = locked(&self.names.0).contains(name);
        let is_idle = |open: &Open| &*open.name == name && open.under_way == 0;
        if steers && !locked(&self.open).values().any(is_idle) {
            Steers::Perhaps
        } else {
            Steers::No
        }
    }
}

impl Line {
    /// Notes that a request begins.
    pub(super) fn begin<B>(&self, request: &Request<B>) -> Begun {
        let path = request.uri().path();
        let is_control = is_below(CONTROL_PATH, path);
        let steers = self.steers.fetch_or(is_control, Ordering::Relaxed) || is_control;
        if !steers {
            // The name matters for a logout alone.
            let is_logout = Endpoint::at(path) == Some(Endpoint::Logout);
            let by_name = || self.steering.by_name(name(request.headers()));
            let steers = if is_logout { by_name() } else { Steers::No };
            return Begun { steers, is_counted: false };
        }
        let name = name(request.headers());
        if is_control {
            let mut names = locked(&self.steering.names.0);
            if names.len() < MOST_NAMES && !names.contains(name) {
                names.insert(name.into());
            }
        }
        let mut open = locked(&self.steering.open);
        let new = || Open { name: name.into(), under_way: 0 };
        open.entry(self.number).or_insert_with(new).under_way += 1;
        Begun { steers: Steers::Yes, is_counted: true }
    }

    /// Notes that the answer to a request is ready. A stream of events goes on.
    pub(super) fn end<B>(&self, begun: &Begun, answer: &Response<B>) {
        let kind = answer.headers().get(CONTENT_TYPE);
        let goes_on = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        if begun.is_counted
            && !goes_on
            && let Some(open) = locked(&self.steering.open).get_mut(&self.number)
        {
            open.under_way = open.under_way.saturating_sub(1);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.steers.load(Ordering::Relaxed) {
            locked(&self.steering.open).remove(&self.number);
        }
    }
}

fn name(headers: &HeaderMap) -> &str {
    let name = headers.get(USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default();
    if name.len() <= LONGEST_NAME { name } else { "" }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, name: &str) -> Request<()> {
        Request::get(path).header(USER_AGENT, name).body(()).unwrap()
    }

    fn called(line: &Line, path: &str, name: &str) -> Steers {
        let begun = line.begin(&request(path, name));
        line.end(&begun, &Response::new(()));
        begun.steers
    }

    #[test]
    fn a_request_over_a_connection_that_steered_is_a_tests() {
        let steering = Arc::new(Steering::default());
        let line = steering.line(1);

        let before = called(&line, "/oidc/logout", "node");
        called(&line, "/_mock/sign-in", "node");

        assert_eq!((before, called(&line, "/oidc/logout", "node")), (Steers::No, Steers::Yes));
    }

    #[test]
    fn another_connection_is_another_programs_while_the_one_that_steers_is_idle() {
        let steering = Arc::new(Steering::default());
        let (test, other) = (steering.line(1), steering.line(2));
        let logout = |name| called(&other, "/oidc/logout", name);

        called(&test, "/_mock/sign-in", "node");
        assert_eq!((logout("node"), logout("undici")), (Steers::No, Steers::No));

        let wait = test.begin(&request("/_mock/journal/wait", "node"));
        assert_eq!((logout("node"), logout("undici")), (Steers::Perhaps, Steers::No), "it is busy");

        test.end(&wait, &Response::new(()));
        drop(test);
        assert_eq!(logout("node"), Steers::Perhaps, "it would need a new one");
        assert!(locked(&steering.open).is_empty(), "what is closed is forgotten");
    }

    #[test]
    fn a_program_that_follows_the_events_keeps_its_connection_busy() {
        let steering = Arc::new(Steering::default());
        let (test, other) = (steering.line(1), steering.line(2));

        let begun = test.begin(&request("/_mock/journal/events", "node"));
        let events =
            Response::builder().header(CONTENT_TYPE, "text/event-stream").body(()).unwrap();
        test.end(&begun, &events);

        assert_eq!(called(&other, "/oidc/logout", "node"), Steers::Perhaps);
    }

    #[test]
    fn the_worlds_of_a_process_have_their_names_in_common() {
        let names = Names::default();
        let worlds = [(); 2].map(|()| Arc::new(Steering::among(names.clone())));
        let lines = [worlds[0].line(1), worlds[1].line(1)];

        called(&lines[0], "/_mock/worlds", "node");

        assert_eq!(called(&lines[1], "/oidc/logout", "node"), Steers::Perhaps);
    }
}
