//! The app through its router, without a browser, and without a network but to a stand-in for Scalekit.

mod connections;
mod https;
mod kept_library;
mod starts;
mod stops;
#[path = "stories.rs"]
mod stories;

use sample_app::Strategy;

/// The scheme of the challenge of a 401.
const SCHEME: &str = "Session";

/// The names of a session's cookies.
const SESSION_COOKIES: [&str; 1] = ["session"];

/// Returns the strategy by which the app of these tests keeps sessions.
fn strategy() -> Strategy {
    Strategy::Server
}
