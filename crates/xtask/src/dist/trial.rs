//! Each package, installed into an empty folder and used, where neither Rust nor this repository is on the PATH.

mod image;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use super::binary::PROGRAMS;
use super::names::{CRATE, NPM};
use super::{Made, packaging, write};
use crate::process::{finish, shown};
use crate::say;

/// What the trials print when somebody is signed in.
const SIGNED_IN: &str = "signed in as alice@acme.example";

/// What the fake finds in the trials: their server requests `/oidc/logout` itself.
const FINDING: &str = "logout-by-navigation";

/// The program of npm that runs a package.
const NPX: &str = if cfg!(windows) { "npx.cmd" } else { "npx" };

/// Tries everything that was made.
pub(super) fn all(made: &Made) -> Result<(), String> {
    say("");
    timed("the bare binary", || bare(&made.archive))?;
    timed("npm", || npm(&made.npm.main, &made.npm.platform))?;
    timed("pip", || pip(&made.wheel))?;
    match &made.image {
        Some(archive) => timed("the container image, in a chroot", || image::run(archive)),
        None => Ok(()),
    }
}

/// Says how long a trial took, from the package to the finding.
#[expect(clippy::disallowed_methods, reason = "it measures what a newcomer waits for")]
fn timed(name: &str, trial: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let begun = Instant::now();
    trial().map_err(|why| format!("{name}: {why}"))?;
    say(&format!(
        "{name}: {SIGNED_IN}, and {FINDING} found, {:.1} s from the package",
        begun.elapsed().as_secs_f32()
    ));
    Ok(())
}

fn bare(archive: &Path) -> Result<(), String> {
    let place = Place::new()?;
    place.finish("tar", &["-xzf", &path(archive), "--strip-components=1"])?;
    place.find_a_finding(&format!("./{CRATE}"), &[], &["sh", &trial("sign-in.sh")])
}

fn npm(main: &Path, platform: &Path) -> Result<(), String> {
    let place = Place::new()?;
    write(&place.folder().join("package.json"), "{ \"private\": true }\n")?;
    // The packages of the other platforms are not there, as they would be in the registry: npm passes over what is optional.
    place.finish(
        super::npm::PROGRAM,
        &["install", "--silent", "--no-audit", "--no-fund", &path(platform), &path(main)],
    )?;
    place.find_a_finding(NPX, &["--no-install", NPM], &["node", &trial("sign-in.mjs")])
}

fn pip(wheel: &Path) -> Result<(), String> {
    let place = Place::new()?;
    place.finish("python3", &["-m", "venv", "venv"])?;
    let program = |name: &str| format!("venv/{PROGRAMS}/{name}");
    place.finish(&program("pip"), &["install", "--quiet", "--no-index", &path(wheel)])?;
    place.find_a_finding(&program(CRATE), &[], &[&program("python"), &trial("sign_in.py")])
}

/// An empty folder, which is the home of what runs in it.
struct Place(TempDir);

impl Place {
    fn new() -> Result<Self, String> {
        tempfile::tempdir().map(Self).map_err(|why| format!("no folder: {why}"))
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Returns a program in this folder that finds no Rust.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        // A path into the folder is relative to it, and not to where this program runs.
        let program = if program.contains('/') && !program.starts_with('/') {
            self.folder().join(program)
        } else {
            PathBuf::from(program)
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("PATH", without_rust())
            .env("HOME", self.folder())
            // What npm and pip need to reach their registries here.
            .envs(env::vars().filter(|(name, _)| is_of_a_registry(name)));
        command
    }

    fn finish(&self, program: &str, arguments: &[&str]) -> Result<(), String> {
        finish(&mut self.command(program, arguments))
    }

    /// Runs a trial under `exec`, which fails because of the finding alone.
    fn find_a_finding(&self, program: &str, first: &[&str], trial: &[&str]) -> Result<(), String> {
        let arguments = [first, &["exec", "--verdict", "fail", "--"], trial].concat();
        let mut command = self.command(program, &arguments);
        let output =
            command.output().map_err(|why| format!("`{}` does not run: {why}", shown(&command)))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let judged = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(1) && said.contains(SIGNED_IN) && judged.contains(FINDING) {
            return Ok(());
        }
        Err(format!(
            "`{}` ended with {}, and not with the finding:\n{said}{judged}",
            shown(&command),
            output.status
        ))
    }
}

/// Returns the PATH without the folders that have Rust.
fn without_rust() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let has_rust =
        |folder: &PathBuf| ["cargo", "rustc"].iter().any(|name| folder.join(name).exists());
    let folders = env::split_paths(&path).filter(|folder| !has_rust(folder));
    env::join_paths(folders).expect("they came from a PATH")
}

fn is_of_a_registry(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ["NPM_CONFIG_", "PIP_"].iter().any(|first| name.starts_with(first)) || name.ends_with("_PROXY")
}

fn trial(file: &str) -> String {
    path(&packaging().join("trials").join(file))
}

/// Returns the absolute path, for a program that runs in another folder.
fn path(file: &Path) -> String {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned()).display().to_string()
}
