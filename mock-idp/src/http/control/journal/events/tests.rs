//! How long events are sent, at a time that leaps to what is waited for, so that nobody waits.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;
use http_body_util::BodyExt as _;
use tokio::time::Instant;

use super::super::super::events::KEEP_ALIVE;
use crate::http::{Guard, LONGEST_REQUEST, Service};
use crate::testing::World;
use crate::wire::Refuser;

#[tokio::test(start_paused = true)]
async fn a_journal_is_followed_for_longer_than_a_request_may_take() {
    let idp = World::new().idp;
    let service = Service::new(idp.clone(), Guard::default());
    let request = Request::get("/_mock/journal/events").header(HOST, "localhost");
    let request = request.body(Body::empty()).expect("a request");
    let began = Instant::now();

    let answer = service.respond(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let mut body = answer.into_body();
    let mut comments = 0;
    while began.elapsed() <= 2 * LONGEST_REQUEST {
        let comment = body.frame().await.expect("it goes on").expect("it does not break");
        assert_eq!(comment.into_data().expect("data"), ":\n\n");
        comments += 1;
    }
    idp.note_refusal(Refuser::Route, "not_found", "nowhere".to_owned());
    let entry = body.frame().await.expect("it goes on").expect("it does not break");

    assert_eq!(comments, began.elapsed().as_secs() / KEEP_ALIVE.as_secs());
    let entry = String::from_utf8(entry.into_data().expect("data").to_vec()).expect("UTF-8");
    assert!(entry.starts_with("id: 1\ndata: {\"seq\":1,"), "{entry}");
}
