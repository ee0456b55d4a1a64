//! TLS: the source of the certificate, and what a client needs to trust it.

mod authority;
mod certificate;
mod error;
mod folder;
mod trust;
mod trust_store;

use std::fmt::{self, Display};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use self::authority::Authority;
pub use self::error::TlsError;
pub use self::trust::Trust;

/// The source of a fake's certificate, for [`Builder::tls`](crate::Builder::tls).
///
/// ```
/// use mock_idp::{MockIdp, Tls};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let folder = folder.path();
/// let idp = MockIdp::builder().tls(Tls::by_authority_in(folder)).start().unwrap();
///
/// assert!(idp.environment_url().starts_with("https://localhost:"));
/// let trust = idp.trust().expect("it answers TLS");
/// assert_eq!(trust.authority(), Some(folder.join("authority.pem").as_path()));
/// ```
#[derive(Clone, Debug)]
pub struct Tls(Source);

#[derive(Clone, Debug)]
enum Source {
    /// The authority in this folder, or else in the user's own, which issues a certificate at each start.
    Authority(Option<PathBuf>),
    /// Given PEM files.
    Given { certificate: PathBuf, key: PathBuf },
}

/// A certificate chain and its key.
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// A name by which clients reach the fake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Dns(String),
    Ip(IpAddr),
}

impl Name {
    /// Reads the host of a URL, or an address.
    pub(crate) fn of_host(host: &str) -> Self {
        host.parse().map_or_else(|_| Self::Dns(host.to_owned()), Self::Ip)
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(name),
            Self::Ip(ip) => ip.fmt(f),
        }
    }
}

impl Tls {
    /// Uses a certificate from this user's own authority, which is made at the first use and kept: in the folder that
    /// `MOCK_IDP_TLS_AUTHORITY` names, or else in `mock-idp` below `XDG_DATA_HOME` or `~/.local/share`.
    pub fn by_local_authority() -> Self {
        Self(Source::Authority(None))
    }

    /// Uses a certificate from the authority in this folder, which is made at the first use and kept.
    pub fn by_authority_in(folder: impl Into<PathBuf>) -> Self {
        Self(Source::Authority(Some(folder.into())))
    }

    /// Uses a certificate of your own: its chain in one PEM file, and its private key in another.
    pub fn with_files(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self(Source::Given { certificate: certificate.into(), key: key.into() })
    }

    /// Returns the TLS configuration for these names and those of this machine, and what clients need to trust it.
    pub(crate) fn prepare(
        self,
        names: &[Name],
        now: Timestamp,
    ) -> Result<(Arc<ServerConfig>, Trust), TlsError> {
        match self.0 {
            Source::Authority(folder) => {
                let folder = folder.map_or_else(folder::of_the_user, Ok)?;
                let authority = Authority::stored_in(&folder, names, now)?;
                let config = config(authority.issue(names, now)?);
                let config = config.expect("what was issued fits its key");
                Ok((Arc::new(config), authority.into_trust()))
            }
            Source::Given { certificate, key } => {
                let identity = given(&certificate, &key)?;
                let config = config(identity)
                    .map_err(|why| TlsError::Given { path: certificate, why: why.to_string() })?;
                Ok((Arc::new(config), Trust::of_given_files()))
            }
        }
    }
}

/// Returns the provider of cryptography. It is always named, because rustls panics without a default if a process has
/// two providers.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn config(identity: Identity) -> Result<ServerConfig, tokio_rustls::rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(identity.chain, identity.key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn given(certificate: &PathBuf, key: &PathBuf) -> Result<Identity, TlsError> {
    let unusable = |path: &PathBuf, why: String| TlsError::Given { path: path.clone(), why };
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|why| unusable(certificate, why.to_string()))?;
    if chain.is_empty() {
        return Err(unusable(certificate, "there is no certificate in it".into()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|why| unusable(key, why.to_string()))?;
    Ok(Identity { chain, key })
}

#[cfg(test)]
mod tests;
