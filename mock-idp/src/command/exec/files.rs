//! The files of the reports: writable before the command runs, and each its own.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

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
    let mut known: Vec<(Named<'_>, Metadata)> = Vec::new();
    for file in read {
        known.extend(fs::metadata(file.path).ok().map(|metadata| (*file, metadata)));
    }
    for report in reports {
        let opened = open(report, made)?;
        let same = known.iter().find(|(_, other)| is_same(&opened, other));
        if let Some((other, _)) = same {
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
    let written = if is_pipe(path) {
        open_pipe(path).and_then(|mut pipe| pipe.write_all(report.as_bytes()))
    } else {
        fs::write(path, report)
    };
    written.map_err(|why| CommandError::Write { path: path.to_owned(), why })
}

fn is_pipe(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

/// Opens a pipe without waiting for its reader, who then gets all at their own pace.
fn open_pipe(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let opened = OpenOptions::new().write(true).custom_flags(flags).open(path);
    let pipe = opened.map_err(|why| match why.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NXIO) => io::Error::new(why.kind(), "it is a pipe that nobody reads"),
        _ => why,
    })?;
    fcntl_setfl(&pipe, fcntl_getfl(&pipe)? - OFlags::NONBLOCK)?;
    Ok(pipe)
}

/// Opens a file for writing, and leaves what it has. A pipe is only looked at: to open it would be to wait for its reader, and
/// to close it would tell them that all has come.
fn open(
    Named { option, path }: &Named<'_>,
    made: &mut Vec<PathBuf>,
) -> Result<Metadata, CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        let (path, folder) = ((*path).to_owned(), folder.to_owned());
        return Err(CommandError::NoFolder { option, path, folder });
    }
    if let Some(pipe) = fs::metadata(path).ok().filter(|found| found.file_type().is_fifo()) {
        return Ok(pipe);
    }
    let is_there = path.exists();
    let opened = OpenOptions::new().create(true).append(true).open(path);
    let metadata = opened.and_then(|file| file.metadata());
    if !is_there {
        // What a link leads to, and not the link.
        made.extend(fs::canonicalize(path));
    }
    metadata.map_err(|why| CommandError::Write { path: (*path).to_owned(), why })
}

/// Whether both are one file. A device, as `/dev/stderr`, takes what several write.
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(test)]
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

    fn pipe(folder: &Path) -> PathBuf {
        let pipe = folder.join("report");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is there").success());
        pipe
    }

    #[test]
    fn a_pipe_without_a_reader_is_waited_for_neither_before_nor_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = pipe(folder.path());

        let before = check(&[Named { option: "--junit", path: &pipe }], &[]);
        let after = write(&pipe, "a report").expect_err("nobody reads it").to_string();

        assert!(before.is_ok());
        assert!(after.ends_with("it is a pipe that nobody reads"), "{after}");
    }

    #[test]
    fn whoever_reads_a_pipe_gets_the_whole_report() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = pipe(folder.path());
        // More than a pipe holds.
        let report = "a report\n".repeat(20_000);
        // Opened for both, it does not wait for a writer.
        let reader = OpenOptions::new().read(true).write(true).open(&pipe).expect("it opens");
        let length = report.len();
        let reading = std::thread::spawn(move || {
            let mut read = String::new();
            io::Read::read_to_string(&mut io::Read::take(reader, length as u64), &mut read)
                .expect("UTF-8");
            read
        });

        check(&[Named { option: "--junit", path: &pipe }], &[]).expect("it is there");
        write(&pipe, &report).expect("somebody reads it");

        assert_eq!(reading.join().expect("it reads"), report);
    }

    #[test]
    fn several_may_write_to_one_device() {
        let null = Path::new("/dev/null");
        let reports = ["--junit", "--sarif"].map(|option| Named { option, path: null });

        assert!(check(&reports, &[]).is_ok());
    }
}
