//! The settings of the app: those of every application at Scalekit, and two of its own.

use std::env;
use std::net::SocketAddr;

use scalekit_axum::{AuthBuilder, ClientSecret, Clock, Database};
use url::Url;

use crate::pages;
use crate::running::StartError;

/// The default address, which only this machine can reach.
const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

/// The settings of the app.
///
/// ```
/// use sample_app::{Clock, Database, Settings};
///
/// let settings = Settings {
///     environment_url: "http://localhost:8080".to_owned(),
///     client_id: "skc_123".to_owned(),
///     client_secret: "test_456".into(),
///     redirect_uri: "http://localhost:3000/auth/callback".parse()?,
///     post_logout_redirect_uri: "http://localhost:3000/logged-out".parse()?,
///     address: "127.0.0.1:3000".parse()?,
///     database: Database::Memory,
///     clock: Clock::system(),
/// };
/// assert!(!format!("{settings:?}").contains("test_456"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    /// The environment URL: `https://<name>.scalekit.com`, or a fake on this machine.
    pub environment_url: String,
    /// The app's id at Scalekit, `skc_…`.
    pub client_id: String,
    /// The app's secret at Scalekit.
    pub client_secret: ClientSecret,
    /// Where Scalekit sends people after signing in; its origin is the app's own.
    pub redirect_uri: Url,
    /// Where Scalekit sends people after signing out.
    pub post_logout_redirect_uri: Url,
    /// The address on which the binary listens.
    pub address: SocketAddr,
    /// Where sessions are kept.
    pub database: Database,
    /// The time by which tokens, sessions and sign-ins are judged.
    pub clock: Clock,
}

impl Settings {
    /// Reads the process's environment: the variables of [`scalekit_axum::Settings::from_env`]; `SAMPLE_APP_ADDR`,
    /// where to listen (`127.0.0.1:3000`); `SAMPLE_APP_DATABASE`, in which file to keep sessions (in memory).
    ///
    /// # Errors
    ///
    /// A [`StartError`] that names what to change.
    pub fn from_env() -> Result<Self, StartError> {
        let ours = scalekit_axum::Settings::from_env()?;
        let address = variable("SAMPLE_APP_ADDR").unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
        let database = match variable("SAMPLE_APP_DATABASE") {
            Some(database) => Database::parse(&database)?,
            None => Database::Memory,
        };
        Ok(Self {
            environment_url: ours.environment_url,
            client_id: ours.client_id,
            client_secret: ours.client_secret,
            redirect_uri: ours.redirect_uri,
            post_logout_redirect_uri: ours.post_logout_redirect_uri,
            address: address.parse().map_err(|_| StartError::Address)?,
            database,
            clock: ours.clock,
        })
    }

    /// Begins the [`Auth`] of these settings, without its store.
    pub(crate) fn auth(self) -> Result<AuthBuilder, StartError> {
        let settings = scalekit_axum::Settings {
            environment_url: self.environment_url,
            client_id: self.client_id,
            client_secret: self.client_secret,
            redirect_uri: self.redirect_uri,
            post_logout_redirect_uri: self.post_logout_redirect_uri,
            clock: self.clock,
        };
        Ok(settings.auth()?.home("/dashboard").realm("sample-app").pages(pages::in_our_frame))
    }
}

/// Returns a variable of the environment, if it is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
