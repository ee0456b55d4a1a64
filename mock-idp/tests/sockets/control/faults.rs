//! `/_mock/faults`: planning, counts and clearing of faults. Their effects are tested in the modules beside.

mod callback;
mod tokens;
mod transport;

use mock_idp::{Effect, Endpoint, FaultTarget, Forgery};
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{AUTHORIZE, Answer, Fake, WEB, sent, transcript};

/// Returns a client's own token.
fn own_token(fake: &Fake) -> Answer {
    fake.post("/oauth/token", &format!("{WEB}&grant_type=client_credentials"))
}

fn plan(fake: &Fake, fault: &Value) -> u64 {
    fake.steer("/faults", fault)["id"].as_u64().expect("a number")
}

/// Returns the journal's lines about faults.
fn fired(fake: &Fake) -> String {
    let story = fake.idp.journal();
    let faults = story.lines().filter(|line| line.contains("fault.fired"));
    faults.map(|line| line[36..].to_owned() + "\n").collect()
}

#[test]
fn a_fault_is_planned_happens_and_is_gone() {
    let fake = Fake::start();

    let id = plan(
        &fake,
        &json!({ "what": { "status": 503 }, "endpoint": "token", "client": "Acme web", "from_call": 2, "times": 2 }),
    );
    let answers: Vec<u16> = (0..3).map(|_| own_token(&fake).status).collect();
    let planned = fake.see("/faults");
    let last: Vec<u16> = (0..2).map(|_| own_token(&fake).status).collect();

    assert_eq!((answers, last), (vec![200, 503, 503], vec![200, 200]));
    assert_eq!(planned, json!({ "faults": [] }));
    assert_eq!(fired(&fake), "/oauth/token answers 503 Service Unavailable\n".repeat(2));
    let entries = fake.see("/journal");
    let entry = entries["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .find(|entry| entry["event"] == "fault.fired");
    assert_eq!(entry.expect("a fault")["fault"], id);
}

#[test]
fn what_is_left_is_listed_and_cleared() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": { "delay_ms": 1 }, "below": "/keys", "until_cleared": true }));
    plan(&fake, &json!({ "what": "reset", "operation": "UserService/GetUser", "times": 3 }));
    plan(&fake, &json!({ "what": { "key_set": "empty" } }));
    fake.get("/keys");

    let planned = fake.see("/faults");
    let cleared = fake.control(&Method::DELETE, "/faults/1", &Value::Null);
    let again = fake.control(&Method::DELETE, "/faults/1", &Value::Null);
    let other = fake.control(&Method::DELETE, "/faults/first", &Value::Null);
    let rest = fake.control(&Method::DELETE, "/faults", &Value::Null);

    assert_eq!(
        planned["faults"],
        json!([
            { "id": 1, "below": "/keys", "what": { "delay_ms": 1 }, "from_call": 1, "calls": 1, "fired": 1, "left": null },
            { "id": 2, "operation": "scalekit.v1.users.UserService/GetUser", "what": "reset", "from_call": 1, "calls": 0, "fired": 0, "left": 3 },
        ])
    );
    assert_eq!((cleared.status, &rest.json()["cleared"]), (200, &json!(1)));
    insta::assert_snapshot!(transcript([("again", again), ("no number", other)]), @r#"
    > again
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no fault 1 is planned; there are 2"}

    > no number
    404
    cache-control: no-store
    {"error":"not_found","error_description":"no fault first is planned; there are 2"}
    "#);
}

#[test]
fn what_cannot_go_wrong_is_refused_with_what_can() {
    let fake = Fake::start();

    let refused = [
        json!({ "what": "reset", "endpoint": "tokn" }),
        json!({ "what": "reset", "operation": "SesionService/GetSession" }),
        json!({ "what": "reset", "client": "Acme wbe" }),
        json!({ "what": "reset", "endpoint": "token", "below": "/keys" }),
        json!({ "what": "reset", "times": 2, "until_cleared": true }),
        json!({ "what": "rest" }),
        json!({ "what": { "error": "acess_denied" } }),
        json!({ "what": { "state": "wrong" }, "endpoint": "token" }),
        json!({ "what": { "id_token": "forged" } }),
        json!({ "endpoint": "token" }),
    ]
    .map(|fault| {
        let answer = fake.control(&Method::POST, "/faults", &fault);
        assert_eq!(answer.status, 400, "{answer}");
        answer.json()["error_description"].as_str().expect("a cause").to_owned()
    });

    insta::assert_snapshot!(refused.join("\n"), @"
    no endpoint tokn; there are authorize, token, keys, userinfo, logout, introspect, revoke, discovery, login, idp, partner_callback, invitation, portal, management
    no operation SesionService/GetSession of the management API; there are AuditLogsService, AuthService, PasswordlessService, WebAuthnService, ClientService, ConnectionService, DirectoryService, DomainService, EventsService, OrganizationService, RolesService, SessionService, ApiTokenService, UserService
    no client Acme wbe; there are Acme web, Acme SPA
    endpoint, operation and below: one of them at most
    times or until_cleared, and not both
    the body: unknown variant `rest`, expected one of `status`, `rate_limited`, `delay_ms`, `late_answer_ms`, `silence`, `reset`, `cut_short`, `html`, `malformed_json`, `id_token`, `access_token`, `idp_initiated`, `state`, `error`, `refresh_without`, `key_set` at line 1 column 14
    the body: no error acess_denied at the callback; there are access_denied, invalid_request, server_error, login_required, invalid_connection_selector, no_active_connections, connection_not_active, no_configured_connections, invalid_organization_id, invalid_connection_id, domain_not_found, invalid_user_domain, application_not_active, unauthorized, user_not_active, mandatory_attribute_missing, invalid_id_token, failed_to_exchange_token, user_info_retrieve_failed, invalid_saml_metadata, invalid_saml_response, invalid_saml_request, invalid_saml_form_params, signature_validation_failed, invalid_acs_url, invalid_assertion_url, invalid_status, malformed_saml_response, assertion_expired, response_expired, authentication_not_completed, user_login_required, invalid_redirect_uri, invalid_client, unauthorized_client, unsupported_response_type, invalid_scope, temporarily_unavailable at line 1 column 32
    a wrong answer at the callback happens at authorize and nowhere else
    the body: unknown variant `forged`, expected one of `wrong_signature`, `unknown_kid`, `alg_none`, `hs256_with_public_key`, `wrong_issuer`, `wrong_audience`, `expired`, `from_the_future`, `wrong_nonce`, `wrong_at_hash`, `no_expiry`, `id_token_instead`, `string_audience`, `sixty_roles`, `no_roles` at line 1 column 28
    the body: missing field `what` at line 1 column 20
    ");
}

#[test]
fn a_fault_of_one_client_is_not_met_by_another() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let fault = |endpoint: &str| json!({ "what": { "status": 500 }, "endpoint": endpoint, "client": "Acme SPA", "until_cleared": true });
    for endpoint in ["token", "authorize", "login", "userinfo", "logout", "management"] {
        plan(&fake, &fault(endpoint));
    }
    let spa = "/oauth/authorize?response_type=code&client_id=skc_100000000000000002";
    let access = tokens["access_token"].as_str().expect("a token");

    let of_web = [
        own_token(&fake).status,
        fake.get(AUTHORIZE).status,
        fake.post("/login/restart", &format!("request={}", fake.page(AUTHORIZE))).status,
        sent(fake.request(Method::GET, "/userinfo").bearer_auth(access)).status,
        fake.get(&format!(
            "/oidc/logout?id_token_hint={}",
            tokens["id_token"].as_str().expect("a token")
        ))
        .status,
    ];
    let of_spa = [
        fake.post(
            "/oauth/token",
            "client_id=skc_100000000000000002&grant_type=refresh_token&refresh_token=x",
        )
        .status,
        fake.get(spa).status,
        fake.post(
            "/oauth/token",
            &format!("client_id=skc_100000000000000002&x={}", "a".repeat(70_000)),
        )
        .status,
    ];

    assert!(of_web.iter().all(|status| *status < 500), "{of_web:?}");
    assert_eq!(of_spa, [500, 500, 500]);
}

#[test]
fn in_rust_it_is_the_same() {
    let fake = Fake::start();

    fake.idp.next(Endpoint::Keys).until_cleared().answers(500);
    fake.idp.next(FaultTarget::Below("/oauth".into())).from_call(2).is_rate_limited(5);
    fake.idp.forge_next_id_token(Forgery::NoExpiry);
    fake.idp.forge_next_idp_initiated_token(Forgery::Expired);

    let planned = fake.see("/faults");
    assert_eq!(json!({ "faults": fake.idp.planned_faults() }), planned);
    assert_eq!(
        planned["faults"][3],
        json!({
            "id": 4, "endpoint": "idp", "what": { "idp_initiated": "expired" }, "from_call": 1, "calls": 0, "fired": 0, "left": 1,
        })
    );
    assert_eq!(fake.idp.planned_faults()[1].effect, Effect::RateLimited { retry_after_seconds: 5 });
    assert_eq!((fake.idp.clear_faults(), fake.idp.planned_faults()), (4, vec![]));
}
