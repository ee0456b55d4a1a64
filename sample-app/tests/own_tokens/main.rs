//! The stories of the app over again, with tokens of its own, and those about such tokens.

mod client;
mod clients;
mod codes;
mod devices;
mod native;
#[path = "../app/stories.rs"]
mod stories;

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
