//! A certificate authority of one's own, by which the server of a store is verified: `sslrootcert` in its URL, as libpq
//! calls it.

use std::{fs, io};

use url::Url;

use super::StoreError;

/// The parameter that names the file of the authority's certificates, in PEM.
const PARAMETER: &str = "sslrootcert";

/// How a certificate begins in PEM (RFC 7468 §5.1).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Returns the certificates of the authority that a URL names, or `None` if it names none.
///
/// # Errors
///
/// [`StoreError::Authority`] when the file cannot be read, or has no certificate. The drivers would take that for an
/// outage, or for an authority that has certified nobody.
pub(super) fn authority(url: &Url) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((_, file)) = url.query_pairs().find(|(name, _)| name == PARAMETER) else {
        return Ok(None);
    };
    let certificates = fs::read(&*file).map_err(StoreError::Authority)?;
    if certificates.windows(CERTIFICATE.len()).any(|window| window == CERTIFICATE) {
        return Ok(Some(certificates));
    }
    let why = io::Error::new(io::ErrorKind::InvalidData, "it has no certificate in PEM");
    Err(StoreError::Authority(why))
}

#[cfg(all(test, feature = "postgres", feature = "redis"))]
mod tests {
    use super::*;
    use crate::store::Database;

    async fn error(url: &str) -> String {
        let opened = Database::parse(url).expect("a URL").open().await;
        let error = opened.expect_err(url).to_string();
        assert!(!error.contains("canary"), "{error}");
        error
    }

    #[tokio::test]
    async fn an_authority_that_cannot_be_used_is_no_outage() {
        let folder = tempfile::tempdir().expect("a folder");
        let (missing, other) = (folder.path().join("none.pem"), folder.path().join("notes.txt"));
        fs::write(&other, "a key, and no certificate").expect("a file");

        for (file, why) in [(missing, "No such file"), (other, "it has no certificate in PEM")] {
            let file = file.display();
            for url in [
                format!(
                    "postgres://app:canary@127.0.0.1:1/app?sslmode=verify-full&sslrootcert={file}"
                ),
                format!("rediss://app:canary@127.0.0.1:1/0?sslrootcert={file}"),
            ] {
                let error = error(&url).await;
                assert!(error.starts_with("the certificates that sslrootcert names"), "{error}");
                assert!(error.contains(why), "{error}");
            }
        }
    }

    #[tokio::test]
    async fn an_authority_by_which_nothing_would_be_verified_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ca.pem");
        fs::write(&file, CERTIFICATE).expect("a file");
        let file = file.display();

        for (url, instead) in [
            (
                format!("postgres://app:canary@127.0.0.1:1/app?sslrootcert={file}"),
                "sslmode=verify-full",
            ),
            (
                format!("postgres://app:canary@127.0.0.1:1/app?sslmode=require&sslrootcert={file}"),
                "sslmode=verify-full",
            ),
            (format!("redis://app:canary@127.0.0.1:1/0?sslrootcert={file}"), "rediss:"),
        ] {
            let error = error(&url).await;
            assert!(error.contains("verifies nothing by it"), "{error}");
            assert!(error.ends_with(&format!("use {instead}")), "{error}");
        }
    }
}
