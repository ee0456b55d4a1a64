//! HTTP requests, bounded in time and size, and never redirected; the only module that knows reqwest.

use std::env;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, redirect};
use serde_json::Value;
use url::Url;

use crate::builder::{ClientBuilder, ConfigError};
use crate::error::UnavailableError;
use crate::response::Response;
use crate::tokens::AccessToken;

/// Longest time for a whole request: longer than Scalekit needs, shorter than a person's patience.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// Longest time for connecting: a reachable host answers within it, even if a packet is lost.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Longest answer, in bytes: some fifty times the largest honest one.
const LONGEST_ANSWER: usize = 256 * 1024;

#[derive(Clone)]
pub(crate) struct Transport(reqwest::Client);

impl Transport {
    pub(crate) fn new(settings: &ClientBuilder, is_loopback: bool) -> Result<Self, ConfigError> {
        let mut builder = reqwest::Client::builder()
            // A redirect would carry the code and the secret to another server.
            .redirect(redirect::Policy::none())
            .timeout(settings.timeout)
            .connect_timeout(settings.connect_timeout)
            .user_agent(concat!("scalekit-rust/", env!("CARGO_PKG_VERSION")));
        if is_loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build();
        Ok(Self(client.map_err(|e| ConfigError::Transport(cause(e) + &roots()))?))
    }

    pub(crate) async fn get(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
    ) -> Result<Response, UnavailableError> {
        let mut request = self.0.get(url.clone());
        if let Some(token) = bearer {
            request = request.bearer_auth(token.secret());
        }
        response(request).await
    }

    pub(crate) async fn send(
        &self,
        method: &Method,
        url: &Url,
        bearer: &AccessToken,
        body: Option<&Value>,
    ) -> Result<Response, UnavailableError> {
        let mut request = self.0.request(method.clone(), url.clone()).bearer_auth(bearer.secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        response(request).await
    }

    pub(crate) async fn post(
        &self,
        url: &Url,
        form: &[(&str, &str)],
    ) -> Result<Response, UnavailableError> {
        response(self.0.post(url.clone()).form(form)).await
    }
}

async fn response(request: RequestBuilder) -> Result<Response, UnavailableError> {
    let request = request.header("accept", "application/json");
    let mut response = request.send().await.map_err(|error| {
        timed_out(&error).unwrap_or_else(|| UnavailableError::Unreachable(cause(error)))
    })?;
    Ok(Response { status: response.status().as_u16(), body: whole_body(&mut response).await? })
}

async fn whole_body(response: &mut reqwest::Response) -> Result<Vec<u8>, UnavailableError> {
    let cut = |error| timed_out(&error).unwrap_or(UnavailableError::CutShort);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(cut)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(UnavailableError::TooLong { limit: LONGEST_ANSWER });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Returns where the root certificates are looked for in place of the system's, as a part of a sentence.
fn roots() -> String {
    let variables = ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter();
    let set = variables.filter_map(|name| Some((name, env::var_os(name)?)));
    let named = set.map(|(name, path)| format!("; {name} is set to \"{}\"", path.display()));
    named.collect::<Vec<_>>().concat()
}

fn timed_out(error: &reqwest::Error) -> Option<UnavailableError> {
    error.is_timeout().then_some(UnavailableError::TimedOut)
}

/// Returns the innermost cause, such as "Connection refused"; the outer ones only repeat the request.
fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
