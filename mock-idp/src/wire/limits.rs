//! The limits of a request's body.

use std::time::Duration;

/// Largest form, and largest request of the control API, in bytes. The largest honest form is of a logout, with an ID
/// token of many claims, a few kilobytes. The management API's messages have a limit of their own.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;

/// Longest time for receiving a body, form or message. That is very long for loopback, and less than the limit of all
/// requests, so that a client that stops half-way gets its endpoint's own error.
pub(crate) const SLOWEST_BODY: Duration = Duration::from_secs(10);
