//! The bounds within which every act ends, whatever a server does.

use std::time::Duration;

/// Time for an act with all of its redirects: a loopback server that takes longer has hung.
const TIME: Duration = Duration::from_secs(20);
/// The largest body, in octets: pages are a hundred times smaller, and a parser's time grows with them.
const BODY: usize = 4 << 20;
/// Fetch §4.4, step 7: the twenty-first redirect is a network error.
const REDIRECTS: usize = 20;

/// What a server may cost: time, memory, redirects. Past a bound an act ends with an error that names it.
///
/// Beside these, an answer has no more than 1,000 header lines, and a site keeps no more than 180 cookies.
///
/// ```
/// use std::time::Duration;
/// use user_agent::{Limits, UserAgent};
///
/// let quick = Limits { time: Duration::from_secs(5), ..Limits::default() };
/// let browser = UserAgent::new().limits(quick);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The time for an act with all of its redirects: [`Error::TimedOut`](crate::Error::TimedOut).
    pub time: Duration,
    /// The largest body in octets: [`Error::TooLarge`](crate::Error::TooLarge).
    pub body: usize,
    /// The most redirects: [`Error::RedirectLoop`](crate::Error::RedirectLoop).
    pub redirects: usize,
}

impl Default for Limits {
    /// Returns 20 seconds, 4 MiB and 20 redirects.
    fn default() -> Self {
        Self { time: TIME, body: BODY, redirects: REDIRECTS }
    }
}
