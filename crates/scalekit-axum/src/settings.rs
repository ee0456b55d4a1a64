//! The settings of an application at Scalekit, and the sentences about malformed ones.

use scalekit::{
    Client, ClientSecret, Clock, ConfigError, WebhookSecret, WebhookSecretError, is_loopback,
};
use url::Url;

use crate::auth::Auth;
use crate::builder::AuthBuilder;
use crate::cookie_domain::CookieDomain;
use crate::routes::CALLBACK_PATH;

/// The names by which the sentences call the two addresses.
const REDIRECT_URI: &str = "SCALEKIT_REDIRECT_URI";
const POST_LOGOUT_REDIRECT_URI: &str = "SCALEKIT_POST_LOGOUT_REDIRECT_URI";

/// The variable of the webhooks' secret.
const WEBHOOK_SECRET: &str = "SCALEKIT_WEBHOOK_SECRET";

/// The settings of an application at Scalekit.
///
/// [`Settings::from_env`] reads them from the environment; a test writes them down:
///
/// ```
/// use scalekit_axum::{Clock, Settings, Sqlite};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = Settings {
///     environment_url: "http://localhost:8080".to_owned(),
///     client_id: "skc_123".to_owned(),
///     client_secret: "test_456".into(),
///     redirect_uri: "http://localhost:3000/auth/callback".parse()?,
///     post_logout_redirect_uri: "http://localhost:3000/logged-out".parse()?,
///     webhook_secret: None,
///     clock: Clock::system(),
/// };
/// assert!(!format!("{settings:?}").contains("test_456"));
/// let auth = settings.auth()?.store(Sqlite::in_memory().await?).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    /// The environment URL: `https://<name>.scalekit.com`, or a fake on this machine.
    pub environment_url: String,
    /// The application's id at Scalekit, `skc_…`.
    pub client_id: String,
    /// The application's secret at Scalekit.
    pub client_secret: ClientSecret,
    /// Where Scalekit sends people after signing in; its origin is the application's own. Its path is
    /// [`CALLBACK_PATH`], exactly.
    pub redirect_uri: Url,
    /// Where Scalekit sends people after signing out.
    pub post_logout_redirect_uri: Url,
    /// What Scalekit signs webhooks with, `whsec_…`; without it the application takes none.
    pub webhook_secret: Option<WebhookSecret>,
    /// The time by which tokens, sessions and sign-ins are judged.
    pub clock: Clock,
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
    /// A text that is no environment URL.
    #[error("SCALEKIT_ENVIRONMENT_URL (or SCALEKIT_ENV_URL) cannot be used: {0}")]
    Environment(#[source] ConfigError),
    /// A text that is no secret of webhooks.
    #[error("{WEBHOOK_SECRET} cannot be used: {0}")]
    WebhookSecret(#[from] WebhookSecretError),
    /// A setting that the client refuses.
    #[error(transparent)]
    Client(ConfigError),
    /// A text that is no origin, or not written as browsers write it.
    #[error(
        "`{0}` is no origin of a front end: write it as browsers do in the header Origin, such as https://spa.example.com, without a path and without the usual port"
    )]
    FrontEnd(String),
    /// There is nowhere to keep sessions.
    #[error("the app has no session store; give one to `AuthBuilder::store`")]
    NoStore,
    /// The store has no table for the application's own tokens.
    #[error("the session store has no table of tokens, which the strategy of own tokens needs")]
    NoTokenTable,
    /// A redirect URI that is none of a native app.
    #[error(
        "the redirect URI of an app must be at http://127.0.0.1 or http://[::1], or have a scheme with a dot, such as \
         com.example.app:/signed-in"
    )]
    NativeRedirectUri,
    /// A page after the sign-in that is no page of this site, or one that would undo the sign-in.
    #[error("the page after a sign-in must be a path of this site, such as /dashboard")]
    Home,
    /// A name that no cookie can have, or that another cookie of the application has.
    #[error(
        "the session cookie's name must be a token of ASCII, such as session, without a prefix, and no name of another cookie"
    )]
    SessionCookie,
    /// A domain of the cookies in which the application is not, so that browsers would drop them.
    #[error(
        "the cookies of an app at {host} cannot span {domain}, because the host is not within it"
    )]
    CookieDomainElsewhere {
        /// The domain.
        domain: CookieDomain,
        /// The application's own host.
        host: String,
    },
    /// A realm that cannot be quoted in a header.
    #[error("the realm must be printable ASCII, without quotes and backslashes")]
    Realm,
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
    /// Reads the process's environment: `SCALEKIT_ENVIRONMENT_URL` (or `SCALEKIT_ENV_URL`), `SCALEKIT_CLIENT_ID`,
    /// `SCALEKIT_CLIENT_SECRET`, `SCALEKIT_REDIRECT_URI` and `SCALEKIT_POST_LOGOUT_REDIRECT_URI`; and if the
    /// application takes webhooks, `SCALEKIT_WEBHOOK_SECRET`.
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that names what to change.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Reads the same variables from elsewhere. An empty one counts as unset.
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that names what to change.
    pub fn from_variables(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader { variable, missing: Vec::new() };
        let environment_url = reader.environment_url()?;
        let client_id = reader.required("SCALEKIT_CLIENT_ID");
        let client_secret = reader.required("SCALEKIT_CLIENT_SECRET");
        let redirect_uri = reader.required(REDIRECT_URI);
        let landing = reader.required(POST_LOGOUT_REDIRECT_URI);
        let webhook_secret = reader.optional(WEBHOOK_SECRET);
        if !reader.missing.is_empty() {
            return Err(SettingsError::Missing(reader.missing));
        }
        let settings = Self {
            environment_url,
            client_id,
            client_secret: client_secret.into(),
            redirect_uri: self::redirect_uri(&redirect_uri)?,
            post_logout_redirect_uri: post_logout_redirect_uri(&landing)?,
            webhook_secret: webhook_secret.map(|text| text.parse()).transpose()?,
            clock: Clock::system(),
        };
        if let Ok(environment) = Url::parse(&settings.environment_url) {
            check_environment(&settings.redirect_uri, &environment)?;
        }
        Ok(settings)
    }

    /// Makes the client of these settings, and begins an [`Auth`] with it.
    ///
    /// # Errors
    ///
    /// A [`SettingsError`] that names what to change.
    pub fn auth(self) -> Result<AuthBuilder, SettingsError> {
        let client = Client::builder(&self.environment_url, &self.client_id)
            .client_secret(self.client_secret)
            .clock(self.clock)
            .build()?;
        let auth = Auth::builder(client)
            .redirect_uri(self.redirect_uri)
            .post_logout_redirect_uri(self.post_logout_redirect_uri);
        Ok(match self.webhook_secret {
            Some(secret) => auth.webhook_secret(secret),
            None => auth,
        })
    }
}

