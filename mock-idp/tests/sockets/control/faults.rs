//! `/_mock/faults`: what goes wrong, and that the journal has it.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_idp::seed::Connection;
use mock_idp::{CallbackError, Effect, Endpoint, FaultTarget, Forgery, Seed};
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use crate::http::{ALICE, ASK, Answer, Fake, WEB, asked, sent};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A client's own token.
fn ask(fake: &Fake) -> Answer {
    fake.post("/oauth/token", &format!("{WEB}&grant_type=client_credentials"))
}

fn plan(fake: &Fake, fault: &Value) -> u64 {
    fake.steer("/faults", fault)["id"].as_u64().expect("a number")
}

/// What the journal has of faults.
fn fired(fake: &Fake) -> String {
    let story = fake.idp.journal();
    let faults = story.lines().filter(|line| line.contains("fault.fired"));
    faults.map(|line| line[36..].to_owned() + "\n").collect()
}

/// The claims of a token, whoever signed it.
fn claims(token: &Value) -> Value {
    read(part(token, 1))
}

fn header(token: &Value) -> Value {
    read(part(token, 0))
}

fn part(token: &Value, number: usize) -> &str {
    let token = token.as_str().expect("a token");
    token.split('.').nth(number).expect("three parts")
}

fn octets(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

fn read(part: &str) -> Value {
    serde_json::from_slice(&octets(part)).expect("JSON")
}

/// The published key that a token names.
fn published(fake: &Fake, token: &Value) -> Option<Value> {
    let keys = fake.get("/keys").json();
    let mut keys = keys["keys"].as_array().expect("keys").iter();
    keys.find(|key| key["kid"] == header(token)["kid"]).cloned()
}

/// Whether the published key that a token names signed it, by RS256.
fn is_signed(fake: &Fake, token: &Value) -> bool {
    let key = published(fake, token).expect("a published key");
    let number = |name: &str| octets(key[name].as_str().expect("a number"));
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let signed = format!("{}.{}", part(token, 0), part(token, 1));
    let signature = octets(part(token, 2));
    key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok()
}

/// OpenID Connect Core §3.1.3.6.
fn at_hash(access_token: &Value) -> String {
    let text = access_token.as_str().expect("a token");
    let hash = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

#[test]
fn a_fault_is_planned_happens_and_is_gone() {
    let fake = Fake::start();

    let id = plan(
        &fake,
        &json!({ "what": { "status": 503 }, "endpoint": "token", "client": "Acme web", "from_call": 2, "times": 2 }),
    );
    let answers: Vec<u16> = (0..3).map(|_| ask(&fake).status).collect();
    let planned = fake.see("/faults");
    let last: Vec<u16> = (0..2).map(|_| ask(&fake).status).collect();

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
fn what_is_left_is_told_and_cleared() {
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
    insta::assert_snapshot!(asked([("again", again), ("no number", other)]), @r#"
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
    the body: unknown variant `rest`, expected one of `status`, `rate_limited`, `delay_ms`, `silence`, `reset`, `cut_short`, `html`, `malformed_json`, `id_token`, `access_token`, `idp_initiated`, `state`, `error`, `refresh_without`, `key_set` at line 1 column 14
    the body: no error acess_denied at the callback; there are access_denied, invalid_request, server_error, login_required, invalid_connection_selector, no_active_connections, connection_not_active, no_configured_connections, invalid_organization_id, invalid_connection_id, domain_not_found, invalid_user_domain, application_not_active, unauthorized, user_not_active, mandatory_attribute_missing, invalid_id_token, failed_to_exchange_token, user_info_retrieve_failed, invalid_saml_metadata, invalid_saml_response, invalid_saml_request, invalid_saml_form_params, signature_validation_failed, invalid_acs_url, invalid_assertion_url, invalid_status, malformed_saml_response, assertion_expired, response_expired, authentication_not_completed, user_login_required, invalid_redirect_uri, invalid_client, unauthorized_client, unsupported_response_type, invalid_scope, temporarily_unavailable at line 1 column 32
    a wrong answer at the callback happens at authorize and nowhere else
    the body: unknown variant `forged`, expected one of `wrong_signature`, `unknown_kid`, `alg_none`, `hs256_with_public_key`, `wrong_issuer`, `wrong_audience`, `expired`, `from_the_future`, `wrong_nonce`, `wrong_at_hash`, `no_expiry`, `id_token_instead`, `string_audience`, `sixty_roles`, `no_roles` at line 1 column 28
    the body: missing field `what` at line 1 column 20
    ");
}

#[test]
fn an_error_has_the_shape_of_its_endpoint() {
    let fake = Fake::start();
    let token = fake.own_token();
    let rest = || fake.request(Method::GET, "/api/v1/organizations").bearer_auth(&token);
    for status in [503, 401, 429] {
        plan(&fake, &json!({ "what": { "status": status }, "endpoint": "token" }));
    }
    plan(
        &fake,
        &json!({ "what": { "rate_limited": { "retry_after_seconds": 30 } }, "endpoint": "management" }),
    );
    plan(&fake, &json!({ "what": { "status": 502 }, "endpoint": "authorize", "times": 2 }));
    plan(&fake, &json!({ "what": { "status": 401 }, "endpoint": "userinfo" }));

    let told = asked([
        ("token", ask(&fake)),
        ("token, 401", ask(&fake)),
        ("token, 429", ask(&fake)),
        ("REST", sent(rest())),
        ("authorize, a program", fake.get(ASK)),
        ("authorize, a person", sent(fake.request(Method::GET, ASK).header(ACCEPT, BROWSER))),
        ("userinfo", fake.get("/userinfo")),
    ]);

    insta::assert_snapshot!(told, @r#"
    > token
    503
    cache-control: no-store
    {"error":"server_error","error_description":"a fault that the test asked for"}

    > token, 401
    401
    cache-control: no-store
    www-authenticate: Basic realm="Scalekit environment"
    {"error":"invalid_client","error_description":"a fault that the test asked for"}

    > token, 429
    429
    cache-control: no-store
    {"error":"rate_limited","error_description":"a fault that the test asked for"}

    > REST
    429
    retry-after: 30

    {
      "code": 8,
      "message": "a fault that the test asked for",
      "details": [
        {
          "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo",
          "error_code": "RATE_LIMITED"
        }
      ]
    }

    > authorize, a program
    502
    cache-control: no-store
    {"error":"server_error","error_description":"a fault that the test asked for"}

    > authorize, a person
    502
    cache-control: no-store

    This request cannot be answered
    Why: a fault that the test asked for.
    What to do:
    Correct the request, or begin again at the application.
    See what this environment has

    > userinfo
    401
    cache-control: no-store
    www-authenticate: Bearer error="invalid_token"
    {"error":"invalid_token","error_description":"a fault that the test asked for"}
    "#);
}

#[test]
fn an_operation_fails_through_both_doors_and_the_others_do_not() {
    let fake = Fake::start();
    let token = fake.own_token();
    let get = |path: &str| sent(fake.request(Method::GET, path).bearer_auth(&token)).status;
    plan(
        &fake,
        &json!({ "what": { "status": 404 }, "operation": "OrganizationService/ListOrganization" }),
    );

    let other = get("/api/v1/users");
    let failed = get("/api/v1/organizations");
    let after = get("/api/v1/organizations");

    assert_eq!((other, failed, after), (200, 404, 200));
}

#[test]
fn an_answer_is_late_and_then_right() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": { "delay_ms": 5 }, "endpoint": "token" }));

    let answer = ask(&fake);

    assert_eq!(answer.status, 200);
    assert_eq!(fired(&fake), "/oauth/token is late by 5 milliseconds\n");
}

#[test]
fn a_connection_is_reset() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "reset", "endpoint": "keys" }));
    let mut stream = TcpStream::connect(fake.idp.address()).expect("a connection");

    stream.write_all(b"GET /keys HTTP/1.1\r\nHost: idp\r\n\r\n").expect("it is sent");
    let read = stream.read_to_end(&mut Vec::new());

    assert_eq!(read.expect_err("a reset").kind(), ErrorKind::ConnectionReset);
    assert_eq!(fake.get("/keys").status, 200);
}

