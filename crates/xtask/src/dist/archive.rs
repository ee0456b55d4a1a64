//! The archive with the bare binary, for whoever wants no package manager, `cargo binstall`, Homebrew and the action.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::names::{CRATE, Platform, VERSION};
use super::root;

/// Returns the name of the archive.
pub(super) fn name(platform: &Platform) -> String {
    format!("{}.tar.gz", stem(platform))
}

fn stem(platform: &Platform) -> String {
    format!("{CRATE}-{VERSION}-{}", platform.target)
}

/// Packs the binary and the licence. The same binary makes the same bytes: no file has a time or an owner.
pub(super) fn pack(binary: &Path, platform: &Platform, folder: &Path) -> Result<(), String> {
    let archive = folder.join(name(platform));
    let licence = root().join("LICENSE");
    let name = platform.binary();
    let files = [(binary, name.as_str(), 0o755), (&licence, "LICENSE", 0o644)];
    write(&archive, &stem(platform), &files)
        .map_err(|why| format!("cannot pack {}: {why}", archive.display()))
}

/// Writes an archive with files in a folder: each with its path here, its name there, and its mode.
fn write(archive: &Path, folder: &str, files: &[(&Path, &str, u32)]) -> io::Result<()> {
    let gzip = GzBuilder::new().write(File::create(archive)?, Compression::best());
    let mut tar = Builder::new(gzip);
    for (path, name, mode) in files {
        let contents = fs::read(path)?;
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(contents.len() as u64);
        header.set_mode(*mode);
        tar.append_data(&mut header, format!("{folder}/{name}"), contents.as_slice())?;
    }
    tar.into_inner()?.finish()?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_bytes_whenever_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let packed = |name: &str| {
            let file = folder.path().join("binary");
            fs::write(&file, "the same").expect("it is writable");
            let archive = folder.path().join(name);
            write(&archive, "mock-idp", &[(&file, "mock-idp", 0o755)]).expect("it is writable");
            fs::read(archive).expect("it is there")
        };

        assert_eq!(packed("one"), packed("two"));
    }
}
