//! The same requests in the same order get the same bytes, in this process and in another.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::thread;

use mock_idp::Seed;
use mock_idp::seed::DEFAULT_TOML;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::COOKIE;
use serde_json::{Value, json};

use crate::command::{Serving, mock_idp};
use crate::http::{ALICE, AUTHORIZE, Answer, BrowserSignIn, Fake, WEB, client, sent};

/// Requests at the same time, more than there are threads to answer them.
const AT_ONCE: usize = 16;

/// A flow over HTTP, with every byte of its answers.
struct Life {
    origin: String,
    client: Client,
    /// The newest session cookie.
    cookie: String,
    bytes: String,
}

impl Life {
    fn note(&mut self, request: RequestBuilder) -> Answer {
        let answer = sent(request);
        let Answer { status, headers, body } = &answer;
        // `Display` would shorten; here every byte counts.
        writeln!(self.bytes, "{status} {headers:?}\n{body}").expect("a String grows");
        if answer.header("set-cookie").is_some() {
            self.cookie = answer.cookie();
        }
        answer
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.origin))
            .header(COOKIE, self.cookie.clone())
    }

    fn get(&mut self, path: &str) -> Answer {
        self.note(self.request(Method::GET, path))
    }

    fn post(&mut self, path: &str, form: &str) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded");
        self.note(request.body(form.to_owned()))
    }

    fn steer(&mut self, path: &str, body: &Value) -> Answer {
        self.note(self.request(Method::POST, path).json(body))
    }
}

/// Returns the bytes of all answers of one flow, and the journal after it.
fn life_at(address: &str) -> String {
    let mut life = Life {
        origin: format!("http://{address}"),
        client: client(),
        cookie: String::new(),
        bytes: String::new(),
    };

    let page = life.get(AUTHORIZE).location();
    life.get(&page);
    let (_, id) = page.split_once('=').expect("the page of a request");
    let email = "alice@acme.example";
    life.post("/login/email", &format!("request={id}&email={email}"));
    let digits = digits_in(&life.get("/mailbox"));
    let answer = life.post("/login/code", &format!("request={id}&code={digits}"));
    let code = answer.parameter("code").expect("a code");
    let redeem = format!(
        "{WEB}&grant_type=authorization_code&redirect_uri=http://localhost:3000/auth/callback&code={code}"
    );
    let tokens = life.post("/oauth/token", &redeem).json();

    life.steer("/_mock/clock", &json!({ "advance_seconds": 301 }));
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    let refresh = format!("{WEB}&grant_type=refresh_token&refresh_token={refresh_token}");
    let refreshed = life.post("/oauth/token", &refresh).json();
    let access = refreshed["access_token"].as_str().expect("an access token");
    life.post("/userinfo", &format!("access_token={access}"));
    let event = json!({ "type": "user.login", "object": "User", "data": { "id": ALICE } });
    life.steer("/_mock/webhooks/sign", &json!({ "kind": "webhook", "payload": event }));

    let id_token = tokens["id_token"].as_str().expect("an ID token");
    let logout = format!(
        "/oidc/logout?id_token_hint={id_token}&post_logout_redirect_uri=http://localhost:3000/"
    );
    life.get(&logout);
    life.post("/oauth/token", &redeem);
    life.get("/_mock/journal");
    life.bytes
}

fn digits_in(mailbox: &Answer) -> String {
    let text = mailbox.page_text();
    let digits = text.split(|c: char| !c.is_ascii_digit()).find(|word| word.len() == 6);
    digits.unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

fn life() -> String {
    let fake = Fake::start();
    life_at(&fake.idp.address().to_string())
}

/// Returns the binary, at the time and with the seed of [`Fake::start`].
fn serving(folder: &Path) -> Serving {
    let file = folder.join("seed.toml");
    std::fs::write(&file, DEFAULT_TOML.replace("#ids = 42", "ids = 42")).expect("a file");
    let mut command = mock_idp(&["serve", "--json", "--port", "0"]);
    command
        .args(["--frozen-at", "2026-01-01T09:00:00Z"])
        .args(["--public-url", "http://idp.test"])
        .arg("--seed")
        .arg(file);
    Serving::spawn(&mut command)
}

#[test]
fn the_same_life_leaves_the_same_bytes() {
    let first = life();

    for given in [
        "\"access_token\":\"eyJ",
        "\"webhook-signature\":\"v1,",
        "\"event\":\"user.logout\"",
        "\"date\": \"Thu, 01 Jan 2026 09:05:01 GMT\"",
    ] {
        assert!(first.contains(given), "{given} is not in {first}");
    }
    assert_eq!(first, life());
}

#[test]
fn the_same_life_in_the_binary_leaves_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut binary = serving(folder.path());
    let ready = binary.ready();
    let address = ready["address"].as_str().expect("an address");

    assert_eq!(life_at(address), life());
}

#[test]
fn the_lives_of_others_make_no_difference() {
    let alone = life();

    let together = thread::scope(|scope| {
        let lives = [(); 4].map(|()| scope.spawn(life));
        lives.map(|life| life.join().expect("a whole life"))
    });

    for one in together {
        assert_eq!(one, alone);
    }
}

#[test]
fn equal_requests_at_once_share_what_they_would_have_got_in_turn() {
    let code = |fake: &Fake| fake.get(AUTHORIZE).parameter("code").expect("a code");
    let requests: [&(dyn Fn(&Fake) -> String + Sync); 2] = [&code, &Fake::own_token];

    for request in requests {
        let in_turn = of_a_fake(|fake| (0..AT_ONCE).map(|_| request(fake)).collect());
        let at_once = of_a_fake(|fake| {
            thread::scope(|scope| {
                let requests = [(); AT_ONCE].map(|()| scope.spawn(|| request(fake)));
                let got = requests.map(|one| one.join().expect("an answer"));
                got.into()
            })
        });

        assert_eq!(in_turn.len(), AT_ONCE);
        assert_eq!(in_turn, at_once);
    }
}

/// Returns the set of answers that `requests` got from a fake that signs in without a page, without their order.
fn of_a_fake(requests: impl FnOnce(&Fake) -> BTreeSet<String>) -> BTreeSet<String> {
    requests(&Fake::with(Seed::default().sign_in_as("alice@acme.example")))
}

#[test]
fn without_a_number_for_its_ids_nobody_can_foretell_them() {
    let codes = [(); 2].map(|()| {
        let idp = mock_idp::MockIdp::start();
        idp.sign_in_next_as(ALICE).expect("she exists");
        let answer = client()
            .get(format!("{}{AUTHORIZE}", idp.environment_url()))
            .send()
            .expect("it answers");
        answer.headers()["location"].clone()
    });

    assert_ne!(codes[0], codes[1]);
}

#[test]
fn another_number_for_the_ids_gives_other_bytes() {
    let code = |ids: u64| {
        let fake = Fake::start_with_ids(ids);
        let BrowserSignIn { code, .. } = fake.sign_in(AUTHORIZE, ALICE);
        code
    };

    assert_eq!(code(7), code(7));
    assert_ne!(code(7), code(8));
}