#[test]
fn an_answer_breaks_off_after_the_request_was_carried_out() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "cut_short", "endpoint": "token" }));
    let form = format!("{WEB}&grant_type=client_credentials");
    let response = fake.form("/oauth/token", &form).send().expect("a head");

    let (length, body) = (response.content_length(), response.text());

    assert!(length.is_some_and(|length| length > 500), "{length:?}");
    assert!(body.is_err(), "half a body");
    assert!(fake.idp.journal().contains("client_token.issued"));
}

#[test]
fn what_comes_is_no_json() {
    let fake = Fake::start();
    plan(&fake, &json!({ "what": "html", "endpoint": "token" }));
    plan(&fake, &json!({ "what": "malformed_json", "endpoint": "token" }));

    let (html, malformed) = (ask(&fake), ask(&fake));

    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(
        (malformed.status, malformed.header("content-type")),
        (200, Some("application/json"))
    );
    assert!(serde_json::from_str::<Value>(&malformed.body).is_err());
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
        ask(&fake).status,
        fake.get(ASK).status,
        fake.post("/login/restart", &format!("request={}", fake.page(ASK))).status,
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
fn tokens_lie_in_every_way() {
    for (member, forgeries) in [("id_token", &ID[..]), ("access_token", &ACCESS[..])] {
        for forgery in forgeries {
            let fake = Fake::start();
            plan(&fake, &json!({ "what": { member: forgery } }));

            let (tokens, _) = fake.alice();
            let (next, _) = fake.alice();

            let told = fired(&fake);
            assert_eq!(told.lines().count(), 1, "{forgery}: {told}");
            let (token, other) = (&tokens[member], &next[member]);
            assert!(is_signed(&fake, other), "{forgery} is over");
            let (claims, honest) = (claims(token), claims(other));
            let seconds = |claim: &Value| claim.as_i64().expect("seconds");
            match *forgery {
                "wrong_signature" => {
                    assert_eq!(header(token), header(other));
                    assert!(!is_signed(&fake, token));
                }
                "unknown_kid" => assert_eq!(published(&fake, token), None),
                "alg_none" => {
                    assert_eq!(header(token)["alg"], "none");
                    assert_eq!(part(token, 2), "");
                }
                "hs256_with_public_key" => assert_eq!(header(token)["alg"], "HS256"),
                "wrong_issuer" => assert_ne!(claims["iss"], honest["iss"]),
                "wrong_audience" => assert_ne!(claims["aud"], honest["aud"]),
                "expired" => assert!(seconds(&claims["exp"]) < seconds(&honest["iat"])),
                "from_the_future" => assert!(seconds(&claims["iat"]) > seconds(&honest["iat"])),
                "wrong_nonce" => assert_ne!(claims["nonce"], honest["nonce"]),
                "wrong_at_hash" => {
                    assert_ne!(claims["at_hash"], at_hash(&tokens["access_token"]));
                    assert_eq!(honest["at_hash"], at_hash(&next["access_token"]));
                }
                "no_expiry" => assert!(claims["exp"].is_null() && !honest["exp"].is_null()),
                "string_audience" => assert_eq!(claims["aud"], honest["aud"][0]),
                "sixty_roles" => assert_eq!(claims["roles"].as_array().map(Vec::len), Some(60)),
                "no_roles" => assert!(claims["roles"].is_null() && !honest["roles"].is_null()),
                "id_token_instead" => {
                    assert!(claims["jti"].is_null() && !claims["at_hash"].is_null());
                }
                other => panic!("nobody looks at what {other} does"),
            }
        }
    }
}

const ID: [&str; 12] = [
    "wrong_signature",
    "unknown_kid",
    "alg_none",
    "hs256_with_public_key",
    "wrong_issuer",
    "wrong_audience",
    "expired",
    "from_the_future",
    "wrong_nonce",
    "wrong_at_hash",
    "no_expiry",
    "string_audience",
];

const ACCESS: [&str; 8] = [
    "wrong_signature",
    "wrong_issuer",
    "wrong_audience",
    "no_expiry",
    "id_token_instead",
    "string_audience",
    "sixty_roles",
    "no_roles",
];

/// Alice signs in: what the client gets at its callback.
fn callback(fake: &Fake) -> String {
    let page = fake.page(ASK);
    let answer = fake.post("/login/as", &format!("request={page}&user={ALICE}"));
    let location = url::Url::parse(&answer.location()).expect("a URL");
    let told = location.query_pairs().map(|(name, value)| match &*name {
        "code" => "code".to_owned(),
        _ => format!("{name}={value}"),
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_state_at_the_callback_is_another() {
    let fake = Fake::start();
    let mut told = callback(&fake) + "\n";
    for state in ["wrong", "missing", "repeated"] {
        plan(&fake, &json!({ "what": { "state": state }, "endpoint": "authorize" }));
        told += &(callback(&fake) + "\n");
    }
    fake.get(&ASK.replace("state=xyz", "state=of-another&prompt=none"));
    plan(&fake, &json!({ "what": { "state": "replayed" }, "client": "Acme web" }));
    told += &callback(&fake);

    insta::assert_snapshot!(told, @"
    code state=xyz iss=http://idp.test
    code iss=http://idp.test state=another-sign-in
    code iss=http://idp.test
    code state=xyz iss=http://idp.test state=xyz
    code iss=http://idp.test state=of-another
    ");
    insta::assert_snapshot!(fired(&fake), @"
    the answer at the callback has another state
    the answer at the callback has no state
    the answer at the callback has its state twice
    the answer at the callback has the state of the answer before
    ");
}

#[test]
fn every_documented_error_comes_to_the_callback() {
    let fake = Fake::start();
    for code in CallbackError::ALL {
        plan(&fake, &json!({ "what": { "error": code } }));

        let told = callback(&fake);

        let expected = format!(
            "error={code} error_description=a fault that the test asked for state=xyz iss=http://idp.test"
        );
        assert_eq!(told, expected);
    }
}

#[test]
fn a_refresh_lacks_what_it_is_told_to() {
    let fake = Fake::start();
    let (tokens, _) = fake.alice();
    let refresh = |token: &str| {
        fake.post("/oauth/token", &format!("{WEB}&grant_type=refresh_token&refresh_token={token}"))
            .json()
    };
    plan(
        &fake,
        &json!({ "what": { "refresh_without": ["expires_in", "scope", "refresh_token"] } }),
    );
    plan(&fake, &json!({ "what": { "refresh_without": ["id_token"] } }));
    let token = tokens["refresh_token"].as_str().expect("a token");

    let without = refresh(token);
    let whole = refresh(token);

    let names = |answer: &Value| {
        answer.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&without), "access_token token_type");
    assert_eq!(names(&whole), "access_token refresh_token token_type expires_in scope");
    assert_eq!(fake.see("/faults")["faults"][0]["calls"], 0, "no answer had an ID token to lack");
    assert_eq!(
        fired(&fake),
        "the answer to a refresh is without expires_in, scope, refresh_token\n"
    );
}

#[test]
fn a_token_of_an_identity_provider_lies() {
    let okta = "conn_100000000000000009";
    let fake = Fake::with(Seed::default().connection(Connection::of("Acme", "okta").id(okta)));
    let depart = || {
        let form = format!("connection={okta}&client=Acme web&email=alice@acme.example");
        let sent = fake.post("/idp", &form);
        sent.parameter("idp_initiated_login").expect("a token")
    };
    let honest = claims(&json!(depart()));
    let forged = ["expired", "wrong_signature", "alg_none", "wrong_issuer"].map(|forgery| {
        plan(&fake, &json!({ "what": { "idp_initiated": forgery } }));
        depart()
    });

    let [expired, _, unsigned, elsewhere] = forged;
    let expiry = |claims: &Value| claims["exp"].as_i64().expect("a time");
    assert!(expiry(&claims(&json!(expired))) < honest["iat"].as_i64().expect("a time"));
    assert!(unsigned.ends_with('.'));
    assert_ne!(claims(&json!(elsewhere))["iss"], honest["iss"]);
    insta::assert_snapshot!(fired(&fake), @"
    the idp_initiated_login token lies: expired
    the idp_initiated_login token lies: signed by a stranger's key
    the idp_initiated_login token lies: alg none, no signature
    the idp_initiated_login token lies: another issuer
    ");
}

#[test]
fn the_key_set_is_another() {
    let fake = Fake::start();
    let kids = |set: Value| -> Vec<String> {
        let keys = set["keys"].as_array().expect("keys").iter();
        keys.map(|key| format!("{} {}", key["kty"].as_str().unwrap(), key["kid"].as_str().unwrap()))
            .collect()
    };
    let mut told = vec![kids(fake.get("/keys").json())];
    for set in ["rotated", "unknown_key", "empty"] {
        plan(&fake, &json!({ "what": { "key_set": set }, "endpoint": "keys" }));
        told.push(kids(fake.get("/keys").json()));
    }
    told.push(kids(fake.get("/keys").json()));

    insta::assert_debug_snapshot!(told, @r#"
    [
        [
            "RSA snk_57218662606535302",
        ],
        [
            "RSA snk_67012753708981689",
        ],
        [
            "OKP snk_00000000000000001",
            "RSA snk_57218662606535302",
        ],
        [],
        [
            "RSA snk_57218662606535302",
        ],
    ]
    "#);
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
