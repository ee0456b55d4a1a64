//! The npm packages: one with the binary for each platform, and one that depends on them and runs the right one.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::names::{NPM, PLATFORMS, Platform, VERSION};
use super::{copy, packaging, root, run, write};

/// The program, which is a script on Windows and has its ending there.
pub(super) const PROGRAM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The archives of the packages.
#[derive(Debug)]
pub(super) struct Packed {
    /// The package that people name.
    pub(super) main: PathBuf,
    /// That of this machine's platform.
    pub(super) platform: PathBuf,
}

/// Packs the package of this machine's platform, and the one that depends on it.
pub(super) fn pack(binary: &Path, here: &Platform, folder: &Path) -> Result<(), String> {
    let sources = packaging().join("npm");
    let main = folder.join("npm").join(NPM);
    for file in ["index.js", "bin/mock-idp.js", "README.md"] {
        copy(&sources.join(file), &main.join(file))?;
    }
    let platform = folder.join("npm").join(name_for(here));
    copy(binary, &platform.join("bin").join(here.binary()))?;
    let packages = [(&main, main_package()), (&platform, platform_package(here))];
    for (package, description) in packages {
        copy(&root().join("LICENSE"), &package.join("LICENSE"))?;
        write(&package.join("package.json"), &format!("{description:#}\n"))?;
        run(package, &[PROGRAM, "pack", "--silent", "--pack-destination", "../.."])?;
    }
    std::fs::remove_dir_all(folder.join("npm")).map_err(|why| why.to_string())
}

/// Returns the paths of both in a folder.
pub(super) fn packed(here: &Platform, folder: &Path) -> Packed {
    let packed = |name: &str| folder.join(format!("{name}-{VERSION}.tgz"));
    Packed { main: packed(NPM), platform: packed(&name_for(here)) }
}

fn name_for(platform: &Platform) -> String {
    let (os, cpu) = platform.npm;
    format!("{NPM}-{os}-{cpu}")
}

/// Returns the `package.json` of the package that people name.
fn main_package() -> Value {
    let platforms: Map<String, Value> =
        PLATFORMS.iter().map(|platform| (name_for(platform), Value::from(VERSION))).collect();
    described(json!({
        "name": NPM,
        "description": "A strict, hermetic fake of a Scalekit environment, for tests.",
        "keywords": ["scalekit", "oauth", "oidc", "mock", "testing"],
        "main": "index.js",
        "bin": { "mock-idp": "bin/mock-idp.js" },
        "files": ["index.js", "bin"],
        "engines": { "node": ">=18" },
        "optionalDependencies": platforms,
    }))
}

/// Returns the `package.json` of a platform's package.
fn platform_package(platform: &Platform) -> Value {
    let (os, cpu) = platform.npm;
    let mut package = described(json!({
        "name": name_for(platform),
        "description": format!("The binary of {NPM} for {os} on {cpu}."),
        "os": [os],
        "cpu": [cpu],
        "files": ["bin"],
    }));
    if platform.has_glibc() {
        // The binary is linked with glibc; Alpine has musl.
        package["libc"] = json!(["glibc"]);
    }
    package
}

/// Adds what all packages say of themselves.
fn described(mut package: Value) -> Value {
    package["version"] = VERSION.into();
    package["license"] = "MIT".into();
    package
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_package_depends_on_every_platform_in_its_own_version() {
        insta::assert_snapshot!(format!("{:#}", main_package()));
    }

    #[test]
    fn a_platforms_package_is_installed_there_alone() {
        insta::assert_snapshot!(format!("{:#}", platform_package(&PLATFORMS[0])));
    }
}
