//! Calls to an interceptor, signed by the fake, and sent by the story in its stead.

use std::time::Duration;

use e2e::World;
use insta::assert_snapshot;
use mock_idp::SignedPayload;
use serde_json::json;

use super::server::Server;

async fn answer(server: &Server, call: &SignedPayload) -> String {
    let http = reqwest::Client::builder().no_proxy().timeout(super::PATIENCE).build();
    let mut request = http.expect("constant settings").post(server.url("/interceptors"));
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    let response = request.body(call.body.clone()).send().await.expect("the server is up");
    response.text().await.expect("an answer comes whole")
}

#[tokio::test]
async fn a_server_decides_about_signed_calls_and_denies_every_other() {
    let world = World::start().await;
    let server = Server::start(&world).await;
    let of = |trigger: &str| {
        let context = json!({ "user_email": super::ALICE, "organization_id": e2e::ACME });
        let body = json!({ "trigger_point": trigger, "interceptor_context": context, "data": {} });
        world.idp.sign_interceptor_call(body.to_string())
    };
    let session = of("PRE_SESSION_CREATION");
    let mut changed = session.clone();
    changed.body = changed.body.replace("SESSION", "SIGNUP!");
    let mut without_headers = session.clone();
    without_headers.headers.clear();
    let of_a_webhook = world.idp.sign_webhook(session.body.clone());

    let mut report = Vec::new();
    for call in [&session, &of("PRE_SIGNUP"), &changed, &without_headers, &of_a_webhook] {
        report.push(answer(&server, call).await);
    }
    world.pass(Duration::from_secs(301));
    report.push(answer(&server, &session).await);
    report.extend(server.said());

    assert_snapshot!(report.join("\n"), @r#"
    {"decision":"ALLOW","response":{"claims":{"tier":"enterprise"}}}
    {"decision":"DENY","error":{"message":"Nobody signs up here."}}
    {"decision":"DENY","error":{"message":"This did not work. Please try again later."}}
    {"decision":"DENY","error":{"message":"This did not work. Please try again later."}}
    {"decision":"DENY","error":{"message":"This did not work. Please try again later."}}
    {"decision":"DENY","error":{"message":"This did not work. Please try again later."}}
    the signature is wrong
    the header `interceptor-id` is missing
    the signature is wrong
    it was sent 301 s ago, more than 300
    "#);
}
