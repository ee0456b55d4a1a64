//! The stories of the app over again, with its sessions in sealed cookies, and those about such cookies.

#[path = "../app/answers.rs"]
mod answers;
#[path = "../app/callbacks.rs"]
mod callbacks;
#[path = "../app/failures.rs"]
mod failures;
#[path = "../app/foreign_cookies.rs"]
mod foreign_cookies;
mod handovers;
#[path = "../app/idp.rs"]
mod idp;
#[path = "../app/idp_initiated.rs"]
mod idp_initiated;
mod keys;
#[path = "../app/logging.rs"]
mod logging;
#[path = "../app/outages.rs"]
mod outages;
#[path = "../app/receivers.rs"]
mod receivers;
#[path = "../app/secrets.rs"]
mod secrets;
#[path = "../app/signed_out.rs"]
mod signed_out;
#[path = "../app/signs_in.rs"]
mod signs_in;
#[path = "../app/signs_out.rs"]
mod signs_out;
mod sizes;
#[path = "../app/stays_signed_in.rs"]
mod stays_signed_in;
#[path = "../app/survives_rotations.rs"]
mod survives_rotations;
mod switching;
mod tampering;
#[path = "../app/two_instances.rs"]
mod two_instances;
#[path = "../app/world.rs"]
mod world;

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
