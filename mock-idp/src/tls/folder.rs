//! The folder of an authority, and the writing of its files.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::TlsError;

/// The variable that names the folder, unless an option does.
const NAMED_BY: &str = "MOCK_IDP_TLS_AUTHORITY";

/// The users who may read a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Readers {
    /// Its owner.
    Owner,
    Everybody,
}

/// Returns the folder of this user's own authority.
pub(super) fn of_the_user() -> Result<PathBuf, TlsError> {
    let set = |variable| env::var_os(variable).filter(|value| !value.is_empty());
    let data = || {
        let absolute = |value| Some(PathBuf::from(value)).filter(|path| path.is_absolute());
        // The XDG Base Directory Specification: a path that is not absolute is ignored.
        set("XDG_DATA_HOME")
            .and_then(absolute)
            .or_else(|| Some(PathBuf::from(set("HOME")?).join(".local/share")))
            .map(|data| data.join("mock-idp"))
    };
    set(NAMED_BY).map(PathBuf::from).or_else(data).ok_or(TlsError::NoFolder)
}

/// Refuses a key that other users may read, and a folder that they may write to: with either they could be any host
/// to those who trust the authority. Missing files are made private.
#[cfg(unix)]
pub(super) fn check_private(folder: &Path, key: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt as _;
    /// The bits `r` and `w` for the group and for others.
    const OPEN: u32 = 0o066;
    /// The bit `w` for the group and for others.
    const WRITABLE: u32 = 0o022;
    let mode =
        |path: &Path| fs::metadata(path).map_or(0, |file| file.permissions().mode() & 0o7777);
    if mode(folder) & WRITABLE != 0 {
        return Err(TlsError::Writable { path: folder.to_owned(), mode: mode(folder) });
    }
    if mode(key) & OPEN != 0 {
        return Err(TlsError::Exposed { path: key.to_owned(), mode: mode(key) });
    }
    Ok(())
}

/// Accepts every file, because files have no mode on this system.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it fails")]
pub(super) fn check_private(_: &Path, _: &Path) -> Result<(), TlsError> {
    Ok(())
}

/// Makes the folder if it is missing, and locks it against other processes until the file is dropped.
pub(super) fn lock(folder: &Path) -> Result<File, TlsError> {
    let path = folder.join("lock");
    create(folder)
        .and_then(|()| File::create(&path))
        .and_then(|file| file.lock().map(|()| file))
        .map_err(cannot(&path))
}

/// Returns the text of a file, if it exists.
pub(super) fn text(path: &Path) -> Result<Option<String>, TlsError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        // The file is not text; as an empty text it is found damaged.
        Err(why) if why.kind() == io::ErrorKind::InvalidData => Ok(Some(String::new())),
        Err(why) => Err(cannot(path)(why)),
    }
}

/// Writes a file atomically: a concurrent reader sees all of it or nothing.
pub(super) fn place(path: &Path, content: &[u8], readers: Readers) -> Result<(), TlsError> {
    let unfinished = path.with_added_extension("new");
    let written = || {
        // Left by a process that was stopped at this point, perhaps with another mode.
        let _ = fs::remove_file(&unfinished);
        let mut file = options(readers).open(&unfinished)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    written().map_err(cannot(path))
}

/// Removes a file, if it exists.
pub(super) fn remove(path: &Path) -> Result<(), TlsError> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(cannot(path)(why)),
        _ => Ok(()),
    }
}

fn cannot(path: &Path) -> impl Fn(io::Error) -> TlsError {
    move |why| TlsError::Folder { path: path.to_owned(), why }
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

/// Returns the options for a new file.
fn options(readers: Readers) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(match readers {
            Readers::Owner => 0o600,
            Readers::Everybody => 0o644,
        });
    }
    #[cfg(not(unix))]
    let _ = readers;
    options
}
