//! Sign-ins at identity providers, from the request to the tokens.

mod arriving;
mod choosing;
mod joining;
mod profile;

use super::Claim;
use crate::environment::AuthRequestId;
use crate::rules::hosted::HostedRefusal;
use crate::rules::sign_in::Step;
use crate::rules::upstream;
use crate::rules::world::World;
use crate::seed::{Connection, Domain, Seed};

const OKTA: &str = "conn_100000000000000001";
const GOOGLE: &str = "conn_100000000000000002";

/// The default world, where Acme has Okta for `acme.example`, and everybody has Google.
fn seed() -> Seed {
    Seed::default()
        .connection(Connection::of("Acme", "okta").id(OKTA))
        .connection(Connection::social("google").id(GOOGLE))
        .domain(Domain::new("acme.example", "Acme"))
}

fn world() -> World {
    World::of(&seed())
}

/// Somebody signs in at the identity provider.
fn claim(world: &mut World, page: &AuthRequestId, email: &str) -> Result<Step, HostedRefusal> {
    let claim =
        Claim { email: email.to_owned(), given_name: Some("Erin".to_owned()), family_name: None };
    world.hosted(|desk, browser| upstream::claim(desk, page, &claim, browser))
}

/// The claims of the ID token that a code is worth.
fn id_claims(world: &mut World, code: &str) -> serde_json::Value {
    let tokens = world.redeem(code).expect("the code is fresh");
    let id_token = tokens.id_token.expect("openid was asked for");
    world.claims(&id_token)
}
