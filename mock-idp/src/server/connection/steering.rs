//! Which programs steer the fake by the control API: tests, whose requests are none of the application's, though some look
//! like them.
//!
//! A connection over which the control API was called is a test's. So may be any other by which a program of the same name
//! comes: a client opens a second connection while the first is busy, and a suite has several processes. The library that
//! test and application share has one name for both.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::USER_AGENT;
use http::{HeaderMap, Request};

use crate::wire::Endpoint;
use crate::wire::endpoint::{CONTROL_PATH, is_below};

/// Names that are kept: a suite steers by one or two programs. Of more, none is taken for a test by its name.
const MOST_NAMES: usize = 100;

/// Longest name that is kept, in octets: those of browsers have some 120.
const LONGEST_NAME: usize = 300;

/// The `User-Agent`s that called the control API of any world of a process.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Names(Arc<Mutex<HashSet<Box<str>>>>);

/// A connection, as far as it shows who steers.
#[derive(Debug)]
pub(super) struct Line {
    names: Names,
    steers: AtomicBool,
}

impl Names {
    /// Returns a new connection.
    pub(super) fn line(&self) -> Line {
        Line { names: self.clone(), steers: AtomicBool::new(false) }
    }
}

impl Line {
    /// Notes a request, and returns whether a program that steers the fake may have sent it. By its name that is known of
    /// a logout alone, where it matters.
    pub(super) fn note<B>(&self, request: &Request<B>) -> bool {
        let path = request.uri().path();
        if is_below(CONTROL_PATH, path) {
            self.steers.store(true, Ordering::Relaxed);
            let mut names = locked(&self.names.0);
            let name = name(request.headers());
            if names.len() < MOST_NAMES && !names.contains(name) {
                names.insert(name.into());
            }
            return true;
        }
        let by_name = || locked(&self.names.0).contains(name(request.headers()));
        self.steers.load(Ordering::Relaxed)
            || (Endpoint::at(path) == Some(Endpoint::Logout) && by_name())
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

    fn called(line: &Line, path: &str, name: &str) -> bool {
        line.note(&Request::get(path).header(USER_AGENT, name).body(()).unwrap())
    }

    #[test]
    fn a_request_over_a_connection_that_steered_is_a_tests_whatever_its_name() {
        let line = Names::default().line();

        let before = called(&line, "/oidc/logout", "node");
        called(&line, "/_mock/sign-in", "node");

        assert_eq!((before, called(&line, "/oidc/logout", "undici")), (false, true));
    }

    #[test]
    fn a_logout_over_another_connection_may_be_a_tests_if_its_name_steers() {
        let names = Names::default();
        let (test, other) = (names.line(), names.line());

        called(&test, "/_mock/sign-in", "node");
        let logouts = ["node", "undici"].map(|name| called(&other, "/oidc/logout", name));

        assert_eq!(logouts, [true, false]);
        assert!(!called(&other, "/oauth/token", "node"), "elsewhere it does not matter");
        drop(test);
        assert!(called(&other, "/oidc/logout", "node"), "also when that process has ended");
    }
}
