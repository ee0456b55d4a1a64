//! A server that talks to Scalekit by itself, and whose tokens a story can read and present again.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mock_idp::{Registration, Seed, seed};
use serde_json::Value;
use url::Url;
use user_agent::UserAgent;

use crate::World;

/// The second application's display name.
const NAME: &str = "Back office";

/// A redirect URI on another machine, before which the browser stops, with the code in its address bar.
pub(crate) const REDIRECT_URI: &str = "https://backoffice.example/callback";

/// Sign-ins that were begun, so that no two of them have the same state.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// Longest time for an answer; loopback answers at once or never.
const PATIENCE: Duration = Duration::from_secs(10);

/// A second application of the same environment, or another holder of a client's credentials.
pub struct Backend {
    client: Registration,
    http: reqwest::Client,
}

impl Backend {
    /// Registers the second application: for [`World::start_with`].
    pub fn join(seed: Seed) -> Seed {
        let client = seed::Client::web(NAME)
            .id("skc_200000000000000002")
            .secret("test_back_office_secret_not_for_production")
            .redirect_uri(REDIRECT_URI);
        seed.client(client)
    }

    /// Returns the second application of a world that it has joined.
    pub fn of(world: &World) -> Self {
        Self::with_the_credentials_of(Self::registration(world))
    }

    /// Authenticates by this id and this secret, of an organization's client for instance.
    pub fn with_credentials(world: &World, id: &str, secret: &str) -> Self {
        let mut client = world.client();
        id.clone_into(&mut client.client_id);
        client.client_secret = Some(secret.to_owned());
        Self::with_the_credentials_of(client)
    }

    pub(crate) fn registration(world: &World) -> Registration {
        world.idp.client(NAME)
    }

    /// Authenticates as a client whose secret has leaked.
    pub fn with_the_credentials_of(client: Registration) -> Self {
        let http = http();
        Self { client, http }
    }

    /// Returns the authorization URL for a sign-in here.
    pub fn authorization_url(&self) -> Url {
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.client.client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email offline_access"),
            ("state", &fresh("state")),
            ("nonce", &fresh("nonce")),
        ];
        Url::parse_with_params(&self.endpoint("/oauth/authorize"), parameters)
            .expect("the environment URL is a URL")
    }

    /// Takes a signed-in browser through `/oauth/authorize`, and returns the code.
    pub async fn code(&self, browser: &mut UserAgent) -> String {
        let url = self.authorization_url();
        let page = browser.open(url.as_str()).await.expect("the fake is up");
        let home = page.left_for().expect("the person is known, and the browser sent back");
        code_in(home).expect("a code comes with it")
    }

    /// Returns the tokens of a browser whose person Scalekit knows.
    pub async fn tokens(&self, browser: &mut UserAgent) -> Reply {
        let code = self.code(browser).await;
        self.redeem(&code).await
    }

    /// Redeems a code (`grant_type=authorization_code`).
    pub async fn redeem(&self, code: &str) -> Reply {
        let grant =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
        self.token(&grant).await
    }

    /// Gets the application's own token (`grant_type=client_credentials`).
    pub async fn own_token(&self) -> Reply {
        self.token(&[("grant_type", "client_credentials")]).await
    }

    /// Redeems a refresh token (`grant_type=refresh_token`).
    pub async fn refresh(&self, refresh_token: &str) -> Reply {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.token(&grant).await
    }

    /// Sends `GET /userinfo`.
    pub async fn userinfo(&self, access_token: &str) -> Reply {
        let url = self.endpoint("/userinfo");
        Reply::to(self.http.get(url).bearer_auth(access_token)).await
    }

    /// Sends GET as a server: without cookies, and without following redirects.
    pub async fn get(&self, url: &Url) -> Reply {
        Reply::to(self.http.get(url.clone())).await
    }

    async fn token(&self, grant: &[(&str, &str)]) -> Reply {
        let secret = self.client.client_secret.as_deref();
        let url = self.endpoint("/oauth/token");
        let request = self.http.post(url).basic_auth(&self.client.client_id, secret);
        Reply::to(request.form(grant)).await
    }

    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.client.environment_url)
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Backend({})", self.client.name)
    }
}

/// The answer to a server's request.
#[derive(Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    body: Value,
}

impl Reply {
    pub(crate) async fn to(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("the fake is up");
        let status = response.status().as_u16();
        let body = response.text().await.expect("an answer comes whole");
        Self { status, body: serde_json::from_str(&body).unwrap_or_default() }
    }

    /// Returns the access token.
    pub fn access_token(&self) -> &str {
        self.text("access_token").expect("tokens were issued")
    }

    /// Returns the refresh token.
    pub fn refresh_token(&self) -> &str {
        self.text("refresh_token").expect("a refresh token was issued")
    }

    /// Returns the JSON of the answer; `null` if there was none.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// Returns the id of the object in the answer's member `thing`.
    pub fn id(&self, thing: &str) -> String {
        let id = self.body[thing]["id"].as_str();
        id.expect("it was made, and has an id").to_owned()
    }

    /// Returns the error code of the RFCs or of the management API.
    pub fn error(&self) -> Option<&str> {
        let code = &self.body["details"][0]["error_code"];
        self.text("error").or(code.as_str())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.body[name].as_str()
    }
}

/// `200`, or `400 invalid_grant`: never a token.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error() {
            Some(error) => f.pad(&format!("{} {error}", self.status)),
            None => f.pad(&self.status.to_string()),
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({self})")
    }
}

/// Returns a server's HTTP client: no cookies, no redirects, no proxy.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .build()
        .expect("a client of constant settings can be built")
}

/// Returns the code in a callback's address.
pub(crate) fn code_in(callback: &Url) -> Option<String> {
    let mut pairs = callback.query_pairs();
    pairs.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned())
}

/// Returns a text of 43 characters that never came before.
fn fresh(name: &str) -> String {
    let number = BEGUN.fetch_add(1, Ordering::Relaxed);
    format!("{name}-of-sign-in-{number:026}")
}
