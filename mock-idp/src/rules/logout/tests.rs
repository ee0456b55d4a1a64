//! The sessions that end, and the browser's next address.

mod address;
mod causes;
mod hint;
mod session;

use super::LoggedOut;
use crate::testing::{AUTHORIZE, World};

const AFTERWARDS: &str = "post_logout_redirect_uri=http://localhost:3000/logged-out";

/// Signs Alice in, and returns her ID token.
fn signed_in(world: &mut World) -> String {
    world.alice().id_token.expect("openid")
}

fn granted(world: &mut World, query: &str) -> LoggedOut {
    world.logout(query).expect("nothing stands against it")
}

/// Returns whether this browser still has a live session, by an authorization request without a page.
fn is_signed_in(world: &mut World) -> bool {
    world.authorize(&format!("{AUTHORIZE}&prompt=none")).is_ok()
}
