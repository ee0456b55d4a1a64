//! The reasons why TLS cannot be answered.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

/// The reason why TLS cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// No folder was named for the authority, and this user has no data folder.
    #[error(
        "no folder for the TLS authority: set HOME, XDG_DATA_HOME or MOCK_IDP_TLS_AUTHORITY, or name one"
    )]
    NoFolder,
    /// The authority's folder cannot be used.
    #[error("cannot keep the TLS authority in {path}: {why}", path = .path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        why: io::Error,
    },
    /// Other users may read or write the authority's key.
    #[error("others may read or write the key of the TLS authority, {path} (mode {mode:o}): run `chmod 600` on it, or, if they did so, delete it, and a new one is made", path = .path.display())]
    Exposed {
        /// The key.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Other users may write to the authority's folder.
    #[error("others may write to the folder of the TLS authority, {path} (mode {mode:o}), and so replace it: run `chmod go-w` on it, or name another folder", path = .path.display())]
    Writable {
        /// The folder.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The authority's files are damaged.
    #[error("the TLS authority {path} is damaged ({why}); delete this file, and a new authority is made", path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// This machine's clock is outside of the times for which certificates can be issued.
    #[error("this machine's clock says {now}, and the TLS authority is good from 2020 to 2049")]
    Clock {
        /// The machine's time.
        now: Timestamp,
    },
    /// A given certificate or key cannot be used.
    #[error("cannot answer TLS with {path}: {why}", path = .path.display())]
    Given {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}
