//! The settings of a client, and the errors of settings that cannot work.

use std::time::Duration;

use crate::client::Client;
use crate::clock::Clock;
use crate::environment::Environment;
use crate::tokens::ClientSecret;
use crate::used_tokens::{SharedMemory, UsedTokens};
use crate::{jwks, transport, verify};

/// Collects the settings of a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    pub(crate) environment_url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<ClientSecret>,
    pub(crate) issuer: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) leeway: Duration,
    pub(crate) jwks_cooldown: Duration,
    pub(crate) used_tokens: Option<SharedMemory>,
}

impl ClientBuilder {
    pub(crate) fn new(environment_url: &str, client_id: &str) -> Self {
        Self {
            environment_url: environment_url.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            issuer: None,
            clock: Clock::system(),
            timeout: transport::TIMEOUT,
            connect_timeout: transport::CONNECT_TIMEOUT,
            leeway: verify::LEEWAY,
            jwks_cooldown: jwks::COOLDOWN,
            used_tokens: None,
        }
    }

    /// Sets the secret of a confidential client. Without it the client is public and relies on PKCE alone.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<ClientSecret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Sets the issuer that tokens must name, when it is not the environment URL. It is compared exactly.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuer = Some(issuer.to_owned());
        self
    }

    /// Sets another clock than the system's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets how long one request may take altogether: 10 seconds by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long connecting may take: 3 seconds by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how far this machine's clock and Scalekit's may differ, either way: 30 seconds by
    /// default, 5 minutes at most.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets how long to wait between two requests for the signing keys, however many unknown keys
    /// tokens name meanwhile: 30 seconds by default. Of two rotations within it, the second is an
    /// outage until it is over.
    #[must_use]
    pub fn jwks_cooldown(mut self, cooldown: Duration) -> Self {
        self.jwks_cooldown = cooldown;
        self
    }

    /// Sets a memory of the logout tokens that were accepted, in a store that several processes share. By default each
    /// process has a memory of its own.
    #[must_use]
    pub fn used_tokens(mut self, memory: impl UsedTokens) -> Self {
        self.used_tokens = Some(SharedMemory::new(memory));
        self
    }

    /// Checks the settings, without the network.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] that says which setting to change.
    pub fn build(self) -> Result<Client, ConfigError> {
        if self.client_id.is_empty() {
            return Err(ConfigError::NoClientId);
        }
        if self.client_secret.as_ref().is_some_and(|secret| secret.secret().is_empty()) {
            return Err(ConfigError::EmptySecret);
        }
        if self.leeway > verify::LONGEST_LEEWAY {
            return Err(ConfigError::LeewayTooLong);
        }
        let environment = Environment::at(&self.environment_url)?;
        Client::from_settings(self, environment)
    }
}

/// A setting that cannot work.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Not a URL at all.
    #[error("the environment URL is not a URL, such as https://example.scalekit.com: {0}")]
    EnvironmentUrl(#[source] url::ParseError),
    /// Plain HTTP beyond this machine, which would send the client's secret and the person's tokens in the clear.
    #[error("the environment URL must begin with https:// (http:// only on this machine)")]
    NotHttps,
    /// A user, a password, a query or a fragment.
    #[error("the environment URL must be an address only, without user, query or fragment")]
    MoreThanAnAddress,
    /// The client id is empty.
    #[error("the client id is empty; it is shown with the API credentials and begins with skc_")]
    NoClientId,
    /// The secret is set, and empty: probably an environment variable is missing.
    #[error("the client secret is empty; leave it out altogether for a public client")]
    EmptySecret,
    /// Tokens would live much longer than they say.
    #[error("the leeway is longer than {} s", verify::LONGEST_LEEWAY.as_secs())]
    LeewayTooLong,
    /// The TLS library does not find what it needs, such as the system's root certificates.
    #[error("no HTTP client can be built: {0}")]
    Transport(String),
}
