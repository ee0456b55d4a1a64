//! The fake as the checker knows it: an address, people, and the control API that steers it.

mod call;
mod faults;
mod management;
mod people;
mod record;
mod registration;
mod roles;

use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;
use user_agent::Jar;

use self::call::Caller;
pub use self::call::FakeError;
pub use self::faults::FaultPlan;
pub use self::people::Person;
pub use self::record::{Entry, Exchange};
pub use self::registration::Registration;
use crate::verdict::Verdict;

/// The cookie by which the fake knows a browser.
const COOKIE: &str = "sk_idp_session";

/// The beginning of the names of cookies that bind a sign-in to its browser.
const COOKIE_OF_A_REQUEST: &str = "sk_idp_request_";

/// A fake that is steered by its control API. It is cheap to clone.
#[derive(Clone, Debug)]
pub struct Fake {
    caller: Caller,
    environment: Url,
    seeded: Arc<Seeded>,
}

/// What the seed of the fake has.
#[derive(Debug)]
struct Seeded {
    people: Vec<Person>,
    clients: Vec<Registration>,
}

impl Fake {
    /// Reaches a fake by the address of its control API, and reads who and what it knows.
    ///
    /// # Errors
    ///
    /// [`FakeError`] if nothing answers there, or nothing that is a fake.
    pub async fn connect(control: Url, token: Option<String>) -> Result<Self, FakeError> {
        let caller = Caller::new(control, token);
        let environment = caller.environment().await?;
        let seed = caller.seed().await?;
        let (people, clients) = (people::of(&seed), registration::of(&seed));
        Ok(Self { caller, environment, seeded: Arc::new(Seeded { people, clients }) })
    }

    /// Returns the environment URL: the issuer.
    pub fn environment(&self) -> &Url {
        &self.environment
    }

    /// Says whether an address is the fake's.
    pub fn has(&self, url: &Url) -> bool {
        url.origin() == self.environment.origin()
    }

    /// Says whether an address is one of the fake's endpoints: `/oauth/authorize`, `/oidc/logout`.
    pub fn is_at(&self, url: &Url, path: &str) -> bool {
        // A path may have one slash too many, as the SDKs make it of a URL that ends in one: that is row 2.
        self.has(url) && url.path().trim_start_matches('/') == path.trim_start_matches('/')
    }

    /// Returns the people who can sign in, in the order of the seed.
    pub fn people(&self) -> &[Person] {
        &self.seeded.people
    }

    /// Returns the person as whom most is tried: the first who administers something, or else the first.
    pub fn alice(&self) -> Option<&Person> {
        let people = self.people();
        people.iter().find(|person| person.is_admin()).or(people.first())
    }

    /// Returns another person of the same organization, who administers nothing if there is one.
    pub fn bob(&self) -> Option<&Person> {
        let alice = self.alice()?;
        let others = || self.people().iter().filter(|person| person.id != alice.id);
        let is_near = |person: &&Person| person.organization == alice.organization;
        let near = others().filter(is_near).find(|person| !person.is_admin());
        near.or_else(|| others().find(|person| !person.is_admin())).or_else(|| others().next())
    }

    /// Returns the applications that are registered.
    pub fn clients(&self) -> &[Registration] {
        &self.seeded.clients
    }

    /// Makes everything as it was at the fake's start.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn reset(&self) -> Result<(), FakeError> {
        self.caller.post("reset", &json!({})).await.map(drop)
    }

    /// Lets the next browser sign in as this person without a page.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn next_browser_is(&self, person: &Person) -> Result<(), FakeError> {
        let wanted = json!({ "want": "next_browser", "user": person.email });
        self.caller.post("sign-in", &wanted).await.map(drop)
    }

    /// Changes policies by their names in a seed, such as `access_token_seconds`, until the next reset.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn set_policies(&self, policies: &Value) -> Result<(), FakeError> {
        self.caller.post("policies", policies).await.map(drop)
    }

    /// Makes sessions, grants and tokens so many seconds older, for the fake; the application's clock stays.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn age(&self, seconds: u32) -> Result<(), FakeError> {
        self.caller.post("clock", &json!({ "age_seconds": seconds })).await.map(drop)
    }

    /// Ends every session of a person, as an administrator would.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn revoke_sessions(&self, person: &Person) -> Result<(), FakeError> {
        let path = format!("users/{}/sessions/revoke", person.id);
        self.caller.post(&path, &json!({})).await.map(drop)
    }

    /// Returns the active sessions of a person, by id.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn active_sessions(&self, person: &Person) -> Result<Vec<String>, FakeError> {
        let query = [("user", person.id.as_str()), ("status", "active")];
        let answer = self.caller.get("sessions", &query).await?;
        let sessions = answer["sessions"].as_array().into_iter().flatten();
        let id = |session: &Value| session["session_id"].as_str().map(ToOwned::to_owned);
        Ok(sessions.filter_map(id).collect())
    }

    /// Lets a session run out.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn expire_session(&self, session: &str) -> Result<(), FakeError> {
        self.caller.post(&format!("sessions/{session}/expire"), &json!({})).await.map(drop)
    }

    /// Ends a session, as an administrator would.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn revoke_session(&self, session: &str) -> Result<(), FakeError> {
        self.caller.post(&format!("sessions/{session}/revoke"), &json!({})).await.map(drop)
    }

    /// Deactivates a person, whose sessions end.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn deactivate(&self, person: &Person) -> Result<(), FakeError> {
        self.caller.post(&format!("users/{}/deactivate", person.id), &json!({})).await.map(drop)
    }

    /// Signs with a new key from now on.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn rotate_keys(&self) -> Result<(), FakeError> {
        self.caller.post("keys/rotate", &json!({})).await.map(drop)
    }

    /// Calls an operation of the control API that has no method here: `call("webhooks/sign", …)`, a POST.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn call(&self, path: &str, body: &Value) -> Result<Value, FakeError> {
        self.caller.post(path, body).await
    }

    /// Reads what the control API has at a path: `read("webhooks/deliveries", &[("wait_ms", "2000")])`, a GET.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn read(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, FakeError> {
        self.caller.get(path, query).await
    }

    /// Deletes what the control API has at a path.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn delete(&self, path: &str) -> Result<(), FakeError> {
        self.caller.delete(path).await.map(drop)
    }

    /// Returns what the fake alone finds wrong with the clients so far.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn verdict(&self) -> Result<Verdict, FakeError> {
        let answer = self.caller.get("verdict", &[("format", "json")]).await?;
        serde_json::from_value(answer)
            .map_err(|why| FakeError::strange("verdict", &why.to_string()))
    }

    /// Returns a jar without the cookies by which the fake knows the browser: what it opens, the application alone opens.
    #[must_use]
    pub fn forgotten_in(&self, jar: &Jar) -> Jar {
        let known = jar.named(COOKIE).map(user_agent::Cookie::identity).collect::<Vec<_>>();
        known.iter().fold(jar.clone(), |jar, cookie| jar.without(cookie))
    }

    /// Says whether a cookie is one of the fake's: of a session, or of a sign-in that waits at its page.
    pub fn owns(&self, cookie: &user_agent::Cookie) -> bool {
        cookie.name == COOKIE || cookie.name.starts_with(COOKIE_OF_A_REQUEST)
    }
}
