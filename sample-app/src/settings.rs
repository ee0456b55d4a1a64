//! The settings of the app: those of every application at Scalekit, and a few of its own.

use std::env;
use std::net::SocketAddr;

use scalekit_axum::{Hosting, SealedStore};

use crate::pages::in_our_frame;
use crate::routes::App;
use crate::running::StartError;

/// The default address, which only this machine can reach.
const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

/// The settings of the app: read by [`Settings::from_env`], or written down by a test.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The settings at Scalekit: environment, credentials, the callback, and the page after a sign-out.
    pub scalekit: scalekit_axum::Settings,
    /// The address on which the binary listens.
    pub address: SocketAddr,
    /// Where and how sessions are kept, and what stands in front of the app.
    pub hosting: Hosting,
    /// The id at Scalekit of the public client that the page `/spa/tokens` is.
    pub public_client: Option<String>,
}

impl Settings {
    /// Reads the process's environment:
    ///
    /// | variable | |
    /// |---|---|
    /// | `SCALEKIT_ENVIRONMENT_URL`, `SCALEKIT_CLIENT_ID`, `SCALEKIT_CLIENT_SECRET` | the app at Scalekit |
    /// | `SCALEKIT_REDIRECT_URI`, `SCALEKIT_POST_LOGOUT_REDIRECT_URI` | the callback, `/auth/callback`, and the page after a sign-out |
    /// | `SCALEKIT_WEBHOOK_SECRET` | what webhooks are signed with; without it there is no route for them |
    /// | `SAMPLE_APP_ADDR` | where to listen: `127.0.0.1:3000` |
    /// | `SAMPLE_APP_DATABASE`, `SAMPLE_APP_SESSIONS` and more | [where and how](Hosting::from_env) sessions are kept, and what stands in front |
    /// | `SAMPLE_APP_PUBLIC_CLIENT_ID` | the public client of `/spa/tokens`: none |
    ///
    /// # Errors
    ///
    /// A [`StartError`] that names what to change.
    pub fn from_env() -> Result<Self, StartError> {
        let address = variable("SAMPLE_APP_ADDR").unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
        Ok(Self {
            scalekit: scalekit_axum::Settings::from_env()?,
            hosting: Hosting::from_env("SAMPLE_APP")?,
            address: address.parse().map_err(|_| StartError::Address)?,
            public_client: variable("SAMPLE_APP_PUBLIC_CLIENT_ID"),
        })
    }

    /// Opens the database, and makes the [`App`] of these settings. It sends Scalekit nothing, so the app starts while
    /// Scalekit is down.
    ///
    /// # Errors
    ///
    /// When a setting cannot work or the database cannot be opened.
    pub async fn open(self) -> Result<App, StartError> {
        let database = self.hosting.database.clone();
        let store = database.clone().open().await;
        self.with_store(store.map_err(|source| StartError::Database { database, source })?)
    }

    /// Makes the [`App`] of these settings with a store of your own in place of the database.
    ///
    /// # Errors
    ///
    /// When a setting cannot work.
    pub fn with_store(self, store: impl Into<SealedStore>) -> Result<App, StartError> {
        let auth = self.scalekit.auth()?.hosting(self.hosting).store(store);
        // `/dashboard` follows a sign-in that began at no page; a 401 names the app by the realm.
        let auth = auth.after_sign_in("/dashboard").realm("sample-app").pages(in_our_frame);
        Ok(App { auth: auth.build()?, public_client: self.public_client })
    }
}

/// Returns a variable of the environment, if it is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
