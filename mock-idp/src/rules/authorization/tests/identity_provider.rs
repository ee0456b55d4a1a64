//! Sign-ins at identity providers, from the request to the tokens.

mod arriving;
mod choosing;
mod joining;
mod profile;

use crate::environment::AuthRequestId;
use crate::rules::authorization::hosted::{self, HostedPageError};
use crate::rules::authorization::{IdentityProviderForm, Step};
use crate::seed::{Connection, Domain, Seed};
use crate::testing::World;

const OKTA: &str = "conn_100000000000000001";
const GOOGLE: &str = "conn_100000000000000002";

/// Returns the default seed, where Acme has Okta for `acme.example`, and everybody has Google.
fn seed() -> Seed {
    Seed::default()
        .connection(Connection::of("Acme", "okta").id(OKTA))
        .connection(Connection::social("google").id(GOOGLE))
        .domain(Domain::new("acme.example", "Acme"))
}

fn world() -> World {
    World::of(&seed())
}

/// Signs a person in at the identity provider.
fn claim(world: &mut World, page: &AuthRequestId, email: &str) -> Result<Step, HostedPageError> {
    let form = IdentityProviderForm {
        email: email.to_owned(),
        given_name: Some("Erin".to_owned()),
        family_name: None,
    };
    world.hosted(|desk, browser| hosted::submit_identity_provider(desk, page, &form, browser))
}

/// Redeems a code, and returns the claims of its ID token.
fn id_claims(world: &mut World, code: &str) -> serde_json::Value {
    let tokens = world.redeem(code).expect("the code is fresh");
    let id_token = tokens.id_token.expect("the scope has openid");
    world.claims(&id_token)
}
