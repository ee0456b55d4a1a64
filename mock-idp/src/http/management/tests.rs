//! Clients that stop in the middle of a request.

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, Version};
use http_body_util::BodyExt as _;
use tokio::time::Instant;
use tower::ServiceExt as _;

use crate::http::body::SLOWEST_BODY;
use crate::http::body::tests::Half;
use crate::http::{Access, router};
use crate::rules::world::World;

const CALL: &str = "/scalekit.v1.sessions.SessionService/GetSession";
const ROUTE: &str = "/api/v1/passwordless/email/send";

fn request(path: &str, body: Body) -> Request<Body> {
    let kind = match path {
        CALL => "application/grpc",
        _ => "application/json",
    };
    let request = Request::post(path).version(Version::HTTP_2);
    let request = request.header("content-type", kind).body(body);
    request.expect("it is one")
}

/// Status, gRPC's own status, and the body.
async fn told(answer: Response<Body>) -> String {
    let status = answer.status();
    let of_grpc = ["grpc-status", "grpc-message"].map(|name| {
        let value = answer.headers().get(name)?.to_str().ok()?;
        Some(format!("{name}: {value}\n"))
    });
    let body = answer.into_body().collect().await.expect("it is whole");
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    let of_grpc: String = of_grpc.into_iter().flatten().collect();
    format!("{status}\n{of_grpc}{body}")
}

#[tokio::test(start_paused = true)]
async fn a_request_that_stops_half_way_is_told_so_through_either_door() {
    let world = World::new();
    let router = router(world.idp.clone(), Access::default());
    let mut answers = Vec::new();

    for (path, half) in [(CALL, &b"\0\0\0\0\x09half"[..]), (ROUTE, b"{")] {
        let stalled = Body::new(Half::Stalled(Some(Bytes::from_static(half))));
        let began = Instant::now();
        let answer = router.clone().oneshot(request(path, stalled)).await;
        assert_eq!(began.elapsed().as_secs(), SLOWEST_BODY.as_secs(), "{path}");
        answers.push(told(answer.expect("there is an answer")).await);
    }

    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    200 OK
    grpc-status: 4
    grpc-message: the%20message%20did%20not%20come%20within%2010%20seconds


    408 Request Timeout
    {"code":4,"message":"the message did not come within 10 seconds","details":[{"@type":"type.googleapis.com/scalekit.v1.errdetails.ErrorInfo","error_code":"DEADLINE_EXCEEDED"}]}
    "#);
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  management.refused           DEADLINE_EXCEEDED: the message did not come within 10 seconds
    00:00  management.refused           DEADLINE_EXCEEDED: the message did not come within 10 seconds
    ");
}

#[tokio::test]
async fn a_request_that_is_broken_off_is_cancelled() {
    let router = router(World::new().idp, Access::default());
    let mut answers = Vec::new();

    for path in [CALL, ROUTE] {
        let broken = Body::new(Half::Broken);
        let answer = router.clone().oneshot(request(path, broken)).await;
        answers.push(told(answer.expect("there is an answer")).await);
    }

    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    200 OK
    grpc-status: 1
    grpc-message: the%20call%20broke%20off:%20connection%20reset


    400 Bad Request
    {"code":1,"message":"the call broke off: connection reset","details":[{"@type":"type.googleapis.com/scalekit.v1.errdetails.ErrorInfo","error_code":"CANCELLED"}]}
    "#);
}
