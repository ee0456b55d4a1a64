//! The management API: the application's own token, pages, and answers of every kind.

use std::pin::pin;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use scalekit::management::{ManagementError, NewOrganization, NewUser, SessionStatus};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, ResponseTemplate};

use crate::world::{World, answering};

const USER: &str = "usr_1";
const SESSION: &str = "/api/v1/sessions/ses_1";

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn own_token(token: &str) -> ResponseTemplate {
    ok(json!({ "access_token": token, "token_type": "Bearer", "expires_in": 86_399 }))
}

fn session(id: &str) -> Value {
    json!({
        "session_id": id, "user_id": USER, "status": "active",
        "created_at": "2027-01-15T08:00:00Z", "expired_at": null,
    })
}

fn envelope(code: u16, name: &str) -> Value {
    json!({
        "code": code, "message": "no", "details": [{
            "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo", "error_code": name,
            "validation_error_info": { "field_violations": [{ "field": "email", "description": "is no address" }] },
        }],
    })
}

async fn world() -> World {
    let world = World::without_keys().await;
    // A mock that a test adds comes first.
    let token = answering("POST", "/oauth/token", own_token("own_1")).with_priority(9);
    token.mount(&world.idp).await;
    world
}

#[tokio::test]
async fn one_token_serves_all_calls_until_shortly_before_its_end() {
    let world = world().await;
    let signed = Mock::given(path(SESSION)).and(header("authorization", "Bearer own_1"));
    signed.respond_with(ok(session("ses_1"))).mount(&world.idp).await;
    let management = world.client.management();

    let calls = (0..20).map(|_| management.session("ses_1"));
    for outcome in futures_util::future::join_all(calls).await {
        assert_eq!(outcome.expect("it is there").status, SessionStatus::Active);
    }
    assert_eq!(world.requests_to("/oauth/token").await.len(), 1);

    world.advance(Duration::from_secs(86_399 - 30));
    management.session("ses_1").await.expect("with a new token");
    let requests = world.requests_to("/oauth/token").await;
    let form = String::from_utf8_lossy(&requests[1].body).into_owned();
    assert_eq!(
        form,
        "grant_type=client_credentials&client_id=skc_1&client_secret=test_secret_of_the_application"
    );
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let world = world().await;
    let good = Mock::given(path(SESSION)).and(header("authorization", "Bearer own_2"));
    good.respond_with(ok(session("ses_1"))).mount(&world.idp).await;
    let stale = Mock::given(path(SESSION)).and(header("authorization", "Bearer own_1"));
    let refusal = ResponseTemplate::new(401).set_body_json(envelope(16, "UNAUTHENTICATED"));
    stale.respond_with(refusal).mount(&world.idp).await;
    let management = world.client.management();

    let refused = management.session("ses_1").await.expect_err("twice");
    assert!(matches!(refused, ManagementError::Refused(_)), "{refused}");
    assert_eq!(world.requests_to("/oauth/token").await.len(), 2, "and no more");

    let _fresh = world.token_endpoint(own_token("own_2")).await;
    management.session("ses_1").await.expect("the next token is good");
}

#[tokio::test]
async fn pages_come_one_after_the_other_and_only_as_they_are_needed() {
    let world = world().await;
    let list = "/api/v1/users/usr_1/sessions";
    let first = Mock::given(path(list))
        .and(query_param("filter.status", "active"))
        .and(query_param_is_missing("page_token"));
    let page = json!({ "sessions": [session("ses_1"), session("ses_2")], "next_page_token": "p2" });
    first.respond_with(ok(page)).mount(&world.idp).await;
    let second = Mock::given(path(list)).and(query_param("page_token", "p2"));
    let page = json!({ "sessions": [session("ses_3")], "next_page_token": "" });
    second.respond_with(ok(page)).mount(&world.idp).await;
    let sessions = world.client.management().sessions_of(USER).active();

    let mut stream = pin!(sessions.clone().stream());
    stream.next().await.expect("one").expect("a good one");
    assert_eq!(world.requests_to(list).await.len(), 1);
    let rest: Vec<_> = stream.map_ok(|session| session.id).try_collect().await.expect("all good");

    assert_eq!(rest, ["ses_2", "ses_3"]);
    assert_eq!(sessions.all().await.expect("all good").len(), 3);
}

#[tokio::test]
async fn a_server_that_always_names_a_next_page_ends_the_list() {
    let world = world().await;
    let endless = json!({ "users": [], "next_page_token": "again" });
    answering("GET", "/api/v1/users", ok(endless)).mount(&world.idp).await;

    let users = world.client.management().users().all().await;

    assert!(users.expect_err("half a list is none").is_transient());
    assert_eq!(world.requests_to("/api/v1/users").await.len(), 1_000);
}

