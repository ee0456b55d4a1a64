//! An API client.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use scalekit_axum::{REVOKE_PATH, TOKEN_PATH};
use serde_json::Value;

use crate::stories::logging::captured_log;
use crate::stories::world::{Answer, Browser, World};

/// An API client: it keeps two tokens, and has no cookies.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: Browser,
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

impl Client {
    /// Takes the tokens over from a browser that has signed in.
    pub(crate) async fn signed_in(world: &World) -> Self {
        Self::with_tokens_of(&world.signed_in().await)
    }

    /// Copies the tokens of a browser, as a thief would.
    pub(crate) fn with_tokens_of(browser: &Browser) -> Self {
        Self {
            http: without_cookies(browser),
            access_token: browser.cookies["accessToken"].clone(),
            refresh_token: browser.cookies["refreshToken"].clone(),
        }
    }

    /// Takes the tokens that the token endpoint answered with.
    pub(crate) fn with_tokens_in(answer: &Answer, browser: &Browser) -> Self {
        let tokens: BTreeMap<String, Value> = serde_json::from_str(&answer.body).expect("JSON");
        let text = |name: &str| tokens[name].as_str().expect("a text").to_owned();
        Self {
            http: without_cookies(browser),
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.access_token);
        self.http.clone().get_with(path, &[("authorization", &bearer)]).await
    }

    pub(crate) async fn is_let_in(&self) -> bool {
        self.get("/api/me").await.status == StatusCode::OK
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        self.http.clone().send(Method::POST, path, &[], form).await
    }

    /// Presents the refresh token, and keeps the new tokens.
    pub(crate) async fn renew(&mut self) -> Answer {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.refresh_token);
        let answer = self.post(TOKEN_PATH, &form).await;
        if answer.status == StatusCode::OK {
            *self = Self::with_tokens_in(&answer, &self.http);
        }
        answer
    }

    pub(crate) async fn revoke(&self, token: &str) -> Answer {
        self.post(REVOKE_PATH, &format!("token={token}")).await
    }
}

/// Returns another browser of the same app.
pub(crate) fn without_cookies(browser: &Browser) -> Browser {
    let mut another = browser.clone();
    another.cookies.clear();
    another
}

pub(crate) fn error(answer: &Answer) -> (u16, String) {
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    (answer.status.as_u16(), body["error"].as_str().expect("a code").to_owned())
}

/// Says whether the log has the reuse of a refresh token of this user.
pub(crate) fn is_reuse_logged(user: &str) -> bool {
    let log = captured_log();
    log.lines().any(|line| line.contains("refresh token reused") && line.contains(user))
}

pub(crate) fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}
