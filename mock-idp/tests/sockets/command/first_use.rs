//! A first use: the steps of the first minutes, with the binary, plain HTTP, and its printed output alone.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use super::{Serving, output, path, text};
use crate::http::client;

/// The ready line, and an HTTP client.
struct Stranger {
    ready: Value,
    http: Client,
}

impl Stranger {
    fn setting(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("no {name}"))
    }

    fn get(&self, url: &str) -> Response {
        self.http.get(url).send().expect("an answer")
    }

    /// Calls the control API.
    fn steer(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.setting("control_url"));
        let answer = self.http.post(url).json(body).send().expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.json().expect("JSON")
    }

    /// Signs in at the authorization URL, as the seed's user.
    fn code(&self) -> String {
        let authorize = url::Url::parse_with_params(
            &format!("{}/oauth/authorize", self.setting("environment_url")),
            [
                ("response_type", "code"),
                ("client_id", self.setting("client_id")),
                ("redirect_uri", self.redirect_uri()),
                ("scope", "openid profile email offline_access"),
                ("state", "s"),
            ],
        );
        let answer = self.get(authorize.expect("a URL").as_str());
        let location = answer.headers()["location"].to_str().expect("ASCII");
        let location = url::Url::parse(location).expect("a URL");
        let code = location.query_pairs().find(|(name, _)| name == "code");
        code.expect("a code").1.into_owned()
    }

    fn redirect_uri(&self) -> &str {
        self.ready["redirect_uris"][0].as_str().expect("a URL")
    }

    fn tokens(&self, grant: &[(&str, &str)]) -> Value {
        let client = [
            ("client_id", self.setting("client_id")),
            ("client_secret", self.setting("client_secret")),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(client.iter().chain(grant))
            .finish();
        let answer = self
            .http
            .post(format!("{}/oauth/token", self.setting("environment_url")))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send();
        answer.expect("an answer").json().expect("JSON")
    }

    fn userinfo(&self, tokens: &Value) -> u16 {
        let url = format!("{}/userinfo", self.setting("environment_url"));
        let token = tokens["access_token"].as_str().expect("a token");
        let answer = self.http.get(url).bearer_auth(token).send();
        answer.expect("an answer").status().as_u16()
    }
}

/// Verifies a signature as Standard Webhooks specifies: over id, time and body, with the octets of the secret.
pub(super) fn verify(secret: &str, signed: &Value) {
    let header = |name: &str| signed["headers"][name].as_str().expect("a header");
    let octets = secret.strip_prefix("whsec_").map(|text| STANDARD.decode(text));
    let key = octets.expect("its prefix").expect("base64");
    let body = signed["body"].as_str().expect("a body");
    let message = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let signature = header("webhook-signature").strip_prefix("v1,");
    let signature = STANDARD.decode(signature.expect("a version")).expect("base64");
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key), message.as_bytes(), &signature)
        .expect("it is signed with the secret that was printed");
}

#[test]
fn a_stranger_comes_from_nothing_to_a_session_that_outlives_its_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let seed = folder.path().join("mock-idp.toml");
    assert!(output(&["init", path(&seed)]).status.success());
    let written = std::fs::read_to_string(&seed).expect("a seed");
    let signing_in = written.replace("#sign_in = ", "sign_in = ");
    std::fs::write(&seed, signing_in).expect("a seed");
    let checked = output(&["seed", "check", path(&seed)]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let arguments = ["serve", "--json", "--port", "0", "--seed", path(&seed)];
    let mut serving = Serving::start(&arguments);
    let stranger = Stranger { ready: serving.ready(), http: client() };

    let tokens = stranger.tokens(&[
        ("grant_type", "authorization_code"),
        ("code", &stranger.code()),
        ("redirect_uri", stranger.redirect_uri()),
    ]);
    assert_eq!(stranger.userinfo(&tokens), 200);
    stranger.steer("/clock", &json!({ "advance_seconds": 360 }));
    assert_eq!(stranger.userinfo(&tokens), 401, "six minutes are too long");
    let refresh_token = tokens["refresh_token"].as_str().expect("a token");
    let tokens =
        stranger.tokens(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]);
    assert_eq!(stranger.userinfo(&tokens), 200);

    let payload = json!({ "type": "user.login", "object": "User", "data": {} });
    let webhook = json!({ "kind": "webhook", "payload": payload });
    let signed = stranger.steer("/webhooks/sign", &webhook);
    verify(stranger.setting("webhook_secret"), &signed);

    let journal: Value = stranger.get(stranger.setting("journal_url")).json().expect("JSON");
    let entries = journal["entries"].as_array().expect("entries");
    let events: Vec<&str> = entries.iter().filter_map(|entry| entry["event"].as_str()).collect();
    assert!(events.contains(&"user.login"), "{events:?}");
    assert_eq!(serving.signal("TERM").0, Some(0));
}