#[tokio::test]
async fn errors_are_sorted_by_what_the_caller_can_do() {
    let mut outcomes = Vec::new();
    for answer in [
        ResponseTemplate::new(404).set_body_json(envelope(5, "NOT_FOUND")),
        ResponseTemplate::new(409).set_body_json(envelope(6, "ALREADY_EXISTS")),
        ResponseTemplate::new(400).set_body_json(envelope(3, "INVALID_ARGUMENT")),
        ResponseTemplate::new(403).set_body_json(envelope(7, "PERMISSION_DENIED")),
        ResponseTemplate::new(404).set_body_raw("<html>", "text/html"),
        ResponseTemplate::new(429),
        ResponseTemplate::new(500),
        ResponseTemplate::new(501).set_body_json(envelope(12, "UNIMPLEMENTED")),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
        ok(json!({ "session_id": 7 })),
    ] {
        let world = world().await;
        answering("GET", SESSION, answer).mount(&world.idp).await;

        let error = world.client.management().session("ses_1").await.expect_err("no");

        if let ManagementError::Invalid(invalid) = &error {
            assert_eq!(invalid.fields, [("email".into(), "is no address".into())]);
        }
        outcomes.push(format!("{error}{}", if error.is_transient() { " (later)" } else { "" }));
    }

    insta::assert_snapshot!(outcomes.join("\n"));
}

#[tokio::test]
async fn an_outage_of_the_token_endpoint_is_one_of_the_management_api() {
    let world = World::without_keys().await;
    let _down = world.token_endpoint(ResponseTemplate::new(503)).await;

    let error = world.client.management().session("ses_1").await;

    assert!(error.expect_err("no token").is_transient());
}

#[tokio::test]
async fn ids_are_any_text_but_lead_nowhere_else() {
    let world = world().await;
    let odd = answering("GET", "/api/v1/sessions/a%2Fb%3Fc", ok(session("ses_1")));
    odd.mount(&world.idp).await;
    let management = world.client.management();

    management.session("a/b?c").await.expect("one segment");
    for nothing in ["", ".", ".."] {
        let error = management.delete_user(nothing).await.expect_err("no id");

        assert!(matches!(error, ManagementError::Invalid(_)));
    }
    let requests = world.idp.received_requests().await.expect("recording is on");
    assert_eq!(requests.len(), 2, "the token and the session");
}

#[tokio::test]
async fn no_role_at_all_is_refused_without_a_request() {
    let world = world().await;

    let refused = world.client.management().set_roles("org_1", USER, &[]).await;

    insta::assert_snapshot!(refused.expect_err("Scalekit would change nothing"), @"invalid: a member has one role at least; nothing was sent");
    let requests = world.idp.received_requests().await;
    assert!(requests.expect("recording is on").is_empty());
}

#[tokio::test]
async fn the_last_permission_of_a_role_is_taken_by_its_name() {
    let world = world().await;
    let list = json!({ "permissions": [
        { "id": "perm_1", "name": "reports:read", "description": "Reads reports" },
        { "id": "perm_2", "name": "reports:write" },
    ] });
    for verb in ["GET", "POST"] {
        let all = answering(verb, "/api/v1/roles/auditor/permissions", ok(list.clone()));
        all.mount(&world.idp).await;
    }
    let of_the_role = "/api/v1/roles/auditor/permissions/reports:read";
    let gone = answering("DELETE", of_the_role, ok(json!({})));
    gone.expect(1).mount(&world.idp).await;
    let management = world.client.management();

    let both = management.add_permissions("auditor", &["reports:write"]).await.expect("added");
    let listed = management.permissions_of("auditor").await.expect("listed");
    management.remove_permission("auditor", "reports:read").await.expect("removed");
    let none = management.add_permissions("auditor", &[]).await;

    assert_eq!(both, listed);
    assert_eq!(listed[0].name, "reports:read");
    let requests = world.requests_to("/api/v1/roles/auditor/permissions").await;
    assert_eq!(
        requests[0].body_json::<Value>().expect("JSON"),
        json!({ "permission_names": ["reports:write"] })
    );
    insta::assert_snapshot!(none.expect_err("Scalekit would refuse it"), @"invalid: no permission is named; nothing was sent");
}

#[tokio::test]
async fn what_is_not_said_is_not_sent() {
    let world = world().await;
    let organization = json!({ "organization": { "id": "org_1", "display_name": "Acme" } });
    Mock::given(method("POST"))
        .and(path("/api/v1/organizations"))
        .respond_with(ResponseTemplate::new(201).set_body_json(organization))
        .mount(&world.idp)
        .await;
    let user = json!({ "user": { "id": "usr_1", "email": "a@acme.example" } });
    Mock::given(method("POST"))
        .and(path("/api/v1/organizations/org_1/users"))
        .respond_with(ResponseTemplate::new(201).set_body_json(user))
        .mount(&world.idp)
        .await;
    let management = world.client.management();

    let acme = NewOrganization::named("Acme").slug("acme");
    let acme = management.create_organization(acme).await.expect("created");
    let ada = NewUser::with_email("a@acme.example").role("admin").named("Ada", "Lovelace");
    management.create_user(&acme.id, ada).await.expect("created");
    let quietly = NewUser::with_email("g@acme.example").without_invitation();
    management.create_user(&acme.id, quietly).await.expect("created");

    let sent = world.idp.received_requests().await.expect("recording is on");
    let queries: Vec<_> = sent.iter().filter_map(|request| request.url.query()).collect();
    assert_eq!(queries, ["send_invitation_email=false"]);
    let bodies: Vec<Value> = sent.iter().filter_map(|request| request.body_json().ok()).collect();
    assert_eq!(
        bodies,
        [
            json!({ "display_name": "Acme", "slug": "acme" }),
            json!({
                "email": "a@acme.example",
                "membership": { "roles": [{ "name": "admin" }] },
                "user_profile": { "given_name": "Ada", "family_name": "Lovelace" },
            }),
            json!({ "email": "g@acme.example", "membership": { "roles": [] } }),
        ]
    );
}
