//! The binary, and the wheel that it is built for. On Linux maturin links it with Zig against glibc 2.17, and refuses to
//! pack what needs a newer symbol.

use std::env;
use std::env::consts::EXE_EXTENSION;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, iter};

use super::names::{CRATE, Platform};
use super::{packaging, root, run};
use crate::process::read;

/// The programs that build it, by their names and versions for pip. Any newer one should do; these were tried.
const TOOLS: [&str; 2] = ["maturin==1.16.0", "ziglang==0.17.1"];

/// The oldest C library that the binary runs with, which is that of the `manylinux2014` wheels: RHEL 7, Debian 8,
/// Ubuntu 14.04 and everything since.
const OLDEST_GLIBC: (u32, u32) = (2, 17);

/// The folder of a virtual environment that has its programs.
pub(super) const PROGRAMS: &str = if cfg!(windows) { "Scripts" } else { "bin" };

/// Returns the path of the binary in Cargo's folder.
pub(super) fn path(platform: &Platform) -> PathBuf {
    root().join("target").join(platform.target).join("release").join(platform.binary())
}

/// Builds the binary, and the wheel into a folder.
pub(super) fn build(platform: &Platform, folder: &Path) -> Result<(), String> {
    let tools = root().join("target/dist-tools");
    let programs = tools.join(PROGRAMS);
    let python = programs.join("python").with_extension(EXE_EXTENSION);
    if !python.exists() {
        run(&root(), &["python3", "-m", "venv", text(&tools)?])?;
    }
    let mut install = vec![text(&python)?, "-m", "pip", "install", "--quiet"];
    install.extend(TOOLS);
    run(&root(), &install)?;
    let maturin = programs.join("maturin").with_extension(EXE_EXTENSION);
    let mut build = Command::new(&maturin);
    build
        .args([
            "build",
            "--release",
            "--locked",
            "--target",
            platform.target,
            "--out",
            text(folder)?,
        ])
        .current_dir(packaging().join("pypi"))
        // Where maturin looks for Zig.
        .env("PATH", with_first(&programs)?);
    if platform.has_glibc() {
        build.args(["--zig", "--compatibility", "manylinux2014"]);
    }
    crate::process::finish(&mut build)
}

/// Finds the wheel in a folder: maturin names it.
pub(super) fn wheel(folder: &Path) -> Result<PathBuf, String> {
    let wheels = fs::read_dir(folder).map_err(|why| why.to_string())?;
    let mut wheels = wheels.filter_map(|file| Some(file.ok()?.path()));
    wheels
        .find(|file| file.extension().is_some_and(|kind| kind == "whl"))
        .ok_or_else(|| "there is no wheel".to_owned())
}

/// Returns a line about the binary: its size and, on Linux, the newest version of the C library's symbols.
///
/// # Errors
///
/// If it needs a C library newer than [`OLDEST_GLIBC`].
pub(super) fn described(binary: &Path, platform: &Platform) -> Result<String, String> {
    let size = fs::metadata(binary).map_err(|why| format!("no binary: {why}"))?.len();
    let line = format!("\n{CRATE} for {}: {size} bytes", platform.target);
    if !platform.has_glibc() {
        return Ok(line);
    }
    let symbols = read(Command::new("objdump").arg("-T").arg(binary))?;
    let newest = newest_glibc(&symbols).ok_or("the binary has no symbols of the C library")?;
    let (major, minor) = newest;
    if newest > OLDEST_GLIBC {
        return Err(format!("{line}; it needs glibc {major}.{minor}, which is too new"));
    }
    Ok(format!("{line}, for glibc {major}.{minor} or newer"))
}

/// Finds the newest version among the symbols that `objdump -T` prints, as in `GLIBC_2.17`.
fn newest_glibc(symbols: &str) -> Option<(u32, u32)> {
    let versions = symbols.split("GLIBC_").skip(1).filter_map(|rest| {
        let version = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
        let mut numbers = version.split('.').map(|number| number.parse().ok());
        Some((numbers.next()??, numbers.next()??))
    });
    versions.max()
}

/// Returns the PATH with a folder first.
fn with_first(folder: &Path) -> Result<OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).map_err(|why| why.to_string())
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| format!("{} is no UTF-8", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_symbol_decides() {
        let symbols = "
            0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.2.5) getenv
            0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.14) memcpy
            0000000000000000  w   DF *UND*  0000000000000000  Base        __gmon_start__";

        assert_eq!(newest_glibc(symbols), Some((2, 14)));
        assert_eq!(newest_glibc("statically linked"), None);
    }
}
