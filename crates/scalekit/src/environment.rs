//! A Scalekit environment: one URL, and the endpoints at fixed paths below it.

use url::{Host, Url};

use crate::builder::ConfigError;

/// The endpoints that Scalekit documents. They are known without a request, so that
/// an application starts even while the environment is down.
#[derive(Debug)]
pub(crate) struct Environment {
    /// The environment URL without a trailing slash; also its issuer.
    pub(crate) base: String,
    pub(crate) authorize: Url,
    pub(crate) token: Url,
    pub(crate) keys: Url,
    pub(crate) metadata: Url,
    pub(crate) userinfo: Url,
    pub(crate) revoke: Url,
    pub(crate) end_session: Url,
    /// Whether the environment is on this machine: plain HTTP is accepted then, and no proxy is used.
    pub(crate) is_loopback: bool,
}

impl Environment {
    pub(crate) fn at(environment_url: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(environment_url).map_err(ConfigError::EnvironmentUrl)?;
        let is_loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(ConfigError::NotHttps),
        }
        if !is_bare(&url) {
            return Err(ConfigError::MoreThanAnAddress);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        let below =
            |path| Url::parse(&format!("{base}/{path}")).map_err(ConfigError::EnvironmentUrl);
        Ok(Self {
            authorize: below("oauth/authorize")?,
            token: below("oauth/token")?,
            keys: below("keys")?,
            metadata: below(".well-known/openid-configuration")?,
            userinfo: below("userinfo")?,
            revoke: below("revoke")?,
            end_session: below("oidc/logout")?,
            is_loopback,
            base,
        })
    }
}

impl Environment {
    /// Builds an address of the management API. Segments and values may be any text.
    pub(crate) fn api(&self, path: &[&str], query: &[(&str, String)]) -> Url {
        let mut url = Url::parse(&self.base).expect("it was a URL at the start");
        url.path_segments_mut()
            .expect("http has a path")
            .pop_if_empty()
            .extend(["api", "v1"])
            .extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// Says whether a URL has no user, password, query or fragment.
fn is_bare(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Says whether the host of a URL is this machine: `localhost`, a name below it (RFC 6761 §6.3), or a loopback address.
/// Plain HTTP is safe there.
///
/// ```
/// use scalekit::is_loopback;
///
/// assert!(is_loopback(&"http://app.localhost:3000".parse()?));
/// assert!(!is_loopback(&"http://localhost.example".parse()?));
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
