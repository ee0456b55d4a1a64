//! The requests to Scalekit, by hand.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

use crate::Defect;
use crate::app::App;
use crate::attempts::Attempt;

/// The seconds before its expiry at which the application's own token is fetched anew.
const OWN_TOKEN_MARGIN: i64 = 60;

/// The reason why Scalekit gave no tokens, or none that can be believed.
#[derive(Debug)]
pub(crate) enum IdpError {
    /// Scalekit refused, with this code and this description.
    Refused(String, String),
    /// Scalekit did not answer, or not with what it should.
    Unavailable(String),
    /// A token cannot be believed.
    Untrusted(&'static str),
}

/// The application's own token, and when it expires.
#[derive(Default)]
pub(crate) struct OwnToken(tokio::sync::Mutex<Option<(String, i64)>>);

/// The answer of the token endpoint.
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) id_token: Option<String>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) expires_in: Option<i64>,
}

/// Fetches a document.
pub(crate) async fn get(app: &App, path: &str) -> Result<Value, IdpError> {
    answered(app.http.get(app.endpoint(path))).await
}

/// Exchanges the code of a sign-in.
pub(crate) async fn exchange(app: &App, code: &str, attempt: &Attempt) -> Result<Tokens, IdpError> {
    if app.has(Defect::ClientPerRequest) {
        fetch_own_token(app).await?;
    }
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", attempt.redirect_uri.as_str()),
    ];
    form.extend(attempt.verifier.as_deref().map(|verifier| ("code_verifier", verifier)));
    let tokens = token_request(app, &form).await;
    if matches!(tokens, Err(IdpError::Refused(..))) && app.has(Defect::CodeSentTwice) {
        return token_request(app, &form).await;
    }
    tokens
}

/// Renews tokens.
pub(crate) async fn refresh(app: &App, refresh_token: &str) -> Result<Tokens, IdpError> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
    token_request(app, &form).await
}

/// Revokes a token.
pub(crate) async fn revoke(app: &App, token: &str) -> Result<(), IdpError> {
    let credentials = credentials(app);
    let form = [credentials[0], credentials[1], ("token", token)];
    answered(app.http.post(app.endpoint("/revoke")).form(&form)).await.map(drop)
}

/// Ends a session at Scalekit.
pub(crate) async fn end_session(app: &App, session: &str) -> Result<(), IdpError> {
    manage(app, &format!("/api/v1/sessions/{session}/revoke")).await
}

/// Ends all sessions of a person at Scalekit.
pub(crate) async fn end_all_sessions(app: &App, person: &str) -> Result<(), IdpError> {
    manage(app, &format!("/api/v1/users/{person}/sessions/revoke")).await
}

async fn manage(app: &App, path: &str) -> Result<(), IdpError> {
    let token = own_token(app).await?;
    let request = app.http.request(Method::POST, app.endpoint(path)).bearer_auth(token);
    answered(request.json(&serde_json::json!({}))).await.map(drop)
}

/// Returns the application's own token: one for its whole life, while that lives.
async fn own_token(app: &App) -> Result<String, IdpError> {
    let mut known = app.own_token.0.lock().await;
    if let Some((token, until)) = &*known
        && app.now() < until - OWN_TOKEN_MARGIN
    {
        return Ok(token.clone());
    }
    let tokens = fetch_own_token(app).await?;
    let until = app.now() + tokens.expires_in.unwrap_or_default();
    *known = Some((tokens.access_token.clone(), until));
    Ok(tokens.access_token)
}

async fn fetch_own_token(app: &App) -> Result<Tokens, IdpError> {
    token_request(app, &[("grant_type", "client_credentials")]).await
}

async fn token_request(app: &App, form: &[(&str, &str)]) -> Result<Tokens, IdpError> {
    let credentials = credentials(app);
    let mut form = form.to_vec();
    let mut endpoint = app.endpoint("/oauth/token");
    if app.has(Defect::SecretInUrl) {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([credentials[1]])
            .finish();
        endpoint = format!("{endpoint}?{query}");
    }
    form.extend(credentials);
    if app.has(Defect::ExchangeByGet) && form.contains(&("grant_type", "authorization_code")) {
        let query = form.iter().filter(|(name, _)| *name != "client_secret");
        let query: Vec<_> = query.copied().collect();
        // What comes of it, does not matter: nothing comes of it.
        let _ = answered(app.http.get(endpoint.clone()).query(&query)).await;
    }
    let answer = answered(app.http.post(endpoint).form(&form)).await?;
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    let access_token = text("access_token");
    Ok(Tokens {
        access_token: access_token.ok_or(IdpError::Untrusted("there is no access token"))?,
        id_token: text("id_token"),
        refresh_token: text("refresh_token"),
        expires_in: answer["expires_in"].as_i64(),
    })
}

fn credentials(app: &App) -> [(&str, &str); 2] {
    [("client_id", &app.options.client_id), ("client_secret", &app.options.client_secret)]
}

/// Sends a request, and sorts the answer: JSON, a refusal, or an outage.
async fn answered(request: RequestBuilder) -> Result<Value, IdpError> {
    let unavailable =
        |error: reqwest::Error| IdpError::Unavailable(error.without_url().to_string());
    let answer = request.send().await.map_err(unavailable)?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(unavailable)?;
    let json: Option<Value> = serde_json::from_slice(&body).ok();
    if status.is_success() {
        let is_empty = body.is_empty();
        let none = || IdpError::Unavailable("the answer is not JSON".to_owned());
        return json.or(is_empty.then_some(Value::Null)).ok_or_else(none);
    }
    let code = json.as_ref().and_then(|json| json["error"].as_str());
    match code {
        Some(code) if is_refusal(status) => {
            let description = json.as_ref().and_then(|json| json["error_description"].as_str());
            Err(IdpError::Refused(code.to_owned(), description.unwrap_or_default().to_owned()))
        }
        _ => Err(IdpError::Unavailable(format!("the answer has status {status}"))),
    }
}

fn is_refusal(status: StatusCode) -> bool {
    status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS
}

impl IdpError {
    /// Says whether the refresh token or the code is worth nothing any more.
    pub(crate) fn is_invalid_grant(&self) -> bool {
        matches!(self, Self::Refused(code, _) if code == "invalid_grant")
    }

    /// Says whether Scalekit described its refusal with these words.
    pub(crate) fn says(&self, words: &str) -> bool {
        matches!(self, Self::Refused(_, description) if description.contains(words))
    }
}
