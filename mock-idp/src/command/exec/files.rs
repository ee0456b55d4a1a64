//! The files of the reports: writable before the command runs, and each its own.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use same_file::Handle;

#[cfg(unix)]
use self::unix as pipe;
#[cfg(windows)]
use self::windows as pipe;
use crate::command::CommandError;

/// A file, and the option that names it.
#[derive(Clone, Copy, Debug)]
pub(in crate::command) struct Named<'a> {
    pub(in crate::command) option: &'static str,
    pub(in crate::command) path: &'a Path,
}

/// Checks that the reports can be written, each to a file of its own that is none of those that are `read`, however they are
/// spelt. A file that is missing is made, and one that is there keeps what it has.
///
/// # Errors
///
/// [`CommandError::NoFolder`] and [`CommandError::Write`] name the first that cannot be written, and
/// [`CommandError::SameFile`] both options that name one file; then no file is made.
pub(in crate::command) fn check(
    reports: &[Named<'_>],
    read: &[Named<'_>],
) -> Result<(), CommandError> {
    let mut made = Vec::new();
    let checked = check_each(reports, read, &mut made);
    if checked.is_err() {
        // Whoever cannot have a report is left without an empty one.
        for file in &made {
            drop(fs::remove_file(file));
        }
    }
    checked
}

fn check_each(
    reports: &[Named<'_>],
    read: &[Named<'_>],
    made: &mut Vec<PathBuf>,
) -> Result<(), CommandError> {
    let mut known: Vec<(Named<'_>, Handle)> = Vec::new();
    for file in read.iter().filter(|file| file.path.is_file()) {
        known.extend(Handle::from_path(file.path).ok().map(|handle| (*file, handle)));
    }
    for report in reports {
        let Some(opened) = open(report, made)? else { continue };
        if let Some((other, _)) = known.iter().find(|(_, other)| *other == opened) {
            let path = report.path.to_owned();
            return Err(CommandError::SameFile { one: other.option, other: report.option, path });
        }
        known.push((*report, opened));
    }
    Ok(())
}

/// Writes a report. A pipe needs somebody who reads it, or waits to: nothing waits for them.
///
/// # Errors
///
/// [`CommandError::Write`] names the file and what is wrong.
pub(in crate::command) fn write(path: &Path, report: &str) -> Result<(), CommandError> {
    let written = if pipe::is_one(path) {
        pipe::open(path).and_then(|mut pipe| pipe.write_all(report.as_bytes()))
    } else {
        fs::write(path, report)
    };
    written.map_err(|why| CommandError::Write { path: path.to_owned(), why })
}

/// Opens a file for writing, and leaves what it has. A pipe is only looked at: to open it would be to wait for its reader, and
/// to close it would tell them that all has come. It is no file, and neither is a device as `/dev/stderr`: they take what
/// several write.
fn open(
    Named { option, path }: &Named<'_>,
    made: &mut Vec<PathBuf>,
) -> Result<Option<Handle>, CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        let (path, folder) = ((*path).to_owned(), folder.to_owned());
        return Err(CommandError::NoFolder { option, path, folder });
    }
    if pipe::is_one(path) {
        return Ok(None);
    }
    let is_there = path.exists();
    let opened = OpenOptions::new().create(true).append(true).open(path);
    if !is_there {
        // What a link leads to, and not the link.
        made.extend(fs::canonicalize(path));
    }
    let handle = opened.and_then(|file| {
        let is_file = file.metadata()?.is_file();
        is_file.then(|| Handle::from_file(file)).transpose()
    });
    handle.map_err(|why| CommandError::Write { path: (*path).to_owned(), why })
}

// They make links, as one does on Unix.
#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Checks reports of these names in a folder with `old.xml`, `link.xml` that leads to it, and `dangling.xml` that leads
    /// to `new.xml`; returns what is wrong, and the files that are there then.
    fn checked(junit: &str, sarif: &str) -> (Option<String>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("old.xml"), "kept").expect("a file");
        symlink("old.xml", at("link.xml")).expect("a link");
        symlink("new.xml", at("dangling.xml")).expect("a link");
        let (junit, sarif, seed) = (at(junit), at(sarif), at("old.xml"));
        let reports =
            [Named { option: "--junit", path: &junit }, Named { option: "--sarif", path: &sarif }];

        let wrong = check(&reports, &[Named { option: "--seed", path: &seed }]).err();

        assert_eq!(fs::read_to_string(at("old.xml")).expect("a file"), "kept");
        let names = fs::read_dir(folder.path()).expect("a folder").filter_map(Result::ok);
        let mut names: Vec<String> =
            names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| !["old.xml", "link.xml", "dangling.xml"].contains(&&**name));
        names.sort_unstable();
        let shown = |wrong: CommandError| {
            wrong.to_string().replace(&format!("{}/", folder.path().display()), "")
        };
        (wrong.map(shown), names)
    }

    #[test]
    fn two_reports_in_one_file_are_refused_however_it_is_spelt() {
        for (junit, sarif, options) in [
            ("v.xml", "v.xml", "--junit and --sarif"),
            ("v.xml", "./v.xml", "--junit and --sarif"),
            ("new.xml", "dangling.xml", "--junit and --sarif"),
            ("dangling.xml", "new.xml", "--junit and --sarif"),
            ("old.xml", "v.sarif", "--seed and --junit"),
            ("v.xml", "link.xml", "--seed and --sarif"),
        ] {
            let (wrong, made) = checked(junit, sarif);

            let wrong = wrong.unwrap_or_default();
            assert!(wrong.starts_with(options), "{junit} {sarif}: {wrong}");
            assert_eq!(made, [""; 0], "{junit} {sarif}");
        }
    }

    #[test]
    fn files_of_their_own_are_made_and_a_folder_is_not() {
        let (none, both) = checked("v.xml", "v.sarif");
        let (wrong, made) = checked("v.xml", "reports/v.sarif");

        assert_eq!((none, both), (None, vec!["v.sarif".to_owned(), "v.xml".to_owned()]));
        assert_eq!(made, [""; 0]);
        insta::assert_snapshot!(wrong.unwrap_or_default(), @"cannot write reports/v.sarif for --sarif: there is no folder reports; make it first");
    }

    #[test]
    fn several_may_write_to_one_device() {
        let null = Path::new("/dev/null");
        let reports = ["--junit", "--sarif"].map(|option| Named { option, path: null });

        assert!(check(&reports, &[]).is_ok());
    }
}
