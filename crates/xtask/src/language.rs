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

    /// Returns where its suite and its app are.
    pub(crate) fn folder(self) -> PathBuf {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sdk"));
        root.join(self.name().to_lowercase())
    }

    /// Returns what the SDK is called where it is published.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Self::Node => "@scalekit-sdk/node",
            Self::Python => "scalekit-sdk-python",
            Self::Go => "github.com/scalekit-inc/scalekit-sdk-go/v2",
            Self::Java => "com.scalekit:scalekit-sdk-java",
        }
    }

    /// Commands that succeed where the language is installed.
    pub(crate) fn toolchain(self) -> &'static [Words] {
        match self {
            Self::Node => &[&["node", "--version"], &["npm", "--version"]],
            // Debian has both of these modules in a package of their own.
            Self::Python => &[&["python3", "-c", "import ensurepip, venv"]],
            Self::Go => &[&["go", "version"]],
            Self::Java => &[&["javac", "--version"], &["mvn", "--version"]],
        }
    }

    /// Brings the pinned packages, and does nothing else: only a failure here says that the SDK cannot be
    /// had.
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

    /// Builds what is not built by being run.
    pub(crate) fn build(self) -> &'static [Words] {
        match self {
            Self::Node | Self::Python | Self::Go => &[],
            // With a search for the tests of a group that none is in: Maven fetches what runs tests when it
            // looks for them. It has to be now, because a JVM that trusts the fake's authority trusts no
            // other.
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

    /// Runs the suite over the SDK's own surface.
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

    /// Starts the app; it prints where it listens.
    pub(crate) fn app(self) -> Words {
        match self {
            Self::Node => &["node", "app/server.js"],
            Self::Python => &[".venv/bin/python", "app/app.py"],
            Self::Go => &["go", "run", "./app"],
            Self::Java => &["java", "-jar", "app/target/app-0.jar"],
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
