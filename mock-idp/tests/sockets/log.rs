//! The log on stderr, by `RUST_LOG`.

use std::io::Read as _;

use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::Value;

use crate::command::{Serving, mock_idp};
use crate::http::{self, ALICE, AUTHORIZE, Answer};

/// Returns what the server writes to stderr about one token request, while `RUST_LOG` is `level`.
fn logged(level: Option<&str>) -> String {
    let mut command = mock_idp(&["serve", "--port", "0", "--json"]);
    command.envs(level.map(|level| ("RUST_LOG", level)));
    let mut serving = Serving::spawn(&mut command);
    let ready = serving.ready();
    let url = ready["environment_url"].as_str().expect("a URL");
    let request = http::client()
        .post(format!("{url}/oauth/token?secret=hunter2"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", "sk_idp_session=hunter2")
        .body("grant_type=hunter2&client_id=skc_100000000000000001");
    assert_eq!(request.send().expect("it answers").status(), 401);
    let mut stderr = serving.child.stderr.take().expect("a pipe");
    serving.signal("TERM");
    let mut log = String::new();
    stderr.read_to_string(&mut log).expect("UTF-8");
    log
}

#[test]
fn each_request_and_each_refusal_is_a_line_at_that_level() {
    let log = logged(Some("mock_idp=info"));

    let lines: Vec<&str> =
        log.lines().map(|line| line.split_once("INFO ").expect("a level").1).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    mock_idp::idp: refused endpoint="token" error="invalid_client"
    mock_idp::http::log: answered method=POST path=/oauth/token status=401
    mock_idp::idp::exchanges: found slug="known-parameters" weight=advice
    "#);
    for level in ["info", "debug"] {
        let log = logged(Some(level));
        assert!(log.contains("/oauth/token"), "{log}");
        assert!(!log.contains("hunter2"), "{log}");
    }
    assert_eq!(logged(None), "", "nothing by default");
}

/// A verifier and its challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const CLIENT_ID: &str = "skc_100000000000000001";
const CLIENT_SECRET: &str = "test_acme_web_secret_not_for_production";

/// The shortest text that is looked for: a shorter one is found by chance.
const SHORTEST: usize = 12;

/// A client that remembers every secret that it has sent or got.
struct Remembering<'u> {
    url: &'u str,
    http: Client,
    secrets: Vec<String>,
}

impl Remembering<'_> {
    /// Sends a request with cookies, and remembers those that the answer sets.
    fn sent(&mut self, method: Method, path: &str, cookies: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = request.header("cookie", cookies);
        let request = if form.is_empty() { request } else { request.form(form) };
        let answer = http::sent(request);
        let pairs = answer.cookies();
        let values = pairs.iter().filter_map(|pair| pair.split_once('='));
        self.secrets.extend(values.map(|(_, value)| value.to_owned()));
        answer
    }

    /// Calls the token endpoint, and remembers the tokens.
    fn token(&mut self, secret: &str, grant: &[(&str, &str)]) -> Value {
        let request = self.http.post(format!("{}/oauth/token", self.url)).form(grant);
        let tokens = http::sent(request.basic_auth(CLIENT_ID, Some(secret))).json();
        let texts =
            tokens.as_object().into_iter().flatten().filter(|(name, _)| name.ends_with("_token"));
        self.secrets.extend(texts.filter_map(|(_, token)| token.as_str().map(str::to_owned)));
        tokens
    }

    fn with_bearer(&mut self, method: Method, path: &str, token: &str) -> u16 {
        let request = self.http.request(method, format!("{}{path}", self.url));
        http::sent(request.bearer_auth(token)).status
    }
}

