//! The stories of the app over again, with tokens of its own, and those about such tokens.

#[path = "../app/answers.rs"]
mod answers;
#[path = "../app/callbacks.rs"]
mod callbacks;
mod client;
mod clients;
mod codes;
mod devices;
#[path = "../app/failures.rs"]
mod failures;
#[path = "../app/foreign_cookies.rs"]
mod foreign_cookies;
#[path = "../app/idp.rs"]
mod idp;
#[path = "../app/idp_initiated.rs"]
mod idp_initiated;
#[path = "../app/logging.rs"]
mod logging;
mod native;
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
#[path = "../app/stays_signed_in.rs"]
mod stays_signed_in;
#[path = "../app/survives_rotations.rs"]
mod survives_rotations;
#[path = "../app/two_instances.rs"]
mod two_instances;
#[path = "../app/world.rs"]
mod world;

use sample_app::Strategy;
use scalekit_axum::OwnTokens;

/// The scheme of the challenge of a 401.
const SCHEME: &str = "Bearer";

/// The names of a session's cookies.
const SESSION_COOKIES: [&str; 2] = ["accessToken", "refreshToken"];

/// Returns the strategy by which the app of these tests keeps sessions.
fn strategy() -> Strategy {
    Strategy::OwnTokens(own_tokens())
}

fn own_tokens() -> OwnTokens {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    OwnTokens::signed_with(key.parse().expect("a key"))
}
