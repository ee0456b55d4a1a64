//! A program, by the first product of its `User-Agent`.

use std::fmt;

use arcstr::ArcStr;
use http::HeaderMap;
use http::header::USER_AGENT;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::interned::Interned;
use super::version;

/// Longest product that is kept, in octets: `python-requests/2.31.0` has 22.
const LONGEST_PRODUCT: usize = 40;

/// The product with which the `User-Agent` of every browser begins.
const ANY_BROWSER: &str = "Mozilla/5.0";

/// Products that are shown by their names. Any other may be the application's own word, or no name at all.
const PRODUCTS: [&str; 56] = [
    "apache-httpclient",
    "axios",
    "bun",
    "curl",
    "cypress",
    "dart",
    "deno",
    "faraday",
    "firefox",
    "go-http-client",
    "go-resty",
    "got",
    "grpc-dotnet",
    "grpc-go",
    "grpc-java-netty",
    "grpc-java-okhttp",
    "grpc-node",
    "grpc-node-js",
    "grpc-python",
    "guzzlehttp",
    "headlesschrome",
    "httpie",
    "hyper",
    "insomnia",
    "java",
    "java-http-client",
    "jetty",
    "k6",
    "kube-probe",
    "ktor-client",
    "mozilla",
    "node",
    "node-fetch",
    "node-superagent",
    "okhttp",
    "openid-client",
    "oauth4webapi",
    "oauthlib",
    "php",
    "playwright",
    "postmanruntime",
    "python",
    "python-httpx",
    "python-requests",
    "python-urllib",
    "reactornetty",
    "reqwest",
    "rest-client",
    "ruby",
    "scalekit-go",
    "scalekit-node",
    "scalekit-python",
    "scalekit-sdk-java",
    "undici",
    "ureq",
    "wget",
];

/// A program that sent requests. Two are the same if they call themselves the same; what a program calls itself is shown
/// only if it is a library or a tool that is known, and of any other its length.
#[derive(Clone, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Agent(#[schemars(with = "String")] ArcStr);

impl Agent {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(USER_AGENT)?.to_str().ok()?;
        let product = text.split_ascii_whitespace().next()?;
        let is_a_product = product.len() <= LONGEST_PRODUCT
            && product
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || b"-_./+".contains(&octet));
        is_a_product.then(|| Self(product.into()))
    }

    /// Says whether it is the product with which the `User-Agent` of every browser begins.
    pub fn is_any_browser(&self) -> bool {
        self.0 == ANY_BROWSER
    }

    /// Says whether it calls itself a library or a tool that is known.
    pub(crate) fn is_known(&self) -> bool {
        let name = self.0.split_once('/').map_or(&*self.0, |(name, _)| name);
        PRODUCTS.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Says whether it calls itself this, version included.
    pub(crate) fn is(&self, product: &str) -> bool {
        self.0 == product
    }

    /// Shares the text with other exchanges.
    pub(super) fn share(&mut self, interned: &mut Interned) {
        self.0 = interned.text(&self.0);
    }
}

#[cfg(test)]
impl From<&str> for Agent {
    fn from(product: &str) -> Self {
        Self(product.into())
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, number) = self.0.split_once('/').unwrap_or((&self.0, ""));
        if !self.is_known() {
            return write!(f, "a program with an unknown name of {} characters", self.0.len());
        }
        match version::shown(number) {
            Some(number) => write!(f, "{name}/{number}"),
            None => f.write_str(name),
        }
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Agent({self})")
    }
}

impl Serialize for Agent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn shown(text: &'static str) -> Option<String> {
        let agent = HeaderValue::from_static(text);
        Agent::of(&[(USER_AGENT, agent)].into_iter().collect()).map(|agent| agent.to_string())
    }

    #[test]
    fn a_library_that_is_known_is_shown_and_of_any_other_its_length() {
        for (text, expected) in [
            ("node-fetch/3.3.2", Some("node-fetch/3.3.2")),
            ("Python/3.12 aiohttp/3.9.5", Some("Python/3.12")),
            ("node", Some("node")),
            ("curl/8.5.0-secret", Some("curl/8.5.0…")),
            ("curl/secret-canary", Some("curl")),
            ("secret-canary/1.0", Some("a program with an unknown name of 17 characters")),
            ("Acme(secret)", None),
            ("", None),
        ] {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
        assert!(PRODUCTS.iter().all(|name| *name == name.to_ascii_lowercase()));
    }

    #[test]
    fn programs_that_are_shown_alike_are_not_the_same() {
        let agent = |text: &'static str| {
            Agent::of(&[(USER_AGENT, HeaderValue::from_static(text))].into_iter().collect())
        };

        assert_ne!(agent("acme-web/1.0"), agent("acme-api/1.0"));
        assert_eq!(agent("acme-web/1.0 (linux)"), agent("acme-web/1.0"));
        let agent = format!("{:?}", agent("acme/1"));
        assert_eq!(agent, "Some(Agent(a program with an unknown name of 6 characters))");
    }
}
