//! What must not be in the log, by what it is.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use url::{Url, form_urlencoded};
use user_agent::{Jar, Page};

/// The kinds of which every run has some.
const KINDS: [&str; 15] = [
    "access_token",
    "refresh_token",
    "id_token",
    "id_token_hint",
    "logout_token",
    "code",
    "state",
    "nonce",
    "code_verifier",
    "authorization",
    "cookie",
    "csrf_token",
    "sid",
    "setting",
    "webhook-signature",
];

/// The members of JSON, the fields of forms and the parameters of queries that are secrets.
const NAMES: [&str; 11] = [
    "access_token",
    "refresh_token",
    "id_token",
    "id_token_hint",
    "logout_token",
    "code",
    "state",
    "nonce",
    "code_verifier",
    "client_secret",
    "csrf_token",
];

/// The shortest text that is looked for: a shorter one is found by chance.
const SHORTEST: usize = 12;

#[derive(Default)]
pub(crate) struct Secrets(BTreeMap<&'static str, BTreeSet<String>>);

impl Secrets {
    pub(crate) fn add(&mut self, kind: &'static str, text: &str) {
        // A token has parts with dots between, of which each is looked for.
        let parts = text.split('.').chain([text]).filter(|part| part.len() >= SHORTEST);
        self.0.entry(kind).or_default().extend(parts.map(str::to_owned));
    }

    /// Adds the values of a jar's cookies.
    pub(crate) fn add_jar(&mut self, jar: &Jar) {
        for cookie in jar.cookies() {
            self.add("cookie", &cookie.value);
        }
    }

    /// Adds what the addresses on the way to a page have, and the page itself.
    pub(crate) fn add_page(&mut self, page: &Page) {
        for hop in page.hops() {
            for url in [Some(hop.url()), hop.redirects_to()].into_iter().flatten() {
                self.add_query(url);
            }
        }
        for token in page.attributes("meta[name=csrf-token]", "content").expect("a selector") {
            self.add("csrf_token", &token);
        }
    }

    fn add_query(&mut self, url: &Url) {
        for (name, value) in url.query_pairs() {
            self.add_named(&name, &value);
        }
    }

    fn add_named(&mut self, name: &str, value: &str) {
        if let Some(kind) = NAMES.into_iter().find(|kind| *kind == name) {
            self.add(kind, value);
        }
    }

    /// Adds the secrets of recorded HTTP messages: of forms and queries, of JSON, and of headers.
    pub(crate) fn add_wire(&mut self, text: &str) {
        for name in NAMES {
            for value in between(text, &format!("{name}="), &['&', ' ', '\r', '\n']) {
                let pair = format!("{name}={value}");
                for (name, value) in form_urlencoded::parse(pair.as_bytes()) {
                    self.add_named(&name, &value);
                }
            }
            for value in between(text, &format!("\"{name}\":\""), &['"']) {
                self.add_named(name, value);
            }
        }
        for value in between(text, "authorization: ", &['\r']) {
            self.add("authorization", value.split_once(' ').map_or(value, |(_, value)| value));
        }
        for value in between(text, "webhook-signature: ", &['\r']) {
            self.add("webhook-signature", value.trim_start_matches("v1,"));
        }
        let tokens: Vec<String> = self.of("id_token").chain(self.of("access_token")).collect();
        for token in tokens {
            if let Some(sid) = sid(&token) {
                self.add("sid", &sid);
            }
        }
    }

    /// Adds a client's id and secret, and what is made of them.
    pub(crate) fn add_client(&mut self, id: &str, secret: &str) {
        self.add("setting", secret);
        self.add("setting", &STANDARD.encode(format!("{id}:{secret}")));
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = String> {
        self.0.get(kind).cloned().unwrap_or_default().into_iter()
    }

    /// Fails if a run had no secret of some kind, so that nobody would have seen it in the log.
    pub(crate) fn assert_complete(&self, strategy: &str) {
        for kind in KINDS {
            assert!(self.of(kind).next().is_some(), "{strategy}: a run has some {kind}");
        }
    }

    pub(crate) fn assert_not_in(&self, log: &str) {
        for (kind, texts) in &self.0 {
            for text in texts {
                let line = log.lines().find(|line| line.contains(text.as_str()));
                assert_eq!(line, None, "the log has this {kind}: {text}");
            }
        }
        // Any JWT, also one that nobody has seen travel.
        assert_eq!(log.lines().find(|line| line.contains("eyJ")), None);
    }
}

/// Returns the texts that follow a mark, each up to one of these ends.
fn between<'t>(text: &'t str, mark: &str, ends: &'static [char]) -> impl Iterator<Item = &'t str> {
    text.split(mark)
        .skip(1)
        .filter_map(|rest| rest.split(ends).next())
        .collect::<Vec<_>>()
        .into_iter()
}

/// Returns the session at Scalekit that a token names.
fn sid(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["sid"].as_str().map(str::to_owned)
}
