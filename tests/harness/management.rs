//! An application's server at Scalekit: with the Rust client, or over REST where the client has no method.

use std::fmt;

use mock_idp::Registration;
use reqwest::Method;
use scalekit::management::Management;
use scalekit::{Client, Clock};
use serde_json::Value;

use crate::{Backend, Reply, World, backend};

/// Acme, where most people of the default world are.
pub const ACME: &str = "org_100000000000000001";

/// Globex, where Carol is as well.
pub const GLOBEX: &str = "org_100000000000000002";

impl World {
    /// Returns the Rust client with these credentials, on the world's clock.
    pub fn client_of(&self, registration: &Registration) -> Client {
        let secret = registration.client_secret.as_deref();
        self.client_with(&registration.client_id, secret.expect("a server has a secret"))
    }

    /// Returns the Rust client with any id and secret.
    pub fn client_with(&self, id: &str, secret: &str) -> Client {
        let clock = self.idp.clock().clone();
        Client::builder(self.idp.environment_url(), id)
            .client_secret(secret)
            .clock(Clock::new(move || clock.system_time()))
            .build()
            .expect("the fake's settings are right")
    }

    /// Runs a server's call, as a line of its own in the transcript, with the fake's journal below.
    pub async fn server<T>(&self, does: &str, call: impl Future<Output = T>) -> T {
        self.transcript.note(does);
        let outcome = call.await;
        // Reading the transcript adds the journal's new lines at this position.
        drop(self.transcript.to_string());
        outcome
    }

    /// Returns the management API with the app's own credentials.
    pub fn management(&self) -> Management {
        self.client_of(&self.client()).management()
    }

    /// Returns the management API over REST, with a token that is valid for a day.
    pub async fn rest(&self) -> Rest {
        let app = Backend::with_the_credentials_of(self.client());
        let token = self.server("the server gets its own token", app.own_token());
        self.rest_with(token.await.access_token())
    }

    /// Returns the management API over REST, with any bearer token.
    pub fn rest_with(&self, token: &str) -> Rest {
        Rest {
            http: backend::http(),
            api: format!("{}/api/v1", self.idp.environment_url()),
            token: token.to_owned(),
        }
    }
}

/// The management API over REST; paths begin behind `/api/v1`.
pub struct Rest {
    http: reqwest::Client,
    api: String,
    token: String,
}

impl Rest {
    /// Sends GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    /// Sends POST.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }

    /// Sends PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// Sends DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    /// Makes an identity provider of an organization, enables it, and returns its `conn_…` id.
    pub async fn okta_of(&self, organization: &str) -> String {
        let all = format!("/organizations/{organization}/connections");
        let new = serde_json::json!({ "provider": "OKTA", "type": "OIDC" });
        let made = self.post(&all, new).await;
        let id = made.id("connection");
        let enable = format!("{all}/{id}:enable");
        let enabled = self.patch(&enable, Value::Null).await;
        assert_eq!(enabled.body()["enabled"], true, "{enabled:?}");
        id
    }

    /// Gives an organization the addresses of a domain.
    pub async fn domain_of(&self, organization: &str, domain: &str) {
        let all = format!("/organizations/{organization}/domains");
        let new = serde_json::json!({ "domain": domain });
        let owned = self.post(&all, new).await;
        assert_eq!(owned.body()["domain"]["domain"], domain, "{owned:?}");
    }

    /// Makes a client of an organization, for a program without a person, and returns its `m2morg_…` id and its
    /// secret.
    pub async fn robot_of(&self, organization: &str) -> (String, String) {
        let new = serde_json::json!({
            "name": "Deployer",
            "scopes": ["deploy:applications"],
            "audience": ["deploy.acme.example"],
        });
        let all = format!("/organizations/{organization}/clients");
        let made = self.post(&all, new).await;
        let (id, secret) = (&made.body()["client"]["client_id"], &made.body()["plain_secret"]);
        let [id, secret] = [id, secret].map(|text| text.as_str().expect("it was made"));
        (id.to_owned(), secret.to_owned())
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let url = format!("{}{path}", self.api);
        let request = self.http.request(method, url).bearer_auth(&self.token);
        Reply::to(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rest({})", self.api)
    }
}
