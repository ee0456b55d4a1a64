//! `--tls`: its options, and the text about trusting the certificate.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use mock_idp::{Tls, Trust};
use serde_json::{Value, json};

/// How TLS is answered
#[derive(Debug, Args)]
pub(crate) struct TlsOptions {
    /// Answer TLS on the same port, with a certificate from an authority of this user's own
    #[arg(long)]
    tls: bool,
    /// Where the authority is kept, instead of the user's data folder
    #[arg(long, value_name = "DIR", requires = "tls")]
    tls_authority: Option<PathBuf>,
    /// A certificate of your own, in PEM, those that lead to its authority after it
    #[arg(long, value_name = "FILE", requires_all = ["tls", "tls_key"], conflicts_with = "tls_authority")]
    tls_cert: Option<PathBuf>,
    /// Its private key, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl TlsOptions {
    /// Returns the source of the certificate; `None` without `--tls`.
    pub(super) fn tls(&self) -> Option<Tls> {
        if !self.tls {
            return None;
        }
        Some(match (&self.tls_authority, &self.tls_cert, &self.tls_key) {
            (_, Some(certificate), Some(key)) => Tls::with_files(certificate, key),
            (Some(folder), ..) => Tls::by_authority_in(folder),
            _ => Tls::by_local_authority(),
        })
    }
}

/// Returns `{authority, environment: {…}}`; both are empty if the certificate was given.
pub(super) fn to_json(trust: &Trust) -> Value {
    let environment: serde_json::Map<String, Value> = trust
        .environment()
        .into_iter()
        .map(|(variable, value)| (variable.to_owned(), value.into()))
        .collect();
    json!({ "authority": trust.authority(), "environment": environment })
}

/// Returns lines for people: the authority, and the variables with which clients trust it.
pub(super) fn as_text(trust: &Trust) -> String {
    let mut text = String::from("\n  The same port answers TLS");
    let Some(authority) = trust.authority() else {
        text += " with the certificate that was given.\n";
        return text;
    };
    let _ = writeln!(
        text,
        ", with a certificate from {}.\n  Clients trust it with",
        authority.display()
    );
    for (variable, value) in trust.environment() {
        let _ = writeln!(text, "    {variable}={value}");
    }
    text
}
