//! No value that a request carried or an answer gave is in exchanges, verdict or journal: whatever is sent, and wherever.

use std::sync::Mutex;

use proptest::prelude::*;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, ORIGIN, REFERER, USER_AGENT};
use url::form_urlencoded::Serializer;

use super::application::{Application, Tokens};
use super::browser::{Browser, fetch_metadata};
use crate::http::sent;

/// Parameters that endpoints know, and some that they do not.
const NAMES: [&str; 26] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
    "provider",
    "connection_id",
    "organization_id",
    "id_token_hint",
    "grant_type",
    "code",
    "client_secret",
    "code_verifier",
    "refresh_token",
    "audience",
    "post_logout_redirect_uri",
    "token",
    "token_type_hint",
    "access_token",
    "verifier",
];

const PATHS: [&str; 14] = [
    "/oauth/authorize",
    "/oauth/token",
    "/keys",
    "/userinfo",
    "/oidc/logout",
    "/oauth/introspect",
    "/revoke",
    "/.well-known/openid-configuration",
    "/login",
    "/login/as",
    "/end_session",
    "/api/v1/users",
    "/scalekit.v1.users.UserService/GetUser",
    "/nowhere",
];

/// Characters of a value that would give it away: what is quoted of a long text has four.
const GIVEAWAY: usize = 16;

/// A request or a life that a client leads.
#[derive(Clone, Debug)]
enum Step {
    /// A request with a value in every place that has one.
    Request {
        path: usize,
        posts: bool,
        is_browser: bool,
        parameters: Vec<(usize, String)>,
        unknown: String,
        cookie: String,
        authorization: String,
        /// In every header that names somebody or something.
        header: String,
    },
    /// A sign-in with these values as state and nonce.
    SignIn { state: String, nonce: String },
    /// The tokens are renewed, and the old one is sent again.
    Renew,
    /// The browser signs out, and the tokens are used again.
    SignOut,
}

/// A value that nothing but a leak can repeat: no word, id, number or address.
fn canary() -> impl Strategy<Value = String> {
    prop_oneof!["Q[A-Za-z0-9]{31,50}", "Q[a-z]{12,40}-[A-Za-z0-9_]{20,30}"]
}

/// Returns the header by which a program calls itself, in place of another.
fn agent(name: &str) -> HeaderMap {
    let agent = format!("{name}/1.0").parse().expect("a value of a header");
    [(USER_AGENT, agent)].into_iter().collect()
}

/// A value that a host or a program can have as its name.
fn name() -> impl Strategy<Value = String> {
    "q[a-z0-9]{19}"
}

fn step() -> impl Strategy<Value = Step> {
    let parameters = prop::collection::vec((0..NAMES.len(), canary()), 0..6);
    let request = (
        (0..PATHS.len(), any::<bool>(), any::<bool>(), parameters),
        (canary(), canary(), canary(), name()),
    );
    prop_oneof![
        4 => request.prop_map(|((path, posts, is_browser, parameters), values)| {
            let (unknown, cookie, authorization, header) = values;
            Step::Request { path, posts, is_browser, parameters, unknown, cookie, authorization, header }
        }),
        3 => (canary(), canary()).prop_map(|(state, nonce)| Step::SignIn { state, nonce }),
        1 => Just(Step::Renew),
        1 => Just(Step::SignOut),
    ]
}

/// An application, and every value that it ever sent or got.
struct Life {
    app: Application,
    browser: Browser,
    tokens: Option<Tokens>,
    /// The last code.
    code: String,
    values: Mutex<Vec<String>>,
}

impl Life {
    fn new() -> Self {
        let app = Application::start();
        let browser = app.browser();
        let values = Mutex::new(vec!["test_acme_web_secret_not_for_production".to_owned()]);
        Self { app, browser, tokens: None, code: String::new(), values }
    }

    fn saw(&self, value: &str) {
        self.values.lock().expect("no test panics with it").push(value.to_owned());
    }

    fn perform(&mut self, step: &Step) {
        match step {
            Step::Request {
                path,
                posts,
                is_browser,
                parameters,
                unknown,
                cookie,
                authorization,
                header,
            } => {
                let pairs = parameters.iter().map(|(name, value)| (NAMES[*name], &**value));
                // A name may be a secret in the wrong place, too.
                let pairs: Vec<_> =
                    pairs.chain([("x_unknown", &**unknown), (&**unknown, "x")]).collect();
                let headers = [&**cookie, authorization, header];
                for value in pairs.iter().map(|(_, value)| *value).chain(headers) {
                    self.saw(value);
                }
                let encoded = Serializer::new(String::new()).extend_pairs(&pairs).finish();
                let path = PATHS[*path];
                let request = if *posts {
                    self.app.server_request(Method::POST, path).body(encoded)
                } else {
                    self.app.server_request(Method::GET, &format!("{path}?{encoded}"))
                };
                let request = request
                    .header(COOKIE, format!("sk_idp_session={cookie}"))
                    .header(AUTHORIZATION, format!("Bearer {authorization}"))
                    .header(ORIGIN, format!("http://{header}.example"))
                    .header(REFERER, format!("http://{header}.example/{header}"))
                    .header("x-sdk-version", format!("Scalekit-Node/2.1-{header}"))
                    .headers(agent(header));
                sent(if *is_browser {
                    fetch_metadata(request, "navigate", "document", "cross-site")
                } else {
                    request
                });
            }
            Step::SignIn { state, nonce } => self.sign_in(state, nonce),
            Step::Renew => self.renew(),
            Step::SignOut => self.sign_out(),
        }
    }

