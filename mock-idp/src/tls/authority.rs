//! The authority, which is made once, kept in a folder, and issues a certificate at each start.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rcgen::{Issuer, KeyPair};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier as _;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};

use super::folder::{self, Readers};
use super::{Identity, Name, TlsError, Trust, certificate, provider, trust_store};

/// The contents of an authority's files.
struct Stored {
    key: KeyPair,
    certificate: CertificateDer<'static>,
    /// The hosts that its name constraints permit besides this machine's own.
    names: Vec<Name>,
}

/// The names of an authority's files.
#[derive(Debug)]
struct Files {
    /// The key in PEM, readable by its owner alone: its holder can be any host to those who trust the authority.
    key: PathBuf,
    /// The certificate in PEM.
    certificate: PathBuf,
    /// The same certificate in a trust store for Java.
    trust_store: PathBuf,
    /// The hosts that the certificate's name constraints permit besides this machine's own, one a line, so that a new
    /// certificate permits them too.
    names: PathBuf,
}

/// An authority, which signs the certificates of this user's fakes.
#[derive(Debug)]
pub(super) struct Authority {
    files: Files,
    key: KeyPair,
    certificate: CertificateDer<'static>,
}

impl Authority {
    /// Returns the authority in this folder, whose certificate permits `names`. It is made if it is missing, and gets
    /// a new certificate, for the same key, if a host is new.
    pub(super) fn stored_in(
        folder: &Path,
        names: &[Name],
        now: Timestamp,
    ) -> Result<Self, TlsError> {
        let files = Files::in_folder(folder)?;
        folder::check_private(folder, &files.key)?;
        // Read without the lock, because the folder of a complete authority may be read-only.
        let stored = match read(&files) {
            Ok(Some(stored)) if stored.vouches_for(names) => stored,
            _ => renewed(folder, &files, names, now)?,
        };
        Ok(Self { files, key: stored.key, certificate: stored.certificate })
    }

    /// Issues a certificate for these names.
    pub(super) fn issue(&self, names: &[Name], now: Timestamp) -> Result<Identity, TlsError> {
        let key = generated();
        let issuer = Issuer::new(certificate::authority(&[]), &self.key);
        let leaf = certificate::leaf(names, now)?
            .signed_by(&key, &issuer)
            .expect("names, times and keys are in order")
            .der()
            .clone();
        // If the key is not that of the certificate, no client would trust it.
        self.judge_for("localhost", &leaf, now)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("our own key is one");
        Ok(Identity { chain: vec![leaf], key })
    }

    /// Checks a certificate as a client of `host` does.
    pub(super) fn judge_for(
        &self,
        host: &str,
        leaf: &CertificateDer<'_>,
        now: Timestamp,
    ) -> Result<(), TlsError> {
        let damaged = |why| damaged(&self.files.certificate, &why);
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(damaged)?;
        let host = ServerName::try_from(host).expect("a name or an address");
        let now =
            UnixTime::since_unix_epoch(now.duration_since(Timestamp::UNIX_EPOCH).unsigned_abs());
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .expect("there is a root")
            .verify_server_cert(leaf, &[], &host, &[], now)
            .map_err(damaged)?;
        Ok(())
    }

    /// Returns what a client needs to trust the authority.
    pub(super) fn into_trust(self) -> Trust {
        let is_constrained = is_constrained(&self.certificate);
        Trust::of(self.files.certificate, self.files.trust_store, is_constrained)
    }
}

impl Stored {
    /// Returns whether clients accept its certificates for these hosts. An authority without name constraints, which
    /// an earlier version made, permits every host.
    fn vouches_for(&self, names: &[Name]) -> bool {
        let is_new = |name| !certificate::is_always_permitted(name) && !self.names.contains(name);
        !is_constrained(&self.certificate) || !names.iter().any(is_new)
    }
}

/// Returns whether the certificate has name constraints (RFC 5280 §4.2.1.10).
fn is_constrained(certificate: &CertificateDer<'static>) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).is_ok()
        && roots.roots.iter().any(|root| root.name_constraints.is_some())
}

impl Files {
    /// Returns absolute paths, because their readers may run in other directories.
    fn in_folder(folder: &Path) -> Result<Self, TlsError> {
        let folder = std::path::absolute(folder)
            .map_err(|why| TlsError::Folder { path: folder.to_owned(), why })?;
        Ok(Self {
            key: folder.join("authority-key.pem"),
            certificate: folder.join("authority.pem"),
            trust_store: folder.join("authority.jks"),
            names: folder.join("authority-names"),
        })
    }
}

/// Reads the files, if all of them are there; an earlier version wrote no names.
fn read(files: &Files) -> Result<Option<Stored>, TlsError> {
    let (Some(key), Some(certificate)) =
        (folder::text(&files.key)?, folder::text(&files.certificate)?)
    else {
        return Ok(None);
    };
    if !files.trust_store.exists() {
        return Ok(None);
    }
    let key = KeyPair::from_pem(&key).map_err(|why| damaged(&files.key, &why))?;
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes())
        .map_err(|why| damaged(&files.certificate, &why))?;
    let names = folder::text(&files.names)?.unwrap_or_default();
    Ok(Some(Stored { key, certificate, names: names.lines().map(Name::of_host).collect() }))
}

/// Makes what is missing, and a certificate that permits the new hosts, unless another process did so while this one
/// waited for the lock.
fn renewed(
    folder: &Path,
    files: &Files,
    names: &[Name],
    now: Timestamp,
) -> Result<Stored, TlsError> {
    let _alone = folder::lock(folder)?;
    match read(files)? {
        Some(stored) if stored.vouches_for(names) => Ok(stored),
        Some(stored) => make(files, stored.key, stored.names, names, now),
        None => make(files, generated(), Vec::new(), names, now),
    }
}

/// Writes all files. The key is written last: without it, the authority counts as incomplete.
fn make(
    files: &Files,
    key: KeyPair,
    mut vouched_for: Vec<Name>,
    names: &[Name],
    now: Timestamp,
) -> Result<Stored, TlsError> {
    for name in names {
        if !certificate::is_always_permitted(name) && !vouched_for.contains(name) {
            vouched_for.push(name.clone());
        }
    }
    let certificate = certificate::authority(&vouched_for)
        .self_signed(&key)
        .expect("names, times and keys are in order");
    let store = trust_store::of(certificate.der(), now);
    let lines: String = vouched_for.iter().map(|name| name.to_string() + "\n").collect();
    folder::remove(&files.key)?;
    folder::place(&files.names, lines.as_bytes(), Readers::Everybody)?;
    folder::place(&files.certificate, certificate.pem().as_bytes(), Readers::Everybody)?;
    folder::place(&files.trust_store, &store, Readers::Everybody)?;
    folder::place(&files.key, key.serialize_pem().as_bytes(), Readers::Owner)?;
    Ok(Stored { key, certificate: certificate.der().clone(), names: vouched_for })
}

fn damaged(path: &Path, why: &dyn Display) -> TlsError {
    TlsError::Damaged { path: path.to_owned(), why: why.to_string() }
}

/// Generates a key on P-256, which every client supports.
fn generated() -> KeyPair {
    KeyPair::generate().expect("aws-lc makes keys on curve P-256")
}
