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
pub(super) const PLATFORMS: [Platform; 5] = [
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
    Platform {
        target: "x86_64-pc-windows-msvc",
        rust: ("windows", "x86_64"),
        npm: ("win32", "x64"),
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

    /// Returns the name of the binary's file.
    pub(super) fn binary(&self) -> String {
        let suffix = if self.is_windows() { ".exe" } else { "" };
        format!("{CRATE}{suffix}")
    }

    pub(super) fn is_windows(&self) -> bool {
        self.rust.0 == "windows"
    }

    /// Whether the binary is linked with glibc.
    pub(super) fn has_glibc(&self) -> bool {
        self.target.ends_with("-gnu")
    }
}

/// The crates that are published: those of the clients, and the fake with those that it is made of.
const CRATES: [&str; 11] = [
    CRATE,
    "mock-idp-checker",
    "mock-idp-chromium",
    "mock-idp-practices",
    "mock-idp-remedies",
    "mock-idp-reports",
    "mock-idp-theatre",
    "mock-idp-user-agent",
    "mock-idp-zoo",
    "scalekit",
    "scalekit-axum",
];

/// A registry, our names in it, and the command that finds a package by the name that comes last.
pub(super) struct Registry {
    title: &'static str,
    names: &'static [&'static str],
    command: &'static [&'static str],
}

pub(super) const REGISTRIES: [Registry; 3] = [
    Registry { title: "npm", names: &[NPM], command: &["npm", "view"] },
    Registry {
        title: "PyPI",
        names: &[PYPI],
        command: &["python3", "-m", "pip", "index", "versions"],
    },
    // With the registry, because a package of this workspace is found otherwise.
    Registry {
        title: "crates.io",
        names: &CRATES,
        command: &["cargo", "info", "--registry=crates-io"],
    },
];

/// What a registry knows of a name.
pub(super) struct Look {
    title: &'static str,
    name: &'static str,
    is_taken: Option<bool>,
}

impl Registry {
    /// Looks whether there is a package of each name.
    pub(super) fn look(&self) -> impl Iterator<Item = Look> {
        self.names.iter().map(|name| {
            let mut command = Command::new(self.command[0]);
            command.args(&self.command[1..]).arg(name).stdout(Stdio::null()).stderr(Stdio::null());
            let is_taken = command.status().ok().map(|status| status.success());
            Look { title: self.title, name, is_taken }
        })
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.is_taken {
            Some(true) => "is taken",
            Some(false) => "is free, or its registry cannot be reached",
            None => "cannot be looked up: there is no client of the registry",
        };
        write!(f, "{:<10} {:<20} {what}", self.title, self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::super::{packaging, root};
    use super::*;

    #[test]
    fn the_project_of_the_wheel_has_the_name() {
        let project = fs::read_to_string(packaging().join("pypi/pyproject.toml")).expect("a file");

        assert!(project.lines().any(|line| line == format!("name = \"{PYPI}\"")), "{project}");
    }

    #[test]
    fn the_crates_are_those_of_the_workspace_that_may_be_published() {
        let metadata = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--offline", "--locked", "--format-version=1"])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("cargo prints JSON");
        let packages = metadata["packages"].as_array().expect("a workspace has packages");
        // A list of registries: none at all for a crate that stays here.
        let published = packages.iter().filter(|package| package["publish"].is_null());
        let mut names: Vec<_> = published.filter_map(|package| package["name"].as_str()).collect();
        names.sort_unstable();

        assert_eq!(names, CRATES);
    }
}
