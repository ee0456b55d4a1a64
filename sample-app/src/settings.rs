//! The settings of the app: those of every application at Scalekit, and a few of its own.

use std::env;
use std::net::SocketAddr;

use scalekit_axum::{
    AuthBuilder, CookieDomain, Database, OwnTokens, SealedStore, Strategy, TrustedProxies,
};

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
    /// Where sessions are kept.
    pub database: Database,
    /// How sessions are kept.
    pub strategy: Strategy,
    /// The proxies whose headers are believed.
    pub trusted_proxies: TrustedProxies,
    /// The domain that the cookies of sessions span; without one, they are the host's.
    pub cookie_domain: Option<CookieDomain>,
    /// The domain that they spanned before.
    pub former_cookie_domain: Option<CookieDomain>,
    /// The origin of a [front end](AuthBuilder::front_end), if there is another than the app's own.
    pub front_end: Option<String>,
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
    /// | `SAMPLE_APP_DATABASE` | the URL of [where to keep sessions](Database): in memory |
    /// | `SAMPLE_APP_SESSIONS` | [how](Strategy): `server`, which is the default, `sealed-cookies` or `own-tokens` |
    /// | `SAMPLE_APP_KEYS` | for the two others, [keys](scalekit_axum::Keys) of `openssl rand -base64 32 \| tr '+/' '-_'`, with commas between |
    /// | `SAMPLE_APP_TRUSTED_PROXIES` | addresses and networks of [proxies](TrustedProxies) whose `X-Forwarded-…` are believed, with commas between: none |
    /// | `SAMPLE_APP_COOKIE_DOMAIN` | the [domain](scalekit_axum::AuthBuilder::cookie_domain) that the cookies of sessions span: none |
    /// | `SAMPLE_APP_FORMER_COOKIE_DOMAIN` | the domain that they [spanned before](scalekit_axum::AuthBuilder::former_cookie_domain): none |
    /// | `SAMPLE_APP_FRONT_END` | the origin of a front end: none but the app's own |
    /// | `SAMPLE_APP_PUBLIC_CLIENT_ID` | the public client of `/spa/tokens`: none |
    ///
    /// # Errors
    ///
    /// A [`StartError`] that names what to change.
    pub fn from_env() -> Result<Self, StartError> {
        let scalekit = scalekit_axum::Settings::from_env()?;
        let address = variable("SAMPLE_APP_ADDR").unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
        let database = match variable("SAMPLE_APP_DATABASE") {
            Some(database) => Database::parse(&database)?,
            None => Database::Memory,
        };
        let keys = || variable("SAMPLE_APP_KEYS").unwrap_or_default().parse();
        let strategy = match variable("SAMPLE_APP_SESSIONS").as_deref() {
            None | Some("server") => Strategy::Server,
            Some("sealed-cookies") => Strategy::SealedCookies(keys()?),
            Some("own-tokens") => Strategy::OwnTokens(OwnTokens::signed_with(keys()?)),
            Some(_) => return Err(StartError::Sessions),
        };
        let address = address.parse().map_err(|_| StartError::Address)?;
        let trusted_proxies = variable("SAMPLE_APP_TRUSTED_PROXIES").map(|list| list.parse());
        let trusted_proxies = trusted_proxies.transpose()?.unwrap_or_default();
        let cookie_domain = domain("SAMPLE_APP_COOKIE_DOMAIN")?;
        let former_cookie_domain = domain("SAMPLE_APP_FORMER_COOKIE_DOMAIN")?;
        let [front_end, public_client] =
            ["SAMPLE_APP_FRONT_END", "SAMPLE_APP_PUBLIC_CLIENT_ID"].map(variable);
        Ok(Self {
            scalekit,
            address,
            database,
            strategy,
            trusted_proxies,
            cookie_domain,
            former_cookie_domain,
            front_end,
            public_client,
        })
    }

    /// Opens the database, and makes the [`App`] of these settings. It sends Scalekit nothing, so the app starts while
    /// Scalekit is down.
    ///
    /// # Errors
    ///
    /// When a setting cannot work or the database cannot be opened.
    pub async fn open(self) -> Result<App, StartError> {
        let database = self.database.clone();
        let store = database.clone().open().await;
        self.with_store(store.map_err(|source| StartError::Database { database, source })?)
    }

    /// Makes the [`App`] of these settings with a store of your own in place of the database.
    ///
    /// # Errors
    ///
    /// When a setting cannot work.
    pub fn with_store(self, store: impl Into<SealedStore>) -> Result<App, StartError> {
        let auth = self.scalekit.auth()?.strategy(self.strategy).store(store);
        let auth = auth.cookie_domain(self.cookie_domain);
        let auth = auth.former_cookie_domain(self.former_cookie_domain);
        let auth = auth.trusted_proxies(self.trusted_proxies);
        let auth = self.front_end.into_iter().fold(auth, AuthBuilder::front_end);
        // `/dashboard` follows a sign-in that began at no page; a 401 names the app by the realm.
        let auth = auth.after_sign_in("/dashboard").realm("sample-app").pages(in_our_frame);
        Ok(App { auth: auth.build()?, public_client: self.public_client })
    }
}

/// Returns a variable of the environment, if it is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns a variable that names a domain of cookies.
fn domain(name: &'static str) -> Result<Option<CookieDomain>, StartError> {
    let domain = variable(name).map(|text| text.parse()).transpose();
    domain.map_err(|why| StartError::CookieDomain(name, why))
}
