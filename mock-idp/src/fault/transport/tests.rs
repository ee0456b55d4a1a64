use axum::body::to_bytes;
use tokio::time::Instant;

use super::*;
use crate::fault::Fault;
use crate::http::{Guard, Service};
use crate::testing::World;
use crate::wire::Endpoint;

fn a_key_set_request(effect: Effect) -> (Service, Request) {
    let world = World::new();
    let planned = world.idp.plan_fault(Fault::new(Endpoint::Keys, effect));
    planned.expect("it can be planned");
    let request = Request::get("/keys").header("host", "localhost").body(Body::empty());
    let service = Service::new(world.idp.clone(), Guard::default());
    (service, request.expect("a request"))
}

#[tokio::test(start_paused = true)]
async fn silence_ends_with_a_reset() {
    let (service, mut request) = a_key_set_request(Effect::Silence);
    let connection = Connection::default();
    request.extensions_mut().insert(connection.clone());
    let began = Instant::now();

    tokio::select! {
        answer = service.respond(request) => panic!("nothing is answered: {answer:?}"),
        () = connection.until_reset() => {}
    }

    assert_eq!(began.elapsed().as_secs(), LONGEST_DELAY.as_secs());
    assert!(connection.is_reset());
}

#[tokio::test(start_paused = true)]
async fn the_longest_delay_ends_with_an_answer() {
    let (service, request) = a_key_set_request(Effect::Delay(LONGEST_DELAY));
    let began = Instant::now();

    let answer = service.respond(request).await;

    assert_eq!(answer.status(), 200);
    assert_eq!(began.elapsed().as_secs(), LONGEST_DELAY.as_secs());
}

#[tokio::test]
async fn a_cut_body_is_half_of_it_under_the_length_of_the_whole() {
    let whole = Response::new(Body::from("0123456789"));

    let cut = Cut::short(whole).await;

    assert_eq!(cut.headers()["content-length"], "10");
    let mut body = cut.into_body();
    let half = http_body_util::BodyExt::frame(&mut body).await;
    let half = half.expect("a frame").expect("the half of it");
    assert_eq!(half.into_data().expect("data"), "01234");
    assert!(to_bytes(body, 100).await.is_err());
}
