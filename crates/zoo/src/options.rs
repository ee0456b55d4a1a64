//! What the application is started with.

use std::fmt;
use std::time::SystemTime;

use url::Url;

use crate::clock::Clock;
use crate::{Defect, Unusual};

/// The settings of the application, and what is wrong with it.
#[derive(Clone)]
pub struct Options {
    pub(crate) environment_url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) webhook_secret: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) defects: Vec<Defect>,
    pub(crate) unusual: Vec<Unusual>,
    pub(crate) clock: Clock,
}

/// The reason why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A variable is not set, or empty.
    #[error("{0} is not set")]
    Missing(&'static str),
}

impl Options {
    /// Returns the settings of a right application.
    pub fn new(environment_url: &str, client_id: &str, client_secret: &str) -> Self {
        Self {
            environment_url: environment_url.trim_end_matches('/').to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            webhook_secret: None,
            public_url: None,
            defects: Vec::new(),
            unusual: Vec::new(),
            clock: Clock::real(),
        }
    }

    /// Reads the settings from variables of an environment.
    ///
    /// # Errors
    ///
    /// [`SettingsError::Missing`] names the variable.
    pub fn from_variables(
        variable: impl Fn(&str) -> Option<String>,
        defects: &[Defect],
    ) -> Result<Self, SettingsError> {
        let required = |name: &'static str| {
            let value = variable(name).filter(|value| !value.is_empty());
            value.ok_or(SettingsError::Missing(name))
        };
        let url = required("SCALEKIT_ENVIRONMENT_URL")?;
        let id = required("SCALEKIT_CLIENT_ID")?;
        let secret = if defects.contains(&Defect::SettingsUnchecked) {
            variable("SCALEKIT_CLIENT_SECRET").unwrap_or_default()
        } else {
            required("SCALEKIT_CLIENT_SECRET")?
        };
        let options = Self::new(&url, &id, &secret);
        Ok(Self {
            webhook_secret: variable("SCALEKIT_WEBHOOK_SECRET"),
            public_url: variable("SCALEKIT_REDIRECT_URI").as_deref().and_then(origin),
            defects: defects.to_vec(),
            ..options
        })
    }

    /// Adds a defect.
    #[must_use]
    pub fn with(mut self, defect: Defect) -> Self {
        self.defects.push(defect);
        self
    }

    /// Adds an innocent oddity.
    #[must_use]
    pub fn unusually(mut self, unusual: Unusual) -> Self {
        self.unusual.push(unusual);
        self
    }

    /// Sets what webhooks are signed with: `whsec_` and base64.
    #[must_use]
    pub fn webhook_secret(mut self, secret: &str) -> Self {
        self.webhook_secret = Some(secret.to_owned());
        self
    }

    /// Sets the clock by which tokens and sessions are judged; without it, that of the machine.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }
}

/// Returns the origin of a URL: whoever registered the redirect URI said where the application is.
fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(url.origin().ascii_serialization())
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("environment_url", &self.environment_url)
            .field("client_id", &self.client_id)
            .field("defects", &self.defects)
            .field("unusual", &self.unusual)
            .finish_non_exhaustive()
    }
}
