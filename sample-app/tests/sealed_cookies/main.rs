//! The stories of the app over again, with its sessions in sealed cookies, and those about such cookies.

mod handovers;
mod keys;
mod sizes;
#[path = "../app/stories.rs"]
mod stories;
mod switching;
mod tampering;

use sample_app::Strategy;

/// The scheme of the challenge of a 401.
const SCHEME: &str = "Session";

/// The names of a session's cookies.
const SESSION_COOKIES: [&str; 3] = ["accessToken", "refreshToken", "idToken"];

/// Returns the strategy by which the app of these tests keeps sessions.
fn strategy() -> Strategy {
    sealed_by("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
}

/// Returns the strategy with other keys.
fn sealed_by(keys: &str) -> Strategy {
    Strategy::SealedCookies(keys.parse().expect("keys"))
}
