//! A first use of the control API: everything that a test suite needs, in plain HTTP, with the default seed and the
//! binary's printed output alone. Every answer is compared with the OpenAPI document.

use std::net::TcpStream;
use std::thread;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Value, json};

use super::Serving;
use super::first_use::verify;
use crate::control::document;
use crate::http::{ALICE, Answer, client, sent};
use crate::receiver::{Heard, Receiver};

/// A world, as the ready line or the answer to its creation describes it.
struct World(Value);

impl World {
    fn setting(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_else(|| panic!("no {name}"))
    }

    /// Returns a setting of its first client.
    fn client(&self, name: &str) -> &str {
        self.0["clients"][0][name].as_str().expect("a text")
    }

    fn redirect_uri(&self) -> &str {
        let first = &self.0["clients"][0]["redirect_uris"][0];
        first.as_str().expect("a URL")
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.setting("environment_url"));
        client().request(method, url)
    }

    fn get(&self, path: &str) -> Answer {
        sent(self.request(Method::GET, path))
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        sent(self.form(path, form))
    }

    fn form(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let form_type = "application/x-www-form-urlencoded";
        let request = self.request(Method::POST, path);
        request.header(CONTENT_TYPE, form_type).body(form)
    }

    /// Calls the control API, with JSON unless `body` is null.
    fn control(&self, method: &Method, path: &str, body: &Value) -> Answer {
        let url = format!("{}{path}", self.setting("control_url"));
        let mut request = client().request(method.clone(), url);
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = sent(request);
        document::holds(method, path, &answer);
        assert!(answer.status < 300, "{method} {path}: {answer}");
        answer
    }

    fn see(&self, path: &str) -> Value {
        self.control(&Method::GET, path, &Value::Null).json()
    }

    /// Returns the length of a list below `/_mock`.
    fn how_many(&self, what: &str) -> usize {
        let listed = self.see(&format!("/{what}"));
        listed[what].as_array().expect("a list").len()
    }

    fn steer(&self, path: &str, body: &Value) -> Value {
        self.control(&Method::POST, path, body).json()
    }

    fn made_by(first: &Self, name: &str) -> Self {
        Self(first.steer("/worlds", &json!({ "name": name })))
    }

    /// Signs Alice in at the hosted pages, and redeems the code.
    fn sign_in_at_the_pages(&self) -> Value {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client("client_id"))
            .append_pair("redirect_uri", self.redirect_uri())
            .append_pair("scope", "openid profile email offline_access")
            .append_pair("state", "s")
            .finish();
        let begun = self.get(&format!("/oauth/authorize?{query}"));
        let page = begun.location();
        let (_, request) = page.split_once("request=").expect("the page of a request");
        let click = self.form("/login/as", &[("request", request), ("user", ALICE)]);
        let back = sent(click.header(COOKIE, begun.cookie()));
        let code = back.parameter("code").expect("a code");
        let redeemed = self.token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", self.redirect_uri()),
        ]);
        assert_eq!(redeemed.status, 200, "{redeemed}");
        redeemed.json()
    }

    fn token(&self, grant: &[(&str, &str)]) -> Answer {
        let client = [
            ("client_id", self.client("client_id")),
            ("client_secret", self.client("client_secret")),
        ];
        self.post("/oauth/token", &[&client, grant].concat())
    }

    fn refresh(&self, tokens: &Value) -> Answer {
        let refresh_token = tokens["refresh_token"].as_str().expect("a token");
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    /// Returns the status of userinfo with this access token.
    fn userinfo(&self, tokens: &Value) -> u16 {
        let token = tokens["access_token"].as_str().expect("a token");
        sent(self.request(Method::GET, "/userinfo").bearer_auth(token)).status
    }

    /// Registers the application's server for webhooks and logout tokens.
    fn subscribe(&self, application: &Receiver) {
        let webhooks =
            json!({ "url": application.url("/webhooks"), "events": ["organization.created"] });
        self.steer("/webhooks/endpoints", &webhooks);
        let client = self.client("client_id");
        self.steer(
            &format!("/clients/{client}/back_channel_logout_uris"),
            &json!({ "back_channel_logout_uris": [application.url("/back-channel")] }),
        );
    }

    /// Returns the claims of a logout token, verified as OpenID Connect Back-Channel Logout 1.0 §2.6 says, and the id
    /// of the key that signed it.
    fn verified(&self, heard: &Heard) -> (Value, String) {
        let token = heard.body.strip_prefix("logout_token=");
        let token = token.expect("a form with a logout token");
        let kid = decode_header(token).expect("a header").kid.expect("a key");
        let published = self.get("/keys").json();
        let published = published["keys"].as_array().expect("keys");
        let key = published.iter().find(|key| key["kid"] == kid.as_str());
        let part = |name: &str| key.expect("it is published")[name].as_str();
        let (n, e) = (part("n").expect("RSA"), part("e").expect("RSA"));
        let key = DecodingKey::from_rsa_components(n, e).expect("a key");
        let mut expected = Validation::new(Algorithm::RS256);
        expected.set_issuer(&[self.setting("environment_url")]);
        expected.set_audience(&[self.client("client_id")]);
        let decoded = decode::<Value>(token, &key, &expected).expect("it is genuine");
        assert!(decoded.claims.get("nonce").is_none());
        (decoded.claims, kid)
    }

    fn address(&self) -> &str {
        let url = self.setting("environment_url").strip_prefix("http://");
        url.expect("no TLS")
    }
}

