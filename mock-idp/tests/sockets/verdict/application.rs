//! An application that does everything right, but for what a test says.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_idp::{Clock, Endpoint, MockIdp, Seed};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::USER_AGENT;
use reqwest::redirect::Policy;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::browser::Browser;
use crate::http::{Answer, sent};

/// Where the application's pages are: another site than the fake's.
pub(super) const ORIGIN_OF_APP: &str = "http://localhost:3000";

pub(super) const CLIENT_ID: &str = "skc_100000000000000001";
const CLIENT_SECRET: &str = "test_acme_web_secret_not_for_production";
pub(super) const REDIRECT_URI: &str = "http://localhost:3000/auth/callback";
pub(super) const AFTER_LOGOUT: &str = "http://localhost:3000/logged-out";
pub(super) const ALICE: &str = "alice@acme.example";

/// `User-Agent` of the application's server.
pub(super) const SERVER: &str = "node-fetch/3.3.2";

/// The server of Acme web, which keeps one connection, and its fake.
pub(super) struct Application {
    pub(super) idp: MockIdp,
    server: Client,
    drawn: AtomicU32,
}

/// A token request of which the fake has the head and not yet the body.
pub(super) struct BegunExchange {
    stream: TcpStream,
    body: String,
}

/// Parameters that a test changes before they are sent.
#[derive(Clone, Debug)]
pub(super) struct Parameters(Vec<(&'static str, String)>);

/// What the application keeps of a sign-in.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) refresh: String,
    pub(super) id: String,
}

impl Parameters {
    /// Puts a value in place of the right one, or adds it.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
        self
    }

    /// Leaves one out.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self
    }

    /// Returns a value.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| panic!("no {name}"), |(_, value)| value.as_str())
    }

    pub(super) fn encoded(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

impl Application {
    pub(super) fn start() -> Self {
        Self::with(Seed::default())
    }

    /// Starts with another seed. The clock stands still.
    pub(super) fn with(seed: Seed) -> Self {
        let clock = Clock::frozen_at("2026-01-05T09:00:00Z".parse().expect("a time"));
        let idp = MockIdp::builder().seed(seed.ids(42)).clock(clock).start();
        Self { idp: idp.expect("the seed is right"), server: client(), drawn: AtomicU32::new(0) }
    }

    /// Returns a browser that was never here.
    #[expect(clippy::unused_self, reason = "a story says whose it is")]
    pub(super) fn browser(&self) -> Browser {
        Browser::new()
    }

    pub(super) fn url(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.idp.environment_url())
    }

    /// Returns a text of 43 characters that never came before.
    pub(super) fn random(&self) -> String {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        URL_SAFE_NO_PAD.encode(digest(&SHA256, &number.to_be_bytes()))
    }

    /// Returns a right authorization request and its verifier.
    pub(super) fn request(&self) -> (Parameters, String) {
        let verifier = self.random();
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let request = Parameters(Vec::new())
            .with("response_type", "code")
            .with("client_id", CLIENT_ID)
            .with("redirect_uri", REDIRECT_URI)
            .with("scope", "openid profile email offline_access")
            .with("state", self.random())
            .with("nonce", self.random())
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256");
        (request, verifier)
    }

    /// Signs Alice in.
    pub(super) fn sign_in(&self, browser: &Browser) -> Tokens {
        let (request, verifier) = self.request();
        self.sign_in_with(browser, &request, Some(&verifier))
    }

    /// Signs Alice in by this authorization request.
    pub(super) fn sign_in_with(
        &self,
        browser: &Browser,
        request: &Parameters,
        verifier: Option<&str>,
    ) -> Tokens {
        let code = self.authorize(browser, request);
        let answer = self.exchange(&self.code_exchange(&code, verifier));
        Self::tokens(&answer)
    }

    /// Lets Alice sign in by this authorization request, and returns the code.
    pub(super) fn authorize(&self, browser: &Browser, request: &Parameters) -> String {
        if !browser.is_signed_in() {
            self.idp.sign_in_next_as(ALICE).expect("Alice is in the seed");
        }
        let answer = browser.goes_to(self, &format!("/oauth/authorize?{}", request.encoded()));
        answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer}"))
    }

    /// Returns the form that redeems a code.
    pub(super) fn code_exchange(&self, code: &str, verifier: Option<&str>) -> Parameters {
        let form = self.authenticated("authorization_code");
        let form = form.with("code", code).with("redirect_uri", REDIRECT_URI);
        match verifier {
            Some(verifier) => form.with("code_verifier", verifier),
            None => form,
        }
    }

    /// Returns the form of a renewal.
    pub(super) fn renewal(&self, refresh_token: &str) -> Parameters {
        self.authenticated("refresh_token").with("refresh_token", refresh_token)
    }

    /// Returns a form in which the client authenticates itself.
    #[expect(clippy::unused_self, reason = "a story says whose it is")]
    pub(super) fn authenticated(&self, grant_type: &str) -> Parameters {
        Parameters(Vec::new())
            .with("grant_type", grant_type)
            .with("client_id", CLIENT_ID)
            .with("client_secret", CLIENT_SECRET)
    }

    /// Sends a form to the token endpoint, from the server.
    pub(super) fn exchange(&self, form: &Parameters) -> Answer {
        sent(self.server_request(Method::POST, "/oauth/token").body(form.encoded()))
    }

    /// Begins a request of the server, over the connection of all of them.
    pub(super) fn server_request(&self, method: Method, path_and_query: &str) -> RequestBuilder {
        let request = self.server.request(method, self.url(path_and_query));
        request
            .header(USER_AGENT, SERVER)
            .header("content-type", "application/x-www-form-urlencoded")
    }

    /// Sends a request of a program that nobody knows, over a connection of its own.
    pub(super) fn stranger(&self, method: Method, path_and_query: &str) -> Answer {
        sent(client().request(method, self.url(path_and_query)))
    }

    /// Renews the tokens.
    pub(super) fn renew(&self, tokens: &Tokens) -> Tokens {
        // Near the end of the access token's life, as it should be.
        self.idp.clock().advance(std::time::Duration::from_secs(280));
        let answer = self.exchange(&self.renewal(&tokens.refresh));
        let renewed = answer.json();
        Tokens {
            access: text(&renewed, "access_token"),
            refresh: text(&renewed, "refresh_token"),
            id: tokens.id.clone(),
        }
    }

    pub(super) fn tokens(answer: &Answer) -> Tokens {
        let json = answer.json();
        Tokens {
            access: text(&json, "access_token"),
            refresh: json["refresh_token"].as_str().unwrap_or_default().to_owned(),
            id: text(&json, "id_token"),
        }
    }

    /// Returns a right logout request.
    #[expect(clippy::unused_self, reason = "a story says whose it is")]
    pub(super) fn logout(&self, tokens: &Tokens) -> Parameters {
        Parameters(Vec::new())
            .with("id_token_hint", tokens.id.clone())
            .with("post_logout_redirect_uri", AFTER_LOGOUT)
    }

    /// Signs out at the environment, by a redirect of the browser.
    pub(super) fn sign_out(&self, browser: &Browser, tokens: &Tokens) -> Answer {
        browser.goes_to(self, &format!("/oidc/logout?{}", self.logout(tokens).encoded()))
    }

    /// Ends the server and starts it anew: what it sends from now on comes over other connections.
    pub(super) fn restart(&mut self) {
        self.server = client();
    }

    /// Gets a token of the client's own.
    pub(super) fn own_token(&self) -> String {
        text(&self.exchange(&self.authenticated("client_credentials")).json(), "access_token")
    }

    /// Sends the head of a token request, and waits until the fake has it.
    pub(super) fn begin_exchange(&self, form: &Parameters) -> BegunExchange {
        let body = form.encoded();
        let address = self.idp.address();
        let head = format!(
            "POST /oauth/token HTTP/1.1\r\nHost: {address}\r\nUser-Agent: {SERVER}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
             Expect: 100-continue\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(crate::http::PATIENCE)).expect("a time limit");
        stream.write_all(head.as_bytes()).expect("it takes the head");
        let mut answer = [0; 25];
        stream.read_exact(&mut answer).expect("it wants the body");
        assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
        BegunExchange { stream, body }
    }

    /// Sends a token request whose answer a planned fault breaks off.
    pub(super) fn exchange_in_vain(&self, form: &Parameters) {
        self.idp.next(Endpoint::Token).cuts_its_answer_short();
        let request = self.server_request(Method::POST, "/oauth/token").body(form.encoded());
        let answer = request.send().and_then(reqwest::blocking::Response::text);
        assert!(answer.is_err(), "the answer breaks off");
    }

    /// Returns the findings of a practice: `fault ×1`.
    pub(super) fn findings_of(&self, slug: &str) -> Vec<String> {
        let of_practice = |line: &String| line.split(' ').nth(1) == Some(slug);
        let findings = self.findings().into_iter().filter(of_practice);
        findings.map(|line| line.replace(&format!("{slug} "), "")).collect()
    }

    /// Returns the findings but those of a practice.
    pub(super) fn findings_but(&self, slug: &str) -> Vec<String> {
        let of_others = |line: &String| line.split(' ').nth(1) != Some(slug);
        self.findings().into_iter().filter(of_others).collect()
    }

    /// Returns what the first finding about a practice saw.
    pub(super) fn what(&self, slug: &str) -> String {
        let verdict = self.idp.verdict();
        verdict.finding(slug).unwrap_or_else(|| panic!("no {slug}: {verdict}")).what.clone()
    }

    /// Returns what each finding about a practice saw, the heaviest first.
    pub(super) fn said_of(&self, slug: &str) -> Vec<String> {
        let verdict = self.idp.verdict();
        let found = verdict.findings.iter().filter(|finding| finding.slug == slug);
        found.map(|finding| finding.what.clone()).collect()
    }

    /// Returns the findings: `fault state-is-new ×1`.
    pub(super) fn findings(&self) -> Vec<String> {
        let verdict = self.idp.verdict();
        let line = |finding: &mock_idp::verdict::Finding| {
            format!("{} {} ×{}", finding.weight, finding.slug, finding.times)
        };
        verdict.findings.iter().map(line).collect()
    }
}

impl BegunExchange {
    /// Sends the body, and returns the whole answer.
    pub(super) fn finish(mut self) -> String {
        self.stream.write_all(self.body.as_bytes()).expect("it takes the body");
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).expect("it answers and closes");
        answer
    }
}

/// Returns a client with connections of its own.
pub(super) fn client() -> Client {
    let client = Client::builder().redirect(Policy::none()).timeout(crate::http::PATIENCE);
    client.build().expect("a client")
}

fn text(json: &Value, name: &str) -> String {
    json[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}")).to_owned()
}