/// Goes through every endpoint of the protocols, with right and with wrong secrets, and returns them.
fn whole_run(url: &str, http: Client) -> Vec<String> {
    let wrong = ["wrongSecretCanary", "wrongCodeCanary", "wrongTokenCanary", "wrongCookieCanary"];
    let sent = ["stateCanaryCanary", "nonceCanaryCanary", VERIFIER, CLIENT_SECRET];
    let secrets = wrong.into_iter().chain(sent).map(str::to_owned).collect();
    let mut run = Remembering { url, http, secrets };
    let authorize = AUTHORIZE.replace("xyz", sent[0]).replace("n-0S6", sent[1]);
    let authorize = format!("{authorize}&code_challenge={CHALLENGE}&code_challenge_method=S256");

    let page = run.sent(Method::GET, &authorize, "sk_idp_session=wrongCookieCanary", &[]);
    let request = page.location().replace("/login?request=", "");
    let cookies = page.cookies().join("; ");
    let form = [("request", request.as_str()), ("user", ALICE)];
    let signed_in = run.sent(Method::POST, "/login/as", &cookies, &form);
    let code = signed_in.parameter("code").expect("a code");
    run.secrets.push(code.clone());
    let redeem = |code: &str| {
        [
            ("grant_type", "authorization_code".to_owned()),
            ("redirect_uri", "http://localhost:3000/auth/callback".to_owned()),
            ("code", code.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
        ]
    };
    let grant = redeem(&code);
    let grant = grant.each_ref().map(|(name, value)| (*name, value.as_str()));
    let tokens = run.token(CLIENT_SECRET, &grant);
    run.token(wrong[0], &grant);
    run.token(CLIENT_SECRET, &grant);
    let grant = redeem(wrong[1]);
    run.token(CLIENT_SECRET, &grant.each_ref().map(|(name, value)| (*name, value.as_str())));

    let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    let (access, refresh, id) = (token("access_token"), token("refresh_token"), token("id_token"));
    for token in [refresh.as_str(), &refresh, wrong[2]] {
        run.token(CLIENT_SECRET, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    }
    let own = run.token(CLIENT_SECRET, &[("grant_type", "client_credentials")]);
    let own = own["access_token"].as_str().expect("a token").to_owned();
    for token in [access.as_str(), wrong[2]] {
        run.with_bearer(Method::GET, "/userinfo", token);
        let form = [("token", token), ("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
        run.sent(Method::POST, "/oauth/introspect", "", &form);
        run.sent(Method::POST, "/revoke", "", &form);
    }
    assert_eq!(run.with_bearer(Method::GET, "/api/v1/organizations", &own), 200);
    assert_eq!(run.with_bearer(Method::GET, "/api/v1/organizations", wrong[2]), 401);
    let after = "http%3A%2F%2Flocalhost%3A3000%2Flogged-out";
    let out = format!("/oidc/logout?id_token_hint={id}&post_logout_redirect_uri={after}");
    let cookies = signed_in.cookies().join("; ");
    assert_eq!(run.sent(Method::GET, &out, &cookies, &[]).status, 302);
    run.secrets
}

/// The libraries log at this level too: HTTP/1.1 and HTTP/2, and what lies below them.
#[test]
fn a_whole_run_at_trace_has_no_secret_over_either_version_of_http() {
    let of_http_2 = http::client_builder().http2_prior_knowledge().build().expect("a client");
    for (version, http) in [("HTTP/1.1", http::client()), ("HTTP/2", of_http_2)] {
        let mut command = mock_idp(&["serve", "--port", "0", "--json"]);
        let mut serving = Serving::spawn(command.env("RUST_LOG", "trace"));
        let mut stderr = serving.child.stderr.take().expect("a pipe");
        // Read meanwhile, because a pipe holds less than such a log.
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).expect("UTF-8");
            log
        });
        let ready = serving.ready();
        let url = ready["environment_url"].as_str().expect("a URL");

        let secrets = whole_run(url, http);

        serving.signal("TERM");
        let log = log.join().expect("it was read");
        assert!(log.contains("path=/oauth/token"), "{version}: {log}");
        assert!(version == "HTTP/1.1" || log.contains("TRACE h2::"), "{version}: {log}");
        let parts = secrets.iter().flat_map(|secret| secret.split('.').chain([secret.as_str()]));
        for secret in parts.filter(|secret| secret.len() >= SHORTEST) {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{version}: {secret}");
        }
        assert_eq!(log.lines().find(|line| line.contains("eyJ")), None, "{version}");
    }
}
