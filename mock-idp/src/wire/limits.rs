//! The limits of a request's body.

use std::time::Duration;

/// Largest form, and largest request of the control API, in bytes. The largest honest form is of a logout, with an ID
/// token of many claims, a few kilobytes. The management API's messages have a limit of their own.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;

/// Longest time for sending a body, form or message. On loopback that is an age; and it is less than any request may
/// take, so that a client that stops half-way gets an error of its endpoint.
pub(crate) const SLOWEST_BODY: Duration = Duration::from_secs(10);
