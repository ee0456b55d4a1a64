//! A play: what browsers requested, act by act, and what reached Scalekit meanwhile, from which a scene is made.

mod calls;
mod lives;
mod staging;

use serde::Deserialize;

use self::staging::Staging;
use crate::{Mark, Scene};

/// Browsers that have a lane of their own; with more lanes no label has room. The others share the last, and their cookies of
/// one name a life.
const MOST_BROWSERS: usize = 3;

/// What browsers requested, and what reached Scalekit meanwhile. It has names and shapes, and no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Play {
    /// What it shows, in a line.
    pub title: String,
    /// The name of the application.
    pub app: Option<String>,
    /// The origin of Scalekit; every other one is the application's.
    pub scalekit: String,
    /// What happened, in its order.
    pub acts: Vec<Act>,
    /// What reached Scalekit, in its order. A hop of a browser is found among these by method and path; the others the
    /// application requested by itself.
    pub calls: Vec<Call>,
    /// How many hops came before the first, and are not known any more.
    pub earlier: usize,
}

/// Hops that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// What happens, in a few words: `Alice signs in`.
    pub title: String,
    /// The number of the last call before it; 0 if that is not known.
    pub since: u64,
    /// What browsers requested.
    pub hops: Vec<Hop>,
    /// What Scalekit's server sent to the application's, after these.
    pub deliveries: Vec<Delivery>,
}

/// A message of Scalekit's server to the application's, and the answer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// The path at the application.
    pub path: String,
    /// What it carries: `logout token`.
    pub carries: String,
    /// The status of the answer; `None` if nobody answered.
    pub status: Option<u16>,
}

/// A request of a browser, and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hop {
    /// Which browser sent it, from 0.
    pub browser: usize,
    /// The method.
    pub method: String,
    /// Where it went.
    pub to: Place,
    /// What it was for, unless it was a navigation: `fetch`, `frame`.
    pub purpose: Option<String>,
    /// The names of the cookies that went along.
    pub cookies: Vec<String>,
    /// The status; `None` if nobody answered.
    pub status: Option<u16>,
    /// Where the answer redirects to.
    pub leads_to: Option<Place>,
    /// The names of the cookies that the answer set.
    pub set: Vec<String>,
    /// The names of the cookies that the answer cleared.
    pub cleared: Vec<String>,
    /// What is wrong with it.
    pub marks: Vec<Mark>,
}

/// An address without values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Scheme, host and port.
    pub origin: String,
    /// The path, as it may be shown.
    pub path: String,
    /// The names of the parameters.
    pub parameters: Vec<String>,
}

/// A request that reached Scalekit, as `/_mock/exchanges` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// Its number.
    pub number: u64,
    /// What sent it.
    pub sender: Sender,
    /// The endpoint: `authorize`, `token`; `None` for a path that the environment does not have.
    pub endpoint: Option<String>,
    /// The method.
    pub method: String,
    /// The session of its cookie or its token. It distinguishes lives, and is not shown.
    #[serde(default)]
    pub session: Option<String>,
    /// The grant of its code or token. It distinguishes lives, and is not shown.
    #[serde(default)]
    pub grant: Option<String>,
    /// The credentials that it showed.
    #[serde(default)]
    pub shown: Vec<Credential>,
    /// The kinds of the credentials that the answer gave.
    #[serde(default)]
    pub given: Vec<String>,
    /// The kinds of the credentials that are worth nothing from here on.
    #[serde(default)]
    pub lost: Vec<String>,
    /// The answer.
    #[serde(default)]
    pub answer: Reply,
    /// What is wrong with it.
    #[serde(skip)]
    pub marks: Vec<Mark>,
}

/// What sent a request to Scalekit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Sender {
    /// `browser`, `client` or `unknown`.
    pub kind: String,
}

/// A credential that a request showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Credential {
    /// Its kind: `refresh_token`, `code`.
    pub kind: String,
}

/// An answer of Scalekit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Reply {
    /// The status; `None` if there was none.
    pub status: Option<u16>,
    /// The code of the refusal.
    #[serde(default)]
    pub error: Option<String>,
}

impl Play {
    /// Returns the scene.
    pub fn scene(&self) -> Scene {
        Staging::of(self).scene()
    }
}

impl Hop {
    fn lane(&self) -> usize {
        self.browser.min(MOST_BROWSERS - 1)
    }
}

impl Call {
    /// Whether a browser sent it.
    pub fn is_by_browser(&self) -> bool {
        self.sender.kind == "browser"
    }

    fn shows(&self, kind: &str) -> bool {
        self.shown.iter().any(|shown| shown.kind == kind)
    }

    /// Returns the path of its endpoint.
    pub fn path(&self) -> &str {
        match self.endpoint.as_deref() {
            None => "(no endpoint)",
            Some("authorize") => "/oauth/authorize",
            Some("token") => "/oauth/token",
            Some("introspect") => "/oauth/introspect",
            Some("revoke") => "/revoke",
            Some("login") => "/login",
            Some("userinfo") => "/userinfo",
            Some("logout") => "/oidc/logout",
            Some("keys") => "/keys",
            Some("discovery") => "/.well-known/openid-configuration",
            Some(other) => other,
        }
    }

    /// Whether it is about keys or metadata.
    fn is_detail(&self) -> bool {
        matches!(self.endpoint.as_deref(), Some("keys" | "discovery"))
    }
}