    fn sign_in(&mut self, state: &str, nonce: &str) {
        let (request, verifier) = self.app.request();
        let request = request.with("state", state).with("nonce", nonce);
        let code = self.app.authorize(&self.browser, &request);
        let form = self.app.code_exchange(&code, Some(&verifier));
        let answer = self.app.exchange(&form).json();
        let token = |name: &str| answer[name].as_str().expect("a token").to_owned();
        let tokens = Tokens {
            access: token("access_token"),
            refresh: token("refresh_token"),
            id: token("id_token"),
        };
        for value in [state, nonce, &verifier, &code] {
            self.saw(value);
        }
        self.code = code;
        self.keep(tokens);
    }

    fn keep(&mut self, tokens: Tokens) {
        self.saw(&tokens.refresh);
        for jwt in [&tokens.access, &tokens.id] {
            // The header of a token is everybody's.
            jwt.split('.').skip(1).for_each(|part| self.saw(part));
        }
        self.tokens = Some(tokens);
    }

    fn renew(&mut self) {
        let Some(tokens) = self.tokens.take() else { return };
        let answer = self.app.exchange(&self.app.renewal(&tokens.refresh));
        self.app.exchange(&self.app.renewal(&tokens.refresh).with("scope", "openid"));
        if answer.status == 200 {
            let json = answer.json();
            let token = |name: &str| json[name].as_str().expect("a token").to_owned();
            let (access, refresh) = (token("access_token"), token("refresh_token"));
            self.keep(Tokens { access, refresh, id: tokens.id });
        }
    }

    fn sign_out(&mut self) {
        let Some(tokens) = self.tokens.take() else { return };
        self.app.sign_out(&self.browser, &tokens);
        let replayed = self.app.code_exchange(&self.code, None);
        self.app.exchange(&replayed);
        self.app.exchange(&self.app.renewal(&tokens.refresh));
        sent(self.app.server_request(Method::GET, "/userinfo").bearer_auth(&tokens.access));
        let question = self.app.authenticated("x").with("token", &tokens.id);
        for path in ["/oauth/introspect", "/revoke"] {
            sent(self.app.server_request(Method::POST, path).body(question.encoded()));
        }
    }

    /// Returns everything that is written of what happened.
    fn records(&self) -> Vec<String> {
        let idp = &self.app.idp;
        let control = |path: &str| sent(self.app.server_request(Method::GET, path)).body;
        let (exchanges, verdict) = (idp.exchanges(), idp.verdict());
        vec![
            control("/_mock/exchanges"),
            control("/_mock/verdict"),
            control("/_mock/verdict?format=sarif"),
            control("/_mock/verdict?format=junit"),
            control("/_mock/verdict?format=html"),
            control("/_mock/journal"),
            idp.journal(),
            verdict.to_string(),
            serde_json::to_string(&verdict).expect("plain data"),
            format!("{verdict:?}"),
            format!("{exchanges:?}"),
        ]
    }

    fn values(&self) -> Vec<String> {
        let mut values = self.values.lock().expect("no test panics with it").clone();
        values.extend(self.browser.cookies());
        values.retain(|value| value.len() >= GIVEAWAY);
        values
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_is_in_what_is_written_of_it(steps in prop::collection::vec(step(), 1..10)) {
        let mut life = Life::new();
        for step in &steps {
            life.perform(step);
        }

        let values = life.values();
        for record in life.records() {
            for value in &values {
                prop_assert!(!record.contains(&value[..GIVEAWAY]), "{value} is in {record}");
            }
        }
    }
}

#[test]
fn the_lives_reach_what_they_are_about() {
    // A property whose requests leave no trace says nothing; these leave one of each kind.
    let value = |letter: char| format!("Q{}", letter.to_string().repeat(40));
    let mut life = Life::new();
    life.perform(&Step::SignIn { state: value('s'), nonce: value('n') });
    life.perform(&Step::Renew);
    life.perform(&Step::SignOut);
    life.perform(&Step::Request {
        path: 0,
        posts: false,
        is_browser: true,
        parameters: Vec::new(),
        unknown: value('u'),
        cookie: value('c'),
        authorization: value('t'),
        header: "q".repeat(20),
    });

    let records = life.records().join("\n");
    for word in [
        "code_verifier",
        "refresh_token",
        "session_cookie",
        "code-is-used-once",
        "…uuuu",
        "unknown",
        "another origin, ",
        "2.1…",
    ] {
        assert!(records.contains(word), "{word}\n{records}");
    }
}
