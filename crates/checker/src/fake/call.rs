//! Calls of the control API.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use thiserror::Error;
use url::Url;

/// Time for a call: the fake answers in milliseconds, and waits for deliveries at most half a minute.
const TIME: Duration = Duration::from_secs(40);

/// The reason why the fake could not be steered.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FakeError {
    /// Nothing answers.
    #[error("no fake answers at {url}: {why}")]
    Unreachable {
        /// The address of the control API.
        url: String,
        /// The cause.
        why: String,
    },
    /// The control API refuses a call.
    #[error("the fake refuses /_mock/{path} with {status}: {reason}")]
    Refused {
        /// The path below the control API.
        path: String,
        /// The status.
        status: u16,
        /// What the answer says.
        reason: String,
    },
    /// The answer is not what a fake answers.
    #[error("/_mock/{path} of the fake answers strangely: {why}")]
    Strange {
        /// The path below the control API.
        path: String,
        /// What is wrong with the answer.
        why: String,
    },
}

impl FakeError {
    pub(super) fn strange(path: &str, why: &str) -> Self {
        Self::Strange { path: path.to_owned(), why: why.to_owned() }
    }
}

/// Calls the control API.
#[derive(Clone)]
pub(super) struct Caller {
    http: Client,
    control: Url,
    token: Option<String>,
}

impl Caller {
    pub(super) fn new(control: Url, token: Option<String>) -> Self {
        let http = Client::builder()
            .no_proxy()
            .timeout(TIME)
            // Only loopback is called, and there a certificate says nothing more.
            .tls_danger_accept_invalid_certs(true)
            .build()
            .expect("a client of constant settings can be built");
        Self { http, control, token }
    }

    /// Returns the issuer of the fake's first environment.
    pub(super) async fn environment(&self) -> Result<Url, FakeError> {
        let path = "../.well-known/openid-configuration";
        let document = self.send(Method::GET, path, |request| request).await?;
        let document = json(path, &document)?;
        let issuer = document["issuer"].as_str().and_then(|issuer| issuer.parse().ok());
        issuer.ok_or_else(|| FakeError::strange(path, "its discovery document has no issuer"))
    }

    /// Returns the seed that makes the environment as it is.
    pub(super) async fn seed(&self) -> Result<toml::Table, FakeError> {
        let text = self.send(Method::GET, "seed", |request| request).await?;
        text.parse().map_err(|why: toml::de::Error| FakeError::strange("seed", why.message()))
    }

    pub(super) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, FakeError> {
        json(path, &self.send(Method::GET, path, |request| request.query(query)).await?)
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, FakeError> {
        json(path, &self.send(Method::POST, path, |request| request.json(body)).await?)
    }

    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, FakeError> {
        json(path, &self.send(Method::PATCH, path, |request| request.json(body)).await?)
    }

    pub(super) async fn delete(&self, path: &str) -> Result<Value, FakeError> {
        json(path, &self.send(Method::DELETE, path, |request| request).await?)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        prepare: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<String, FakeError> {
        let url = format!("{}/{path}", self.control.as_str().trim_end_matches('/'));
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let unreachable = |why: reqwest::Error| FakeError::Unreachable {
            url: self.control.to_string(),
            why: user_agent::reason(&why.without_url()),
        };
        let answer = prepare(request).send().await.map_err(unreachable)?;
        let status = answer.status();
        let text = answer.text().await.map_err(unreachable)?;
        if status.is_success() {
            return Ok(text);
        }
        let reason = serde_json::from_str(&text).ok();
        let reason = reason.and_then(|answer: Value| answer["reason"].as_str().map(str::to_owned));
        Err(FakeError::Refused {
            path: path.to_owned(),
            status: status.as_u16(),
            reason: reason.unwrap_or_else(|| "no reason is given".to_owned()),
        })
    }
}

/// The token is left out.
impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Caller({})", self.control)
    }
}

fn json(path: &str, text: &str) -> Result<Value, FakeError> {
    serde_json::from_str(text).map_err(|why| FakeError::strange(path, &why.to_string()))
}
