//! Addresses that are of no lesson, and readers who see none.

use mock_idp::{Control, LessonError, MockIdp};
use reqwest::header::HOST;
use user_agent::{Probe, UserAgent};

use crate::http::PATIENCE;

#[tokio::test]
async fn what_is_no_lesson_is_refused_and_another_host_sees_none() {
    let idp = MockIdp::start();
    let reader = UserAgent::new();
    let status = async |path: &str| {
        let probe = Probe::get(&format!("{}{path}", idp.control_url()));
        reader.probe(probe).await.expect("an answer").status()
    };

    assert_eq!(status("/lessons/none").await, 404);
    assert_eq!(status("/lessons/sign-out?colour=red").await, 400);
    assert_eq!(status("/lessons/sign-out?after=x").await, 400);
    let error = idp.teach("none").await.expect_err("there is none");
    assert!(matches!(error, LessonError::Unknown { .. }), "{error}");
    let client = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
    let url = format!("{}/lessons/sign-out", idp.control_url());
    let elsewhere = client.get(&url).header(HOST, "evil.example").send().await.expect("an answer");
    assert_eq!(elsewhere.status(), 403);
    let page = client.get(&url).send().await.expect("an answer");
    assert_eq!(page.headers()["x-frame-options"], "DENY");
    let closed = MockIdp::builder().control(Control::Off).start().expect("a fake");
    let url = format!("{}/_mock/lessons", closed.environment_url());
    assert_eq!(client.get(url).send().await.expect("an answer").status(), 404);
}
