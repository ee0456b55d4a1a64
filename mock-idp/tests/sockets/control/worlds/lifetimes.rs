//! Many worlds at once, and their ends.

use std::io::Read as _;
use std::net::TcpStream;
use std::thread::{self, ScopedJoinHandle};

use mock_idp::seed::User;
use mock_idp::{MockIdp, Seed};
use serde_json::json;

use super::{address, fake};
use crate::http::{AUTHORIZE, Fake, PATIENCE, builder, client, sent};

/// Number of worlds at once.
const MANY: usize = 200;

/// Number of threads that make them.
const MAKERS: usize = 8;

#[test]
fn many_in_parallel_do_not_see_one_another() {
    let idp = MockIdp::start();

    let worlds: Vec<(String, MockIdp)> = thread::scope(|scope| {
        let idp = &idp;
        let makers: Vec<_> =
            (0..MAKERS).map(|maker| scope.spawn(move || those_of(maker, idp))).collect();
        let finished = makers.into_iter().map(ScopedJoinHandle::join);
        finished.flat_map(|worlds| worlds.expect("each is made")).collect()
    });

    assert_eq!(idp.worlds().list().len(), MANY + 1);
    for (email, world) in &worlds {
        let journal = world.journal();
        assert_eq!(journal.matches("user.login").count(), 1, "{journal}");
        assert_eq!(
            journal.matches('@').count(),
            journal.matches(email.as_str()).count(),
            "{journal}"
        );
    }
    assert_eq!(idp.journal(), "");
}

fn those_of(maker: usize, idp: &MockIdp) -> Vec<(String, MockIdp)> {
    let numbers = 0..MANY / MAKERS;
    numbers.map(|number| lived_in(idp, format!("p{number}@m{maker}.example"))).collect()
}

/// Makes a world with one more user, who has signed in.
fn lived_in(idp: &MockIdp, email: String) -> (String, MockIdp) {
    let seed = Seed::default().user(User::new(&email).joins("Acme")).sign_in_as(&email);
    let world = idp.worlds().create(seed).expect("there is room");
    let answer = sent(client().get(format!("{}{AUTHORIZE}", world.environment_url())));
    assert!(answer.parameter("code").is_some(), "{answer}");
    (email, world)
}

#[test]
fn they_end_with_the_first() {
    let fake = fake();
    let world = fake.steer("/worlds", &json!({}));
    let mut connection = TcpStream::connect(address(&world)).expect("it listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");

    drop(fake);

    assert!(matches!(connection.read(&mut [0]), Ok(0) | Err(_)));
    assert!(TcpStream::connect(address(&world)).is_err());
}

#[test]
fn one_that_nobody_uses_is_dropped() {
    let fake = Fake::built(builder(Seed::empty()).world_idle_seconds(1));
    let world = fake.steer("/worlds", &json!({}));
    let mut connection = TcpStream::connect(address(&world)).expect("it listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");

    let cut = connection.read(&mut [0]);

    assert!(!matches!(&cut, Err(why) if why.kind() == std::io::ErrorKind::WouldBlock), "{cut:?}");
    assert_eq!(fake.see("/worlds")["worlds"].as_array().map(Vec::len), Some(1));
}
