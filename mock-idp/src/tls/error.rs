//! Why TLS cannot be answered.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

/// Why TLS cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// Nobody said where the authority is, and this user has no folder for it.
    #[error(
        "no folder for the TLS authority: set HOME, XDG_DATA_HOME or MOCK_IDP_TLS_AUTHORITY, or name one"
    )]
    NoFolder,
    /// The authority's folder cannot be used.
    #[error("cannot keep the TLS authority in {path}: {why}", path = .path.display())]
    Folder {
        /// What was read or written.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The authority's files are not what was written into them.
    #[error("the TLS authority {path} is damaged ({why}); delete this file, and a new authority is made", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Certificates are for certain times, and this machine's clock is outside of them.
    #[error("this machine's clock says {now}, and the TLS authority is good from 2020 to 2049")]
    Clock {
        /// The machine's time.
        now: Timestamp,
    },
    /// A certificate or a key that was given cannot be used.
    #[error("cannot answer TLS with {path}: {why}", path = .path.display())]
    Given {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}
