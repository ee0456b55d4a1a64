//! The four languages, and the commands that each has for the same steps.

use std::fmt;
use std::path::PathBuf;

/// A language that has an official SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Language {
    Node,
    Python,
    Go,
    Java,
}

/// A program and its arguments.
pub(crate) type Words = &'static [&'static str];

impl Language {
    pub(crate) const ALL: [Self; 4] = [Self::Node, Self::Python, Self::Go, Self::Java];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Python => "Python",
            Self::Go => "Go",
            Self::Java => "Java",
        }
    }

    /// Returns the folder of its suite and its apps.
    pub(crate) fn folder(self) -> PathBuf {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sdk"));
        root.join(self.name().to_lowercase())
    }

    /// Returns the name of the SDK's package.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Self::Node => "@scalekit-sdk/node",
            Self::Python => "scalekit-sdk-python",
            Self::Go => "github.com/scalekit-inc/scalekit-sdk-go/v2",
            Self::Java => "com.scalekit:scalekit-sdk-java",
        }
    }

    /// Returns commands that succeed if the language is installed.
    pub(crate) fn toolchain(self) -> &'static [Words] {
        match self {
            Self::Node => &[&["node", "--version"], &["npm", "--version"]],
            // Debian has both of these modules in a package of their own.
            Self::Python => &[&["python3", "-c", "import ensurepip, venv"]],
            Self::Go => &[&["go", "version"]],
            Self::Java => &[&["javac", "--version"], &["mvn", "--version"]],
        }
    }

    /// Returns the commands that fetch the pinned packages, and do nothing else: only their failure means that the
    /// SDK cannot be fetched.
    pub(crate) fn fetch(self) -> &'static [Words] {
        match self {
            Self::Node => &[&["npm", "ci", "--no-audit", "--no-fund"]],
            Self::Python => &[
                &["python3", "-m", "venv", ".venv"],
                &[".venv/bin/pip", "install", "--quiet", "--requirement", "requirements.txt"],
            ],
            Self::Go => &[&["go", "mod", "download"]],
            // Maven remembers what it could not fetch, and would not try again today.
            Self::Java => &[&[
                "mvn",
                "--batch-mode",
                "--quiet",
                "-Dstyle.color=never",
                "--update-snapshots",
                "--projects=suite",
                "dependency:build-classpath",
                "-Dmdep.outputFile=target/classpath",
            ]],
        }
    }

    /// Returns the commands that build what is not built by being run.
    pub(crate) fn build(self) -> &'static [Words] {
        match self {
            Self::Node => &[&["npm", "run", "build"]],
            Self::Python | Self::Go => &[],
            // The command searches for tests of an unknown group, because Maven fetches its test runner when it
            // searches. It has to be fetched now, because a JVM that trusts the fake's authority trusts no other.
            Self::Java => &[&[
                "mvn",
                "--batch-mode",
                "--quiet",
                "-Dstyle.color=never",
                "package",
                "-Dgroups=none",
            ]],
        }
    }

    /// Returns the command that runs the suite over the SDK's own surface.
    pub(crate) fn suite(self) -> Words {
        match self {
            Self::Node => &["npm", "test"],
            Self::Python => &[".venv/bin/python", "-m", "pytest", "-q", "suite"],
            Self::Go => &["go", "test", "-count=1", "./suite/..."],
            Self::Java => &[
                "mvn",
                "--offline",
                "-Dstyle.color=never",
                "--batch-mode",
                "--projects=suite",
                "test",
            ],
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
