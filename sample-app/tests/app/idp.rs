//! A stand-in for Scalekit that signs tokens, counts requests, and misbehaves as a test says.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sample_app::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub(crate) const CLIENT_ID: &str = "skc_app";

/// The key of all tests, under any name, because making one takes a tenth of a second.
static KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"));

/// The answer of the token endpoint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenEndpoint {
    Works,
    Fails(StatusCode),
    InvalidGrant,
}

pub(crate) struct Idp {
    pub(crate) url: String,
    server: Arc<Server>,
}

/// The settings of a test, and the requests that the stand-in got.
struct Server {
    issuer: String,
    clock: Clock,
    state: Mutex<Scenario>,
    arrived: Semaphore,
    open: Semaphore,
}

pub(crate) struct Scenario {
    pub(crate) nonce: String,
    pub(crate) sub: &'static str,
    pub(crate) sid: &'static str,
    pub(crate) name: &'static str,
    pub(crate) roles: Vec<&'static str>,
    pub(crate) permissions: Vec<String>,
    /// Seconds that an access token lives.
    pub(crate) lifetime: u64,
    pub(crate) token_endpoint: TokenEndpoint,
    pub(crate) keys: StatusCode,
    /// The name of the key that signs; it is the only one published.
    pub(crate) kid: &'static str,
    /// Whether the token endpoint waits for [`Idp::open_the_gate`].
    pub(crate) is_gated: bool,
    /// The refresh tokens presented, in order.
    pub(crate) refreshes: Vec<String>,
    pub(crate) code_exchanges: u32,
    pub(crate) key_requests: u32,
    pub(crate) id_tokens: Vec<String>,
    /// The sessions that the app has had ended by the management API.
    pub(crate) revoked: Vec<String>,
    issued: u32,
}

impl Idp {
    pub(crate) async fn start(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Arc::new(Server {
            issuer: issuer.clone(),
            clock,
            state: Mutex::new(Scenario::default()),
            arrived: Semaphore::new(0),
            open: Semaphore::new(0),
        });
        let router = Router::new()
            .route("/oauth/token", post(token))
            .route("/keys", get(keys))
            .route("/api/v1/sessions/{id}/revoke", post(revoke))
            .with_state(Arc::clone(&server));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url: issuer, server }
    }

    pub(crate) fn scenario(&self) -> MutexGuard<'_, Scenario> {
        self.server.scenario()
    }

    /// Returns an `idp_initiated_login` token with these claims beside, or in place of, the documented ones.
    pub(crate) fn idp_initiated_token(&self, claims: &[(&str, Value)]) -> String {
        let now = self.server.now();
        let mut all = json!({
            "iss": self.server.issuer, "connection_id": "conn_okta", "organization_id": "org_acme",
            "login_hint": "alice@acme.example", "iat": now, "nbf": now, "exp": now + 300,
        });
        for (name, value) in claims {
            all[*name] = value.clone();
        }
        sign(self.scenario().kid, &all)
    }

    /// Returns a logout token that ends this session.
    pub(crate) fn logout_token(&self, sid: &str) -> String {
        let now = self.server.now();
        let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        let claims = json!({
            "iss": self.server.issuer, "aud": [CLIENT_ID], "sub": "usr_alice", "sid": sid,
            "iat": now, "exp": now + 120, "jti": format!("logout of {sid}"), "events": events,
        });
        sign(self.scenario().kid, &claims)
    }

    /// Waits until a gated request has come in.
    pub(crate) async fn request_arrives(&self) {
        self.server.arrived.acquire().await.expect("open").forget();
    }

    pub(crate) fn open_the_gate(&self) {
        self.server.open.add_permits(1);
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            nonce: String::new(),
            sub: "usr_alice",
            sid: "ses_1",
            name: "Alice",
            roles: vec!["member"],
            permissions: vec!["reports:read".to_owned()],
            lifetime: 300,
            token_endpoint: TokenEndpoint::Works,
            keys: StatusCode::OK,
            kid: "snk_1",
            is_gated: false,
            refreshes: Vec::new(),
            code_exchanges: 0,
            key_requests: 0,
            id_tokens: Vec::new(),
            revoked: Vec::new(),
            issued: 0,
        }
    }
}

impl Server {
    fn scenario(&self) -> MutexGuard<'_, Scenario> {
        self.state.lock().expect("no test panics while it holds the scenario")
    }

    fn now(&self) -> u64 {
        seconds(self.clock.now())
    }

    fn tokens(&self, with_id_token: bool) -> Value {
        let (now, mut scenario) = (self.now(), self.scenario());
        scenario.issued += 1;
        let number = scenario.issued;
        let access_token = sign(
            scenario.kid,
            &json!({
                "iss": self.issuer, "aud": [CLIENT_ID], "client_id": CLIENT_ID, "sub": scenario.sub,
                "oid": "org_acme", "sid": scenario.sid, "iat": now, "nbf": now, "exp": now + scenario.lifetime,
                "jti": format!("tkn_{number}"), "roles": scenario.roles, "permissions": scenario.permissions,
            }),
        );
        let mut answer = json!({
            "access_token": access_token, "token_type": "Bearer",
            "refresh_token": format!("rt_{number}"),
        });
        if with_id_token {
            let id_token = sign(
                scenario.kid,
                &json!({
                    "iss": self.issuer, "aud": [CLIENT_ID], "azp": CLIENT_ID, "sub": scenario.sub,
                    "oid": "org_acme", "sid": scenario.sid, "iat": now, "exp": now + 1800,
                    "nonce": scenario.nonce, "at_hash": at_hash(&access_token), "name": scenario.name,
                    "email": "alice@acme.example", "email_verified": true,
                }),
            );
            scenario.id_tokens.push(id_token.clone());
            answer["id_token"] = id_token.into();
        }
        answer
    }
}

async fn token(
    State(server): State<Arc<Server>>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let field = |name| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let is_sign_in = field("grant_type").as_deref() == Some("authorization_code");
    let (endpoint, is_gated) = {
        let mut scenario = server.scenario();
        if is_sign_in {
            scenario.code_exchanges += 1;
        } else {
            scenario.refreshes.push(field("refresh_token").unwrap_or_default());
        }
        (scenario.token_endpoint, scenario.is_gated)
    };
    if is_gated {
        server.arrived.add_permits(1);
        server.open.acquire().await.expect("open").forget();
    }
    match endpoint {
        TokenEndpoint::Works => Json(server.tokens(is_sign_in)).into_response(),
        TokenEndpoint::Fails(status) => status.into_response(),
        TokenEndpoint::InvalidGrant => {
            (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response()
        }
    }
}

async fn keys(State(server): State<Arc<Server>>) -> Response {
    let (status, kid) = {
        let mut scenario = server.scenario();
        scenario.key_requests += 1;
        (scenario.keys, scenario.kid)
    };
    let public = KEY.public_key();
    let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
    let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
    let set = json!({ "keys": [
        { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e },
    ] });
    (status, Json(set)).into_response()
}

async fn revoke(State(server): State<Arc<Server>>, Path(id): Path<String>) -> Json<Value> {
    server.scenario().revoked.push(id);
    Json(json!({}))
}

fn sign(kid: &str, claims: &Value) -> String {
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": kid });
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(&header), encode(claims));
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
        .expect("a signature");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Implements OpenID Connect Core §3.1.3.6: the left half of the hash.
fn at_hash(access_token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}
