//! What Scalekit sends to an application's server by itself, and what a server that verifies it with the client does.

mod interceptors;
mod logout_tokens;
mod sample_app;
mod server;
mod webhooks;

use std::time::Duration;

use e2e::World;
use mock_idp::{Attempt, Replay};

use server::Server;

const ALICE: &str = "alice@acme.example";

/// Longest time for the fake to send what is due; on this machine it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until the fake has sent everything that is due.
async fn settled(world: &World) {
    world.idp.deliveries_settled(PATIENCE).await.expect("the server answers at once");
}

/// Sends a delivery again, and returns what the server said about each repetition, with its status.
async fn replayed(world: &World, server: &Server, delivery: u64, replay: Replay) -> Vec<String> {
    drop(server.said());
    let numbers = world.idp.replay(delivery, replay).expect("it was sent, and can be forged so");
    settled(world).await;
    let statuses = numbers.into_iter().map(|number| status(world, number));
    let said = server.said().into_iter();
    statuses.zip(said).map(|(status, said)| format!("{status} {said}")).collect()
}

/// Returns the status with which the last attempt of a delivery was answered.
fn status(world: &World, number: u64) -> u16 {
    let deliveries = world.idp.deliveries();
    let delivery = deliveries.iter().find(|delivery| delivery.number == number);
    let last = delivery.and_then(|delivery| delivery.attempts.last());
    last.and_then(|attempt: &Attempt| attempt.status).expect("it was sent and answered")
}
