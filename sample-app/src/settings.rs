//! The settings of the app, and the sentences about malformed ones.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use scalekit::{ClientSecret, Clock, ConfigError};
use url::{Host, Url};

/// The default address, which only this machine can reach.
const DEFAULT_ADDRESS: &str = "127.0.0.1:3000";

/// The path at which the app finishes a sign-in.
pub const CALLBACK_PATH: &str = "/auth/callback";

/// The path at which the app says that the person is signed out.
pub const LOGGED_OUT_PATH: &str = "/logged-out";

/// The settings of the app.
///
/// [`Settings::from_env`] reads it from the environment; a test writes it down:
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
    /// Where Scalekit sends people after signing in; its origin is the app's own. Its path is
    /// [`CALLBACK_PATH`], exactly.
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

/// Where sessions are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory, until the process ends.
    Memory,
    /// In a file.
    File(PathBuf),
}

/// The reason why settings are refused, in a sentence for the person who starts the app.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// Variables that have no default.
    #[error("the app cannot start without {}; set {} in its environment", .0.join(", "), if .0.len() == 1 { "it" } else { "them" })]
    Missing(Vec<&'static str>),
    /// Two spellings of one setting with two values.
    #[error(
        "SCALEKIT_ENVIRONMENT_URL and SCALEKIT_ENV_URL name different environments; set one of them"
    )]
    TwoEnvironments,
    /// A text that is no http or https URL.
    #[error(
        "{0} must be an absolute http or https URL without a fragment, such as http://localhost:3000/auth/callback"
    )]
    NotAnAddress(&'static str),
    /// A redirect URI with another path, at which the app would not find the callback.
    #[error(
        "SCALEKIT_REDIRECT_URI cannot be used: its path must be exactly {CALLBACK_PATH}, without a query, because that is where this app finishes a sign-in"
    )]
    NotTheCallback,
    /// Plain HTTP beyond this machine, by which codes and cookies would be sent in the clear.
    #[error("{0} must begin with https://; http:// is for this machine only")]
    NotHttps(&'static str),
    /// A development environment for a public app, whose people would sign in to the wrong one.
    #[error(
        "the app is public but its Scalekit environment is a development one (*.scalekit.dev); set the production environment's URL, id and secret"
    )]
    DevelopmentEnvironment,
    /// A text that is no address to listen on.
    #[error("SAMPLE_APP_ADDR must be an address and a port, such as {DEFAULT_ADDRESS}")]
    Address,
    /// A text that is no environment URL.
    #[error("SCALEKIT_ENVIRONMENT_URL (or SCALEKIT_ENV_URL) cannot be used: {0}")]
    Environment(#[source] ConfigError),
    /// A setting that the client refuses.
    #[error(transparent)]
    Client(ConfigError),
}

impl From<ConfigError> for SettingsError {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::EnvironmentUrl(_)
            | ConfigError::NotHttps
            | ConfigError::MoreThanAnAddress => Self::Environment(error),
            error => Self::Client(error),
        }
    }
}

impl Settings {
    /// Reads the process's environment.
    ///
    /// `SCALEKIT_ENVIRONMENT_URL` (or `SCALEKIT_ENV_URL`), `SCALEKIT_CLIENT_ID`,
    /// `SCALEKIT_CLIENT_SECRET`, `SCALEKIT_REDIRECT_URI` and `SCALEKIT_POST_LOGOUT_REDIRECT_URI`
    /// must be set. `SAMPLE_APP_ADDR` says where to listen (`127.0.0.1:3000`),
    /// `SAMPLE_APP_DATABASE` in which file to keep sessions (in memory).
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that names what to change.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let mut reader = Reader { variable, missing: Vec::new() };
        let environment_url = reader.environment_url()?;
        let client_id = reader.required("SCALEKIT_CLIENT_ID");
        let client_secret = reader.required("SCALEKIT_CLIENT_SECRET");
        let redirect_uri = reader.required("SCALEKIT_REDIRECT_URI");
        let post_logout_redirect_uri = reader.required("SCALEKIT_POST_LOGOUT_REDIRECT_URI");
        let address =
            reader.optional("SAMPLE_APP_ADDR").unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
        let database = reader.optional("SAMPLE_APP_DATABASE");
        if !reader.missing.is_empty() {
            return Err(SettingsError::Missing(reader.missing));
        }
        let settings = Self {
            environment_url,
            client_id,
            client_secret: client_secret.into(),
            redirect_uri: web_address("SCALEKIT_REDIRECT_URI", &redirect_uri)?,
            post_logout_redirect_uri: web_address(
                "SCALEKIT_POST_LOGOUT_REDIRECT_URI",
                &post_logout_redirect_uri,
            )?,
            address: address.parse().map_err(|_| SettingsError::Address)?,
            database: database.map_or(Database::Memory, |path| Database::File(path.into())),
            clock: Clock::system(),
        };
        settings.check()?;
        Ok(settings)
    }

    /// Checks what must hold however the settings were made.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.redirect_uri.path() != CALLBACK_PATH || self.redirect_uri.query().is_some() {
            return Err(SettingsError::NotTheCallback);
        }
        safe_scheme("SCALEKIT_REDIRECT_URI", &self.redirect_uri)?;
        safe_scheme("SCALEKIT_POST_LOGOUT_REDIRECT_URI", &self.post_logout_redirect_uri)?;
        if !is_this_machine(&self.redirect_uri) && is_development(&self.environment_url) {
            return Err(SettingsError::DevelopmentEnvironment);
        }
        Ok(())
    }
}

/// Reads variables and remembers the missing ones, to name them all at once.
struct Reader<F> {
    variable: F,
    missing: Vec<&'static str>,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    /// Returns a variable, if it is set and not empty.
    fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn required(&mut self, name: &'static str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.missing.push(name);
            String::new()
        })
    }

    /// Reads the environment URL; Scalekit's own documentation uses both spellings.
    fn environment_url(&mut self) -> Result<String, SettingsError> {
        match (self.optional("SCALEKIT_ENVIRONMENT_URL"), self.optional("SCALEKIT_ENV_URL")) {
            (Some(one), Some(other)) if one != other => Err(SettingsError::TwoEnvironments),
            (None, Some(short)) => Ok(short),
            _ => Ok(self.required("SCALEKIT_ENVIRONMENT_URL")),
        }
    }
}

fn web_address(name: &'static str, text: &str) -> Result<Url, SettingsError> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.fragment().is_none())
        .ok_or(SettingsError::NotAnAddress(name))
}

fn safe_scheme(name: &'static str, url: &Url) -> Result<(), SettingsError> {
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url));
    if safe { Ok(()) } else { Err(SettingsError::NotHttps(name)) }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn is_development(environment_url: &str) -> bool {
    let url = Url::parse(environment_url).ok();
    url.as_ref().and_then(Url::host_str).is_some_and(|host| host.ends_with(".scalekit.dev"))
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests;
