//! The app through its router, without a browser, and without a network but to a stand-in for Scalekit.

mod answers;
mod callbacks;
mod connections;
mod failures;
mod foreign_cookies;
mod https;
mod idp;
mod idp_initiated;
mod logging;
mod outages;
mod receivers;
mod secrets;
mod signed_out;
mod signs_in;
mod signs_out;
mod starts;
mod stays_signed_in;
mod stops;
mod survives_rotations;
mod two_instances;
mod world;

use sample_app::Strategy;

/// The scheme of the challenge of a 401.
const SCHEME: &str = "Session";

/// The names of a session's cookies.
const SESSION_COOKIES: [&str; 1] = ["session"];

/// Returns the strategy by which the app of these tests keeps sessions.
fn strategy() -> Strategy {
    Strategy::Server
}
