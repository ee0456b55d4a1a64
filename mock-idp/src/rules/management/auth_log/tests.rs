//! The log of authorization requests.

use serde_json::{Value, json};

use crate::seed::{Connection, Seed};
use crate::testing::{ACME, ALICE, AUTHORIZE, DAVE, World, code, page};

fn list(world: &mut World, request: Value) -> Value {
    world.manage("auditlogs.AuditLogsService/ListAuthRequests", request).expect("it is a list")
}

/// Returns the statuses that are listed, the newest first.
fn statuses(world: &mut World, wanted: Value) -> String {
    let list = list(world, wanted);
    let requests = list["authRequests"].as_array().expect("a list");
    let statuses: Vec<&str> =
        requests.iter().map(|request| request["status"].as_str().expect("a status")).collect();
    statuses.join(", ")
}

#[test]
fn a_request_is_logged_from_its_coming_to_its_answer() {
    let mut world = World::new();

    let request = page(world.authorize(AUTHORIZE));
    let came = statuses(&mut world, json!({}));
    world.submit_email(&request, ALICE).expect("a mail");
    let waits = statuses(&mut world, json!({}));
    let digits = world.mailed();
    code(world.submit_code(&request, &digits));
    let answered = list(&mut world, json!({}));

    assert_eq!((came.as_str(), waits.as_str()), ("INITIATED", "PENDING"));
    insta::assert_json_snapshot!(answered, { ".authRequests[].auth_request_id" => "ar_…" });
    assert_eq!(answered["authRequests"][0]["auth_request_id"], json!(request));
}

#[test]
fn an_answer_without_a_page_and_an_error_are_logged_too() {
    let mut world = World::new();
    world.alice();
    code(world.authorize(&format!("{AUTHORIZE}&prompt=none")));
    world.browser = crate::wire::Browser::default();
    let request = page(world.authorize(AUTHORIZE));
    world.sign_in_as(&request, DAVE).expect_err("deactivated");

    let all = statuses(&mut world, json!({}));

    insta::assert_snapshot!(all);
}

#[test]
fn a_filter_narrows_the_log_and_what_is_not_here_admits_none() {
    let seed = Seed::default().connection(Connection::of("Acme", "okta").id("conn_1"));
    let mut world = World::of(&seed);
    world.alice();
    world.seconds_pass(60);
    let _ = world.authorize(&format!("{AUTHORIZE}&organization_id={ACME}&connection_id=conn_1"));

    let mut number = |request: Value| list(&mut world, request)["total_size"].as_u64().unwrap_or(0);

    assert_eq!(number(json!({})), 2);
    assert_eq!(number(json!({ "email": "ALICE@acme.example" })), 1);
    assert_eq!(number(json!({ "status": ["success", "FAILED"] })), 1);
    assert_eq!(number(json!({ "start_time": "2026-01-01T09:00:30Z" })), 1);
    assert_eq!(number(json!({ "end_time": "2026-01-01T09:00:30Z" })), 1);
    assert_eq!(number(json!({ "client_id": "skc_100000000000000001" })), 2);
    assert_eq!(number(json!({ "client_id": "skc_100000000000000002" })), 0);
    assert_eq!(number(json!({ "resource_id": "res_1" })), 0);
    assert_eq!(number(json!({ "connected_account_identifier": "ca_1" })), 0);
    let asserted = &list(&mut world, json!({ "page_size": 1 }))["authRequests"][0];
    assert_eq!(asserted["connection_id"], "conn_1");
    assert_eq!(asserted["workflow"], "sso");
}
