//! The authority: made once, kept in a folder, and asked for a certificate at each start.

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

/// A key, and the certificate of its authority.
type Pair = (KeyPair, CertificateDer<'static>);

/// The names of an authority's files.
#[derive(Debug)]
struct Files {
    /// PEM, for its owner alone: who has it can be any host to those who trust the authority.
    key: PathBuf,
    /// PEM.
    certificate: PathBuf,
    /// The same certificate as a Java Virtual Machine reads it.
    trust_store: PathBuf,
}

/// Who signs the certificates of this user's fakes.
#[derive(Debug)]
pub(super) struct Authority {
    files: Files,
    key: KeyPair,
    certificate: CertificateDer<'static>,
}

impl Authority {
    /// The authority in this folder; the first who asks makes it.
    pub(super) fn kept_in(folder: &Path, now: Timestamp) -> Result<Self, TlsError> {
        let files = Files::in_folder(folder)?;
        // Without the lock: where all of it is there, the folder may be one that nobody can write to.
        let (key, certificate) = match read(&files) {
            Ok(Some(kept)) => kept,
            _ => first(folder, &files, now)?,
        };
        Ok(Self { files, key, certificate })
    }

    /// A certificate for these names.
    pub(super) fn issue(&self, names: &[Name], now: Timestamp) -> Result<Identity, TlsError> {
        let key = generated();
        let issuer = Issuer::new(certificate::authority(), &self.key);
        let leaf = certificate::leaf(names, now)?
            .signed_by(&key, &issuer)
            .expect("names, times and keys are in order")
            .der()
            .clone();
        // Where the key is another's than the certificate's, no client would believe it.
        self.judge(&leaf, now)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("our own key is one");
        Ok(Identity { chain: vec![leaf], key })
    }

    /// Checks a certificate as a client will.
    fn judge(&self, leaf: &CertificateDer<'_>, now: Timestamp) -> Result<(), TlsError> {
        let damaged = |why| damaged(&self.files.certificate, &why);
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(damaged)?;
        let localhost = ServerName::try_from("localhost").expect("a name");
        let now =
            UnixTime::since_unix_epoch(now.duration_since(Timestamp::UNIX_EPOCH).unsigned_abs());
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .expect("there is a root")
            .verify_server_cert(leaf, &[], &localhost, &[], now)
            .map_err(damaged)?;
        Ok(())
    }

    /// What a client needs.
    pub(super) fn into_trust(self) -> Trust {
        Trust::of(self.files.certificate, self.files.trust_store)
    }
}

impl Files {
    /// Absolute, because whoever is told of them may be elsewhere.
    fn in_folder(folder: &Path) -> Result<Self, TlsError> {
        let folder = std::path::absolute(folder)
            .map_err(|why| TlsError::Folder { path: folder.to_owned(), why })?;
        Ok(Self {
            key: folder.join("authority-key.pem"),
            certificate: folder.join("authority.pem"),
            trust_store: folder.join("authority.jks"),
        })
    }
}

/// What is in the files, if all of them are there.
fn read(files: &Files) -> Result<Option<Pair>, TlsError> {
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
    Ok(Some((key, certificate)))
}

/// Makes what is not there, unless somebody else did so while this one waited.
fn first(folder: &Path, files: &Files, now: Timestamp) -> Result<Pair, TlsError> {
    let _alone = folder::lock(folder)?;
    match read(files)? {
        Some(kept) => Ok(kept),
        None => make(files, now),
    }
}

/// Makes all of it anew. The key comes last: as long as it is missing, nobody takes the rest for whole.
fn make(files: &Files, now: Timestamp) -> Result<Pair, TlsError> {
    let key = generated();
    let certificate =
        certificate::authority().self_signed(&key).expect("names, times and keys are in order");
    let store = trust_store::of(certificate.der(), now);
    folder::remove(&files.key)?;
    folder::place(&files.certificate, certificate.pem().as_bytes(), Readers::Everybody)?;
    folder::place(&files.trust_store, &store, Readers::Everybody)?;
    folder::place(&files.key, key.serialize_pem().as_bytes(), Readers::Owner)?;
    Ok((key, certificate.der().clone()))
}

fn damaged(path: &Path, why: &dyn Display) -> TlsError {
    TlsError::Damaged { path: path.to_owned(), why: why.to_string() }
}

/// P-256, which every client knows.
fn generated() -> KeyPair {
    KeyPair::generate().expect("aws-lc makes keys on curve P-256")
}