#[test]
fn a_stranger_steers_two_worlds_to_their_end() {
    let mut serving = Serving::start(&["serve", "--json", "--port", "0"]);
    let first = World(serving.ready());
    let application = Receiver::start();
    let checkout = World::made_by(&first, "checkout");
    let profile = World::made_by(&first, "profile");
    checkout.subscribe(&application);

    let in_checkout = checkout.steer("/sign-in", &json!({ "want": "tokens", "user": ALICE }));
    let in_profile = profile.sign_in_at_the_pages();
    checkout.steer("/clock", &json!({ "advance_seconds": 360 }));
    assert_eq!(checkout.userinfo(&in_checkout), 401, "six minutes are over");
    assert_eq!(profile.userinfo(&in_profile), 200, "no time went by here");

    let unavailable = json!({ "what": { "status": 503 }, "endpoint": "token" });
    checkout.steer("/faults", &unavailable);
    let from = checkout.see("/journal")["last_seq"].as_u64().expect("one") + 1;
    let wait = format!("/journal/wait?event=tokens.*&from={from}&timeout_ms=20000");
    let (came, refused, refreshed) = thread::scope(|scope| {
        let came = scope.spawn(|| checkout.see(&wait));
        let refused = checkout.refresh(&in_checkout);
        let refreshed = checkout.refresh(&in_checkout);
        (came.join().expect("it came"), refused, refreshed)
    });
    assert_eq!((refused.status, refreshed.status), (503, 200), "once");
    assert!(came["seq"].as_u64() > Some(from), "after the fault: {came}");
    let in_checkout = refreshed.json();
    assert_eq!(checkout.userinfo(&in_checkout), 200);

    let keys = checkout.steer("/keys/rotate", &Value::Null);
    assert_eq!(keys["keys"][0]["status"], "retired");
    assert_eq!(checkout.userinfo(&in_checkout), 200, "the old key is good");
    assert_eq!(profile.how_many("keys"), 1);

    let initech = json!({ "display_name": "Initech" });
    checkout.steer("/api/v1/organizations", &initech);
    let webhook = application.hear();
    let signed = json!({ "headers": webhook.headers, "body": webhook.body });
    verify(checkout.setting("webhook_secret"), &signed);
    assert_eq!(webhook.json()["type"], "organization.created");

    let revoke = format!("/users/{ALICE}/sessions/revoke");
    let revoked = checkout.steer(&revoke, &Value::Null);
    assert_eq!(revoked["revoked"], 1);
    let (logout, kid) = checkout.verified(&application.hear());
    assert_eq!(logout["sub"], ALICE);
    assert_eq!(keys["keys"][1]["kid"], kid, "the new key signs");

    checkout.control(&Method::POST, "/reset", &json!({}));
    assert_eq!(checkout.see("/journal")["entries"], json!([]));
    assert_eq!(checkout.see("/webhooks/endpoints")["endpoints"], json!([]));
    assert_eq!(checkout.how_many("keys"), 1);
    assert_eq!(checkout.refresh(&in_checkout).status, 400, "it never was");
    assert_eq!(profile.userinfo(&in_profile), 200, "the other goes on");

    for world in [&checkout, &profile] {
        let path = format!("/worlds/{}", world.setting("id"));
        first.control(&Method::DELETE, &path, &Value::Null);
        assert!(TcpStream::connect(world.address()).is_err());
    }
    assert_eq!(first.how_many("worlds"), 1);
    assert_eq!(serving.signal("TERM").0, Some(0));
}
