//! Named pipes on Unix.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

/// Says whether there is a pipe.
pub(super) fn is_one(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

/// Opens a pipe without waiting for its reader, who then gets all at their own pace.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let opened = OpenOptions::new().write(true).custom_flags(flags).open(path);
    let pipe = opened.map_err(|why| match why.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NXIO) => io::Error::new(why.kind(), "it is a pipe that nobody reads"),
        _ => why,
    })?;
    fcntl_setfl(&pipe, fcntl_getfl(&pipe)? - OFlags::NONBLOCK)?;
    Ok(pipe)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::{Named, check, write};
    use super::*;

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
}