/// Reads the redirect URI: https but on this machine, with the path at which a sign-in is finished.
pub(crate) fn redirect_uri(text: &str) -> Result<Url, SettingsError> {
    let url = web_address(REDIRECT_URI, text)?;
    if url.path() != CALLBACK_PATH || url.query().is_some() {
        return Err(SettingsError::NotTheCallback);
    }
    safe_scheme(REDIRECT_URI, &url)?;
    Ok(url)
}

/// Reads the post-logout redirect URI: https but on this machine.
pub(crate) fn post_logout_redirect_uri(text: &str) -> Result<Url, SettingsError> {
    let url = web_address(POST_LOGOUT_REDIRECT_URI, text)?;
    safe_scheme(POST_LOGOUT_REDIRECT_URI, &url)?;
    Ok(url)
}

/// Refuses what is no origin of a front end, to the character: https but on this machine.
pub(crate) fn check_front_end(origin: &str) -> Result<(), SettingsError> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    // A host may have an asterisk, by the rules of URLs; here it would be meant as a wildcard.
    let url = Url::parse(origin).ok().filter(is_web).filter(|_| !origin.contains('*'));
    let url = url.filter(|url| url.origin().ascii_serialization() == origin);
    let url = url.ok_or_else(|| SettingsError::FrontEnd(origin.to_owned()))?;
    safe_scheme("the origin of a front end", &url)
}

/// Refuses a development environment for a public application.
pub(crate) fn check_environment(app: &Url, environment: &Url) -> Result<(), SettingsError> {
    let is_development = environment.host_str().is_some_and(|host| host.ends_with(".scalekit.dev"));
    if is_development && !is_loopback(app) {
        return Err(SettingsError::DevelopmentEnvironment);
    }
    Ok(())
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
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    if safe { Ok(()) } else { Err(SettingsError::NotHttps(name)) }
}

#[cfg(test)]
mod tests;
