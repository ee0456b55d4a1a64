//! One environment that a test scripts, one client of it, and one clock for both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use scalekit::{Attempt, Callback, Client, ClientBuilder, Clock, SignIn, SignedIn};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockGuard, MockServer, Request, ResponseTemplate};

use crate::signing::{FIRST, SigningKey, at_hash};

pub(crate) const CLIENT_ID: &str = "skc_1";
pub(crate) const SECRET: &str = "test_secret_of_the_application";
pub(crate) const CALLBACK: &str = "http://localhost:3000/auth/callback";

/// The time at which every test begins: 2027-01-15 08:00:00 UTC.
pub(crate) const START: u64 = 1_800_000_000;

/// The client's own cooldown, with a second to spare.
pub(crate) const COOLED_DOWN: Duration = Duration::from_secs(31);

pub(crate) struct World {
    pub(crate) idp: MockServer,
    pub(crate) client: Client,
    seconds: Arc<AtomicU64>,
}

impl World {
    /// Makes an environment that publishes its first key.
    pub(crate) async fn start() -> Self {
        let world = Self::without_keys().await;
        publishing(&[FIRST.jwk()]).mount(&world.idp).await;
        world
    }

    /// Makes an environment without responses.
    pub(crate) async fn without_keys() -> Self {
        Self::with_settings(|settings| settings).await
    }

    pub(crate) async fn with_settings(change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        let idp = MockServer::start().await;
        let seconds = Arc::new(AtomicU64::new(START));
        let hand = Arc::clone(&seconds);
        let clock = Clock::new(move || at(hand.load(Ordering::SeqCst)));
        let settings = Client::builder(&idp.uri(), CLIENT_ID).client_secret(SECRET).clock(clock);
        let client = change(settings).build().expect("the settings are good");
        Self { idp, client, seconds }
    }

    pub(crate) fn now(&self) -> u64 {
        self.seconds.load(Ordering::SeqCst)
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.seconds.fetch_add(by.as_secs(), Ordering::SeqCst);
    }

    /// Has the token endpoint give this response until the guard is dropped.
    pub(crate) async fn token_endpoint(&self, answer: ResponseTemplate) -> MockGuard {
        let mock = answering("POST", "/oauth/token", answer);
        mock.mount_as_scoped(&self.idp).await
    }

    /// Publishes this key, and no other, until the guard is dropped.
    pub(crate) async fn publishes(&self, key: &SigningKey) -> MockGuard {
        publishing(&[key.jwk()]).mount_as_scoped(&self.idp).await
    }

    /// Makes the keys unavailable until the guard is dropped.
    pub(crate) async fn keys_are_down(&self) -> MockGuard {
        let down = answering("GET", "/keys", ResponseTemplate::new(503));
        down.mount_as_scoped(&self.idp).await
    }

    pub(crate) async fn requests_to(&self, path: &str) -> Vec<Request> {
        let mut requests = self.idp.received_requests().await.expect("recording is on");
        requests.retain(|request| request.url.path() == path);
        requests
    }

    /// Returns the claims of an ordinary access token (Scalekit's documentation, complete-login).
    pub(crate) fn access_claims(&self) -> Value {
        json!({
            "iss": self.idp.uri(), "aud": [CLIENT_ID], "client_id": CLIENT_ID,
            "sub": "usr_1", "oid": "org_1", "sid": "ses_1", "jti": "tkn_1",
            "iat": self.now(), "nbf": self.now(), "exp": self.now() + 300,
            "roles": ["admin"], "permissions": ["reports:read"],
        })
    }

    /// Returns the claims of the ID token that belongs to an attempt and an access token.
    pub(crate) fn id_claims(&self, attempt: &Attempt, access_token: &str) -> Value {
        json!({
            "iss": self.idp.uri(), "aud": [CLIENT_ID], "azp": CLIENT_ID, "client_id": CLIENT_ID,
            "sub": "usr_1", "oid": "org_1", "sid": "ses_1", "amr": ["conn_1"],
            "iat": self.now(), "exp": self.now() + 1800,
            "nonce": parameter_of(attempt, "nonce"), "at_hash": at_hash(access_token),
            "email": "ada@example.com", "email_verified": true, "name": "Ada Lovelace",
        })
    }

    /// Returns a whole sign-in in which the token endpoint answers as `answer` makes it.
    pub(crate) async fn sign_in(
        &self,
        answer: impl FnOnce(&Attempt) -> Value,
    ) -> Result<SignedIn, scalekit::Error> {
        let attempt = self.client.begin(SignIn::to(CALLBACK));
        let body = answer(&attempt);
        let _guard = self.token_endpoint(ResponseTemplate::new(200).set_body_json(body)).await;
        let callback = good_callback(&attempt);
        self.client.finish(attempt, callback).await
    }

    /// Returns a token response of success.
    pub(crate) fn issues(&self, attempt: &Attempt) -> Value {
        let access_token = FIRST.sign(&self.access_claims());
        let id_token = FIRST.sign(&self.id_claims(attempt, &access_token));
        json!({
            "access_token": access_token, "id_token": id_token, "refresh_token": "rt_1",
            "token_type": "Bearer", "expires_in": 299, "scope": "openid offline_access",
        })
    }
}

/// Returns a set of keys at the environment's address for it.
pub(crate) fn publishing(keys: &[Value]) -> Mock {
    let set = ResponseTemplate::new(200).set_body_json(json!({ "keys": keys }));
    answering("GET", "/keys", set)
}

pub(crate) fn answering(verb: &str, at: &str, answer: ResponseTemplate) -> Mock {
    Mock::given(method(verb)).and(path(at)).respond_with(answer)
}

/// Returns the callback that answers an attempt.
pub(crate) fn good_callback(attempt: &Attempt) -> Callback {
    Callback::from_query(&format!("code=code_1&state={}", attempt.state()))
}

/// Returns a parameter of the authorization URL.
pub(crate) fn parameter_of(attempt: &Attempt, name: &str) -> String {
    let mut pairs = attempt.url().query_pairs();
    let found = pairs.find(|(held, _)| held == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}
