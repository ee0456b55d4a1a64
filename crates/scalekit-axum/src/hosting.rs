//! How an application runs: where and how it keeps sessions, and what stands in front of it.

use std::env;

use crate::builder::AuthBuilder;
use crate::cookie_domain::{CookieDomain, CookieDomainError};
use crate::keys::KeysError;
use crate::own_tokens::OwnTokens;
use crate::proxies::{TrustedProxies, TrustedProxiesError};
use crate::store::{Database, StoreError};
use crate::strategy::Strategy;

/// How an application runs: where and how it keeps sessions, and what stands in front of it. [`AuthBuilder::hosting`] takes
/// all of it but the database, which is [opened](Database::open) before.
///
/// ```
/// use scalekit_axum::{Database, Hosting};
///
/// let variable = |name: &str| (name == "MY_APP_DATABASE").then(|| "sqlite:sessions.db".to_owned());
/// let hosting = Hosting::from_variables("MY_APP", variable)?;
/// assert_eq!(hosting.database, Database::File("sessions.db".into()));
/// # Ok::<(), scalekit_axum::HostingError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Hosting {
    /// Where sessions are kept: in memory by default.
    pub database: Database,
    /// How sessions are kept: on the server by default.
    pub strategy: Strategy,
    /// The proxies whose headers are believed: none by default.
    pub trusted_proxies: TrustedProxies,
    /// The domain that the cookies of sessions span; without one, they are the host's.
    pub cookie_domain: Option<CookieDomain>,
    /// The domain that they spanned before.
    pub former_cookie_domain: Option<CookieDomain>,
    /// The origin of a [front end](AuthBuilder::front_end), if there is another than the application's own.
    pub front_end: Option<String>,
}

impl Hosting {
    /// Reads the process's environment. With the prefix `MY_APP`:
    ///
    /// | variable | |
    /// |---|---|
    /// | `MY_APP_DATABASE` | the URL of [where to keep sessions](Database): in memory |
    /// | `MY_APP_SESSIONS` | [how](Strategy): `server`, which is the default, `sealed-cookies` or `own-tokens` |
    /// | `MY_APP_KEYS` | for the two others, [keys](crate::Keys) of `openssl rand -base64 32 \| tr '+/' '-_'`, with commas between |
    /// | `MY_APP_TRUSTED_PROXIES` | addresses and networks of [proxies](TrustedProxies) whose `X-Forwarded-…` are believed, with commas between: none |
    /// | `MY_APP_COOKIE_DOMAIN` | the [domain](AuthBuilder::cookie_domain) that the cookies of sessions span: none |
    /// | `MY_APP_FORMER_COOKIE_DOMAIN` | the domain that they [spanned before](AuthBuilder::former_cookie_domain): none |
    /// | `MY_APP_FRONT_END` | the origin of a [front end](AuthBuilder::front_end): none but the application's own |
    ///
    /// # Errors
    ///
    /// A [`HostingError`] that names the variable to change.
    pub fn from_env(prefix: &str) -> Result<Self, HostingError> {
        Self::from_variables(prefix, |name| env::var(name).ok())
    }

    /// Reads the same variables from elsewhere. An empty one counts as unset.
    ///
    /// # Errors
    ///
    /// A [`HostingError`] that names the variable to change.
    pub fn from_variables(
        prefix: &str,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, HostingError> {
        let of = |name: &str| {
            let name = format!("{prefix}_{name}");
            let value = variable(&name).map(|value| value.trim().to_owned());
            (name, value.filter(|value| !value.is_empty()))
        };
        let (name, database) = of("DATABASE");
        let database = database.map(|url| Database::parse(&url)).transpose();
        let database = database.map_err(|why| HostingError::Database(name, why))?;
        let domain = |(name, domain): (String, Option<String>)| {
            let domain = domain.map(|domain| domain.parse()).transpose();
            domain.map_err(|why| HostingError::CookieDomain(name, why))
        };
        let (name, proxies) = of("TRUSTED_PROXIES");
        let proxies = proxies.map(|proxies| proxies.parse()).transpose();
        Ok(Self {
            database: database.unwrap_or_default(),
            strategy: strategy(of("SESSIONS"), of("KEYS"))?,
            trusted_proxies: proxies
                .map_err(|why| HostingError::TrustedProxies(name, why))?
                .unwrap_or_default(),
            cookie_domain: domain(of("COOKIE_DOMAIN"))?,
            former_cookie_domain: domain(of("FORMER_COOKIE_DOMAIN"))?,
            front_end: of("FRONT_END").1,
        })
    }
}

impl AuthBuilder {
    /// Sets how the application runs: the strategy, the proxies, the domains of cookies and the front end. The store is
    /// that of [`AuthBuilder::store`].
    pub fn hosting(self, hosting: Hosting) -> Self {
        let auth = self
            .strategy(hosting.strategy)
            .trusted_proxies(hosting.trusted_proxies)
            .cookie_domain(hosting.cookie_domain)
            .former_cookie_domain(hosting.former_cookie_domain);
        hosting.front_end.into_iter().fold(auth, Self::front_end)
    }
}

/// A variable that says how an application runs, and cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostingError {
    /// The database is none that is known.
    #[error("{0} cannot be used: {1}")]
    Database(String, #[source] StoreError),
    /// There is no such way to keep sessions.
    #[error("{0} must be server, sealed-cookies or own-tokens")]
    Sessions(String),
    /// The text has no keys.
    #[error("{0} cannot be used: {1}")]
    Keys(String, #[source] KeysError),
    /// The text is no list of proxies.
    #[error("{0} cannot be used: {1}")]
    TrustedProxies(String, #[source] TrustedProxiesError),
    /// The text names no domain that cookies can span.
    #[error("{0} cannot be used: {1}")]
    CookieDomain(String, #[source] CookieDomainError),
}

fn strategy(
    (name, strategy): (String, Option<String>),
    (keys_name, keys): (String, Option<String>),
) -> Result<Strategy, HostingError> {
    let keys = || {
        let keys = keys.unwrap_or_default().parse();
        keys.map_err(|why| HostingError::Keys(keys_name, why))
    };
    match strategy.as_deref() {
        None | Some("server") => Ok(Strategy::Server),
        Some("sealed-cookies") => Ok(Strategy::SealedCookies(keys()?)),
        Some("own-tokens") => Ok(Strategy::OwnTokens(OwnTokens::signed_with(keys()?))),
        Some(_) => Err(HostingError::Sessions(name)),
    }
}

#[cfg(test)]
mod tests;
