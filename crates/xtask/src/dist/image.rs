//! The container image: the binary, the C library of this machine and its loader, in Docker's format, built without a daemon.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::names::{CRATE, IMAGE, VERSION};
use super::{copy, empty, packaging, run};
use crate::process::read;

/// Returns the name of the archive with the image, as `docker load` reads it.
pub(super) fn name() -> String {
    format!("{IMAGE}-{VERSION}-image.tar")
}

/// Builds the image.
pub(super) fn build(binary: &Path, folder: &Path) -> Result<(), String> {
    let context = folder.join("context");
    empty(&context.join("data"))?;
    let root = context.join("root");
    copy(binary, &root.join("usr/bin").join(CRATE))?;
    for library in libraries(binary)? {
        let inside = library.strip_prefix("/").map_err(|why| why.to_string())?;
        copy(&library, &root.join(inside))?;
    }
    let sources = packaging().join("container");
    copy(&sources.join("nsswitch.conf"), &root.join("etc/nsswitch.conf"))?;
    let file = sources.join("Containerfile").display().to_string();
    let storage = folder.join("storage");
    let buildah = [
        "buildah",
        "--storage-driver=vfs",
        "--root",
        &shown(&storage),
        "--runroot",
        &shown(&storage.join("run")),
    ];
    // The OCI's format has no health check. The same binary makes the same bytes: no file has a time.
    let bud = ["bud", "--quiet", "--format=docker", "--timestamp=0", "--file", &file, "--tag"];
    let tag = format!("docker-archive:{}:{IMAGE}:{VERSION}", name());
    run(folder, &[&buildah[..], &bud[..], &[&tag, "context"]].concat())?;
    for made_on_the_way in [context, storage] {
        std::fs::remove_dir_all(made_on_the_way).map_err(|why| why.to_string())?;
    }
    Ok(())
}

/// Finds the loader and the libraries of the binary, as `ldd` prints them: `libc.so.6 => /lib/…/libc.so.6 (0x…)`.
fn libraries(binary: &Path) -> Result<Vec<PathBuf>, String> {
    let listed = read(Command::new("ldd").arg(binary))?;
    let paths = listed.split_whitespace().filter(|word| word.starts_with('/'));
    Ok(paths.map(PathBuf::from).collect())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
