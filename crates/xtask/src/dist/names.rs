//! The names of the packages: nowhere else, except where a registry reads a file of its own.

use std::env;
use std::fmt;
use std::process::{Command, Stdio};

/// The version of every package.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name on npm; a platform's package has it with the platform behind.
pub(super) const NPM: &str = "mock-idp";

/// The name for pip, where `mock-idp` is another project. `pypi/pyproject.toml` repeats it.
pub(super) const PYPI: &str = "scalekit-mock-idp";

/// The name on crates.io, and of the command that every package brings.
pub(super) const CRATE: &str = "mock-idp";

/// The name of the container image, without a registry.
pub(super) const IMAGE: &str = "mock-idp";

/// A platform that there is a binary for.
#[derive(Debug)]
pub(super) struct Platform {
    /// Its name for Rust.
    pub(super) target: &'static str,
    /// Its operating system and its processor for Rust, as `std::env::consts` has them.
    rust: (&'static str, &'static str),
    /// Both for npm, as `process.platform` and `process.arch` have them.
    pub(super) npm: (&'static str, &'static str),
}

/// The platforms. The release workflow builds each on a machine of its own.
pub(super) const PLATFORMS: [Platform; 4] = [
    Platform {
        target: "x86_64-unknown-linux-gnu",
        rust: ("linux", "x86_64"),
        npm: ("linux", "x64"),
    },
    Platform {
        target: "aarch64-unknown-linux-gnu",
        rust: ("linux", "aarch64"),
        npm: ("linux", "arm64"),
    },
    Platform { target: "x86_64-apple-darwin", rust: ("macos", "x86_64"), npm: ("darwin", "x64") },
    Platform {
        target: "aarch64-apple-darwin",
        rust: ("macos", "aarch64"),
        npm: ("darwin", "arm64"),
    },
];

impl Platform {
    /// Returns the platform of this machine.
    ///
    /// # Errors
    ///
    /// If there is no binary for it.
    pub(super) fn here() -> Result<&'static Self, String> {
        let here = (env::consts::OS, env::consts::ARCH);
        let platform = PLATFORMS.iter().find(|platform| platform.rust == here);
        platform.ok_or_else(|| format!("there is no package for {} on {}", here.0, here.1))
    }

    /// Whether the binary is linked with glibc.
    pub(super) fn has_glibc(&self) -> bool {
        self.target.ends_with("-gnu")
    }
}

/// A registry, a name in it, and the command that finds a package of that name.
pub(super) struct Registry {
    title: &'static str,
    name: &'static str,
    command: &'static [&'static str],
}

pub(super) const REGISTRIES: [Registry; 3] = [
    Registry { title: "npm", name: NPM, command: &["npm", "view", NPM, "name"] },
    Registry {
        title: "PyPI",
        name: PYPI,
        command: &["python3", "-m", "pip", "index", "versions", PYPI],
    },
    // With a version, because a package of this workspace is found otherwise.
    Registry {
        title: "crates.io",
        name: CRATE,
        command: &["cargo", "info", "--registry=crates-io", "mock-idp"],
    },
];

/// What a registry knows of a name.
pub(super) struct Look<'a> {
    registry: &'a Registry,
    is_taken: Option<bool>,
}

impl Registry {
    /// Looks whether there is a package of the name.
    pub(super) fn look(&self) -> Look<'_> {
        let mut command = Command::new(self.command[0]);
        command.args(&self.command[1..]).stdout(Stdio::null()).stderr(Stdio::null());
        let is_taken = command.status().ok().map(|status| status.success());
        Look { registry: self, is_taken }
    }
}

impl fmt::Display for Look<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.is_taken {
            Some(true) => "is taken",
            Some(false) => "is free, or its registry cannot be reached",
            None => "cannot be looked up: there is no client of the registry",
        };
        write!(f, "{:<10} {:<18} {what}", self.registry.title, self.registry.name)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::packaging;
    use super::*;

    #[test]
    fn the_project_of_the_wheel_has_the_name() {
        let project = fs::read_to_string(packaging().join("pypi/pyproject.toml")).expect("a file");

        assert!(project.lines().any(|line| line == format!("name = \"{PYPI}\"")), "{project}");
    }
}
