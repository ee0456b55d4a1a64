//! Who is signed out, and where the browser goes afterwards.

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

/// Returns whether this browser still has a live session, seen as an application sees it.
fn is_signed_in(world: &mut World) -> bool {
    world.authorize(&format!("{AUTHORIZE}&prompt=none")).is_ok()
}
