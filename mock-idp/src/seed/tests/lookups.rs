//! The lookup of names in a seed.

use super::*;
use crate::environment::InitialState;
use crate::environment::SignInMode;

fn begin(seed: &Seed) -> InitialState {
    seed.initial_state("http://127.0.0.1", &mut Ids::seeded(0)).unwrap()
}

#[test]
fn a_membership_names_its_organization_by_name_or_id() {
    let world = begin(
        &Seed::empty()
            .organization(Organization::new("Acme").id("org_1"))
            .user(User::new("ann@acme.example").joins("Acme"))
            .user(User::new("ben@acme.example").joins("org_1")),
    );

    assert_eq!(world.contents.users[0].memberships, world.contents.users[1].memberships);
}

#[test]
fn a_membership_without_roles_has_those_of_whoever_joins() {
    let world = begin(
        &Seed::empty()
            .organization(Organization::new("Acme"))
            .user(User::new("ann@acme.example").joins("Acme"))
            .user(User::new("ben@acme.example").member_of("Acme", Vec::<String>::new())),
    );

    assert_eq!(world.contents.users[0].memberships[0].roles, ["member"]);
    assert_eq!(world.contents.users[1].memberships[0].roles, [""; 0], "an empty list says: none");
}

#[test]
fn addresses_differ_by_more_than_case() {
    let world =
        begin(&Seed::empty().sign_in_as("ANN@acme.example").user(User::new("Ann@Acme.example")));

    assert_eq!(world.contents.users[0].email, "ann@acme.example");
    assert_eq!(world.settings.sign_in, SignInMode::As(world.contents.users[0].id.clone()));
}

#[test]
fn a_key_file_is_looked_for_beside_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let (seed, key) = (folder.path().join("seed.toml"), folder.path().join("key.pem"));
    std::fs::write(&seed, "environment.signing_key = { pem_file = \"key.pem\" }").unwrap();
    std::fs::write(&key, pem_of_test_key_2()).unwrap();

    let world = begin(&Seed::from_file(&seed).unwrap());

    assert_eq!(
        world.keys.current().kid(),
        crate::environment::SigningKey::built_in_successor().kid()
    );
}

#[test]
fn a_generated_key_is_not_the_built_in_one() {
    let world = begin(&Seed::empty().signing_key(SigningKey::Generate));

    assert_ne!(world.keys.current().kid(), crate::environment::SigningKey::built_in().kid());
}

fn pem_of_test_key_2() -> String {
    use base64::Engine as _;
    let der = base64::engine::general_purpose::STANDARD
        .encode(include_bytes!("../../../keys/test-key-2.der"));
    format!("-----BEGIN RSA PRIVATE KEY-----\n{der}\n-----END RSA PRIVATE KEY-----\n")
}
