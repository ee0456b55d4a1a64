//! What a client needs to trust the certificate.

use std::path::{Path, PathBuf};

/// What a client needs to trust a fake's certificate; from [`MockIdp::trust`](crate::MockIdp::trust).
#[derive(Clone, Debug)]
pub struct Trust(Option<Files>);

#[derive(Clone, Debug)]
struct Files {
    authority: PathBuf,
    trust_store: PathBuf,
    is_constrained: bool,
}

impl Trust {
    pub(super) fn of(authority: PathBuf, trust_store: PathBuf, is_constrained: bool) -> Self {
        Self(Some(Files { authority, trust_store, is_constrained }))
    }

    /// Returns an empty value for a given certificate, which its clients trust already.
    pub(super) fn of_given_files() -> Self {
        Self(None)
    }

    /// Returns the authority's certificate, a PEM file; `None` if the certificate was given.
    pub fn authority(&self) -> Option<&Path> {
        self.0.as_ref().map(|files| files.authority.as_path())
    }

    /// Returns a warning about a weak authority: one that was made before authorities had name constraints (RFC 5280
    /// §4.2.1.10) can vouch for every host of the Internet.
    pub fn warning(&self) -> Option<String> {
        let files = self.0.as_ref().filter(|files| !files.is_constrained)?;
        Some(format!(
            "the TLS authority {} was made by an earlier version and vouches for every host, not for `localhost` alone; delete this file, and a new authority is made",
            files.authority.display()
        ))
    }

    /// Returns the environment variables with which each official SDK trusts the authority
    /// (`docs/management.md#transport`). All but Node's replace the authorities of the system, so that a process with
    /// them trusts fakes alone.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let Some(files) = &self.0 else {
            return Vec::new();
        };
        let authority = files.authority.display().to_string();
        vec![
            ("NODE_EXTRA_CA_CERTS", authority.clone()),
            // Python uses one library for gRPC and another for OAuth.
            ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", authority.clone()),
            ("REQUESTS_CA_BUNDLE", authority.clone()),
            // Go, and other programs that follow OpenSSL.
            ("SSL_CERT_FILE", authority),
            ("JAVA_TOOL_OPTIONS", java_options(&files.trust_store)),
        ]
    }
}

/// Quotes an option that has spaces, which separate options.
fn java_options(trust_store: &Path) -> String {
    let option = format!("-Djavax.net.ssl.trustStore={}", trust_store.display());
    if option.contains(char::is_whitespace) { format!("\"{option}\"") } else { option }
}
