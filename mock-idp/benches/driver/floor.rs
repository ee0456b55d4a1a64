//! The floor: a server that does the least that a sign-in needs, to compare the fake with. It checks nothing, keeps the
//! codes alone, and has no pages.

use std::collections::HashSet;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

use super::person::say;

/// Octets of the fake's metadata, and of its key set with one key; the floor's documents are as long.
const METADATA: usize = 1_950;
const KEYS: usize = 460;

/// Octets of the claims of a token.
const CLAIMS: usize = 420;

struct Floor {
    key: RsaKeyPair,
    random: SystemRandom,
    codes: Mutex<HashSet<String>>,
}

#[derive(Deserialize)]
struct Authorization {
    redirect_uri: String,
}

#[derive(Deserialize)]
struct Redemption {
    code: String,
}

/// Serves on a free port, which is printed, until the process is killed.
pub(crate) fn serve() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        say(&format!("http://{}", listener.local_addr().expect("it is bound")));
        let key = RsaKeyPair::from_der(include_bytes!("../../keys/test-key-1.der"));
        let floor = Floor {
            key: key.expect("the built-in key loads"),
            random: SystemRandom::new(),
            codes: Mutex::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(|| document(METADATA)))
            .route("/keys", get(|| document(KEYS)))
            .route("/oauth/authorize", get(authorize))
            .route("/oauth/token", post(token))
            .with_state(Arc::new(floor));
        axum::serve(listener, router).await.expect("it serves");
    });
}

fn document(octets: usize) -> Ready<impl IntoResponse> {
    ready(([(CONTENT_TYPE, "application/json")], "x".repeat(octets)))
}

async fn authorize(
    State(floor): State<Arc<Floor>>,
    Query(Authorization { redirect_uri }): Query<Authorization>,
) -> impl IntoResponse {
    let code = floor.text();
    let to = format!("{redirect_uri}?code={code}");
    floor.codes.lock().expect("nobody panics").insert(code);
    (StatusCode::FOUND, [(LOCATION, to)])
}

async fn token(
    State(floor): State<Arc<Floor>>,
    Form(Redemption { code }): Form<Redemption>,
) -> Result<impl IntoResponse, StatusCode> {
    if !floor.codes.lock().expect("nobody panics").remove(&code) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let tokens = json!({ "access_token": floor.signed(), "id_token": floor.signed() });
    Ok(([(CONTENT_TYPE, "application/json")], tokens.to_string()))
}

impl Floor {
    /// Returns a text that nobody guesses.
    fn text(&self) -> String {
        let mut octets = [0_u8; 24];
        aws_lc_rs::rand::SecureRandom::fill(&self.random, &mut octets).expect("randomness");
        URL_SAFE_NO_PAD.encode(octets)
    }

    /// Returns a signed token.
    fn signed(&self) -> String {
        let token = format!("header.{}", URL_SAFE_NO_PAD.encode(self.text().repeat(CLAIMS / 32)));
        let mut signature = [0_u8; 256];
        self.key
            .sign(&RSA_PKCS1_SHA256, &self.random, token.as_bytes(), &mut signature)
            .expect("it signs");
        format!("{token}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
