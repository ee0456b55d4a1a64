//! Requests whose clients stop in the middle, and the parts of a request that are checked first.

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, Version};
use http_body_util::BodyExt as _;
use tokio::time::Instant;
use tonic::Code;

use super::body::{guarded, whole};
use super::{grpc, rest};
use crate::http::body::tests::Half;
use crate::http::{Guard, Service};
use crate::testing::World;
use crate::wire::SLOWEST_BODY;

const CALL: &str = "/scalekit.v1.sessions.SessionService/GetSession";
const ROUTE: &str = "/api/v1/passwordless/email/send";

fn request(path: &str, token: &str, body: Body) -> Request<Body> {
    let kind = match path {
        CALL => "application/grpc",
        _ => "application/json",
    };
    let request = Request::post(path).version(Version::HTTP_2);
    let request = request.header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", kind).body(body);
    request.expect("it is one")
}

/// Returns the status, gRPC's status, and the body.
async fn head_and_body(answer: Response<Body>) -> String {
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
async fn a_request_that_stops_half_way_is_refused_over_grpc_and_rest() {
    let mut world = World::new();
    let token = world.own_token();
    let service = Service::new(world.idp.clone(), Guard::default());
    let mut answers = Vec::new();

    for (path, half) in [(CALL, &b"\0\0\0\0\x09half"[..]), (ROUTE, b"{")] {
        let stalled = Body::new(Half::Stalled(Some(Bytes::from_static(half))));
        let began = Instant::now();
        let answer = service.respond(request(path, &token, stalled)).await;
        assert_eq!(began.elapsed().as_secs(), SLOWEST_BODY.as_secs(), "{path}");
        answers.push(head_and_body(answer).await);
    }

    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    200 OK
    grpc-status: 4
    grpc-message: the%20message%20did%20not%20come%20within%2010%20seconds


    408 Request Timeout
    {"code":4,"message":"the message did not come within 10 seconds","details":[{"@type":"type.googleapis.com/scalekit.v1.errdetails.ErrorInfo","error_code":"DEADLINE_EXCEEDED"}]}
    "#);
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  client_token.issued          Acme web
    00:00  management.refused           DEADLINE_EXCEEDED: the message did not come within 10 seconds
    00:00  management.refused           DEADLINE_EXCEEDED: the message did not come within 10 seconds
    ");
}

#[tokio::test]
async fn a_request_that_is_broken_off_is_cancelled() {
    let mut world = World::new();
    let token = world.own_token();
    let service = Service::new(world.idp, Guard::default());
    let mut answers = Vec::new();

    for path in [CALL, ROUTE] {
        let broken = Body::new(Half::Broken);
        let answer = service.respond(request(path, &token, broken)).await;
        answers.push(head_and_body(answer).await);
    }

    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    200 OK
    grpc-status: 1
    grpc-message: the%20call%20broke%20off:%20connection%20reset


    400 Bad Request
    {"code":1,"message":"the call broke off: connection reset","details":[{"@type":"type.googleapis.com/scalekit.v1.errdetails.ErrorInfo","error_code":"CANCELLED"}]}
    "#);
}

/// A request without a token is refused whatever its body is, and the body is not kept.
#[tokio::test]
async fn the_head_is_judged_before_the_body() {
    let world = World::new();
    let service = Service::new(world.idp.clone(), Guard::default());
    let mut answers = Vec::new();

    for path in [CALL, ROUTE] {
        let request = request(path, "somebody's", Body::from("nonsense"));
        let answer = service.respond(request).await;
        answers.push(head_and_body(answer).await);
    }

    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    200 OK
    grpc-status: 16
    grpc-message: the%20access%20token%20is%20not%20one%20of%20this%20environment:%20it%20is%20not%20a%20signed%20JWT%20of%20the%20kind%20that%20was%20asked%20for


    401 Unauthorized
    {"code":16,"message":"the access token is not one of this environment: it is not a signed JWT of the kind that was asked for","details":[{"@type":"type.googleapis.com/scalekit.v1.errdetails.ErrorInfo","error_code":"UNAUTHENTICATED"}]}
    "#);
}

#[tokio::test]
async fn no_more_is_kept_than_there_is_room_for() {
    let long = vec![b'x'; 1000];

    let (kept, sent) = whole(Body::from(long.clone()), 300).await.expect("it comes");
    let (none, gone) = whole(Body::from(long), 0).await.expect("it comes");

    assert_eq!((kept.len(), sent), (300, 1000));
    assert_eq!((none.len(), gone), (0, 1000));
}

#[test]
fn a_panic_is_a_failure_in_the_words_of_the_door() {
    let world = World::new();

    let broken = guarded(|| panic!("a rule's own mistake")).expect_err("it panics");

    let rest = rest::break_off(&world.idp, &broken);
    let grpc = grpc::broken_off(&world.idp, &broken);
    assert_eq!(rest.status(), 500);
    assert_eq!(grpc.code(), Code::Internal);
    insta::assert_snapshot!(world.idp.story(), @"
    00:00  management.refused           INTERNAL: this fake failed, which is a mistake of its own; its standard error says where
    00:00  management.refused           INTERNAL: this fake failed, which is a mistake of its own; its standard error says where
    ");
}
