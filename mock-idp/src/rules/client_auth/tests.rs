//! A client is authenticated, or gets the reason.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::{ClientError, authenticate, authenticate_confidential};
use crate::environment::Environment;
use crate::seed::{Client, Seed};
use crate::testing::World;
use crate::wire::{Credentials, CredentialsError, Params, RepeatedError};

const WEB: &str = "skc_100000000000000001";
const SPA: &str = "skc_100000000000000002";

fn refused(
    world: &World,
    presented: &Result<Credentials, CredentialsError>,
) -> (ClientError, &'static str) {
    world.idp.read(|env| {
        let why = authenticate(env, presented).expect_err("a refusal");
        let code = why.code().as_str();
        (why, code)
    })
}

fn post(client_id: &str, secret: &str) -> Credentials {
    Credentials::Post { client_id: client_id.to_owned(), secret: secret.into() }
}

fn none(client_id: &str) -> Credentials {
    Credentials::None { client_id: client_id.to_owned() }
}

#[test]
fn each_failure_has_its_reason_and_its_code() {
    let world = World::new();

    let invalid_client = [
        (Ok(post("skc_1", "x")), ClientError::Unknown("skc_1".into())),
        (Ok(post(WEB, "x")), ClientError::WrongSecret),
        (Ok(none(WEB)), ClientError::NoSecret),
        (Ok(post(SPA, "x")), ClientError::PublicWithSecret),
        (Err(CredentialsError::Missing), CredentialsError::Missing.into()),
        (Err(CredentialsError::SecretAlone), CredentialsError::SecretAlone.into()),
        (Err(CredentialsError::BadBasic), CredentialsError::BadBasic.into()),
    ];
    for (presented, why) in invalid_client {
        assert_eq!(refused(&world, &presented), (why, "invalid_client"));
    }
    for mistake in [
        CredentialsError::Twice,
        CredentialsError::TwoClients,
        CredentialsError::Repeated(RepeatedError("client_id")),
    ] {
        assert_eq!(refused(&world, &Err(mistake)), (mistake.into(), "invalid_request"));
    }
}

#[test]
fn a_right_secret_that_was_not_encoded_has_a_reason_of_its_own() {
    let secret = "a+b/c=d%2Fe:f";
    let seed = Seed::empty().client(Client::web("Acme web").id("skc_1").secret(secret));
    let world = World::of(&seed);
    let by_basic = |secret: &str| {
        let credentials = STANDARD.encode(format!("skc_1:{secret}"));
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Basic {credentials}").parse().expect("a header"));
        Credentials::read(&headers, &Params::parse(b""))
    };

    let encoded = by_basic("a%2Bb%2Fc%3Dd%252Fe%3Af");
    assert!(world.idp.read(|env| authenticate(env, &encoded).is_ok()));
    let (why, code) = refused(&world, &by_basic(secret));
    assert_eq!((&why, code), (&ClientError::NotFormEncoded, "invalid_client"));
    assert!(!why.to_string().contains(secret));
    assert_eq!(refused(&world, &by_basic("a+b")).0, ClientError::WrongSecret);
}

#[test]
fn each_of_two_secrets_is_good_while_they_rotate() {
    let seed = Seed::empty().client(
        Client::web("Acme web").id("skc_1").secret("the_one_in_use").secret("the_next_one"),
    );
    let world = World::of(&seed);

    for secret in ["the_one_in_use", "the_next_one"] {
        let name = world.idp.read(|env| {
            authenticate(env, &Ok(post("skc_1", secret))).map(|client| client.name.clone())
        });
        assert_eq!(name.as_deref(), Ok("Acme web"));
    }
}

#[test]
fn a_public_client_is_believed_unless_a_secret_is_needed() {
    let world = World::new();
    let authenticate = |env: &Environment| {
        let presented = Ok(none(SPA));
        (
            authenticate(env, &presented).is_ok(),
            authenticate_confidential(env, &presented).map(|_| ()),
        )
    };

    let (public, confidential) = world.idp.read(authenticate);

    assert!(public);
    assert_eq!(confidential, Err(ClientError::Public));
    assert_eq!(ClientError::Public.code().as_str(), "invalid_client");
}
