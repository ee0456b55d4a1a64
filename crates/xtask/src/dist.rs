//! `cargo run -p xtask -- dist`: what somebody without Rust installs, made here, and installed and tried here.

mod archive;
mod binary;
mod image;
mod names;
mod npm;
mod sums;
mod trial;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::names::Platform;
use crate::process::finish;
use crate::say;

/// Make the archive, the npm packages, the wheel and the container image of this machine's platform
#[derive(Debug, clap::Args)]
pub(crate) struct Dist {
    /// Install each into an empty folder without Rust on the PATH, and sign somebody in with it
    #[arg(long = "try")]
    tried: bool,
    /// Take what was made before, and make nothing
    #[arg(long)]
    made: bool,
    /// Leave out the container image, which needs buildah and skopeo
    #[arg(long)]
    no_image: bool,
}

/// The paths of what was made.
#[derive(Debug)]
struct Made {
    archive: PathBuf,
    npm: npm::Packed,
    wheel: PathBuf,
    image: Option<PathBuf>,
}

impl Dist {
    pub(crate) fn run(&self) -> Result<(), String> {
        let here = Platform::here()?;
        let folder = root().join("target/dist");
        if !self.made {
            self.make(here, &folder)?;
        }
        if self.tried {
            trial::all(&Made::in_folder(&folder, here, !self.no_image)?)
        } else {
            Ok(())
        }
    }

    fn make(&self, here: &Platform, folder: &Path) -> Result<(), String> {
        empty(folder)?;
        binary::build(here, folder)?;
        let binary = binary::path(here);
        say(&binary::described(&binary, here)?);
        archive::pack(&binary, here, folder)?;
        npm::pack(&binary, here, folder)?;
        if !self.no_image {
            image::build(&binary, folder)?;
        }
        say(&format!("\n{}", sums::write(folder)?));
        Ok(())
    }
}

impl Made {
    /// Finds what was made in a folder.
    fn in_folder(folder: &Path, here: &Platform, with_image: bool) -> Result<Self, String> {
        Ok(Self {
            archive: folder.join(archive::name(here)),
            npm: npm::packed(here, folder),
            wheel: binary::wheel(folder)?,
            image: with_image.then(|| folder.join(image::name())),
        })
    }
}

/// Prints whether each name of our packages is free in its registry.
pub(crate) fn print_names() {
    for look in names::REGISTRIES.iter().flat_map(names::Registry::look) {
        say(&look.to_string());
    }
}

/// Returns the root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the folder of the sources of the packages.
fn packaging() -> PathBuf {
    root().join("mock-idp/packaging")
}

/// Makes a folder that is there and empty.
fn empty(folder: &Path) -> Result<(), String> {
    let failed = |why: std::io::Error| format!("cannot make {}: {why}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

/// Copies a file, and makes the folder that it goes to.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed =
        |why: std::io::Error| format!("cannot copy {} to {}: {why}", from.display(), to.display());
    fs::create_dir_all(to.parent().expect("a file is in a folder")).map_err(failed)?;
    fs::copy(from, to).map_err(failed)?;
    Ok(())
}

/// Writes a file, and makes the folder that it goes to.
fn write(file: &Path, contents: &str) -> Result<(), String> {
    let failed = |why: std::io::Error| format!("cannot write {}: {why}", file.display());
    fs::create_dir_all(file.parent().expect("a file is in a folder")).map_err(failed)?;
    fs::write(file, contents).map_err(failed)
}

/// Runs a program in a folder, with its output on the terminal.
fn run(folder: &Path, words: &[&str]) -> Result<(), String> {
    finish(Command::new(words[0]).args(&words[1..]).current_dir(folder))
}
