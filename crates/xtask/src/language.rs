//! The four languages, and the commands that each has for the same steps.

use std::fmt;
use std::path::{Path, PathBuf};

use mock_idp::{MockIdp, Seed, Tls};

/// A language that has an official SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Language {
    Node,
    Python,
    Go,
    Java,
}

/// A program and its arguments.
pub(crate) type Command = &'static [&'static str];

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

    /// Where its suite and its app are.
    pub(crate) fn folder(self) -> PathBuf {
        let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/sdk"));
        root.join(self.name().to_lowercase())
    }

    /// A fake as this SDK needs it, with its authority in `folder`.
    pub(crate) fn fake(self, folder: &Path) -> Result<MockIdp, String> {
        self.fake_of(folder, Seed::default())
    }

    /// The same with another world. Python's SDK calls gRPC over TLS even where the URL is http; Java's
    /// calls port 443 and no other.
    pub(crate) fn fake_of(self, folder: &Path, seed: Seed) -> Result<MockIdp, String> {
        let builder = MockIdp::builder().seed(seed);
        let authority = || Tls::by_authority_in(folder.join("authority"));
        let builder = match self {
            Self::Node | Self::Go => builder,
            Self::Python => builder.tls(authority()),
            Self::Java => {
                let builder = builder.tls(authority()).port(443);
                builder.public_url("https://localhost")
            }
        };
        builder.start().map_err(|why| why.to_string())
    }

    /// Brings the pinned packages.
    pub(crate) fn install(self) -> &'static [Command] {
        match self {
            Self::Node => &[&["npm", "ci", "--no-audit", "--no-fund"]],
            Self::Python => &[
                &["python3", "-m", "venv", ".venv"],
                &[
                    ".venv/bin/pip",
                    "install",
                    "--quiet",
                    "--requirement",
                    "requirements.txt",
                ],
            ],
            Self::Go => &[&["go", "mod", "download"]],
            // The one test that needs no Scalekit: Maven fetches what runs tests when it runs one. It has to
            // be now, because a JVM that trusts the fake's authority trusts no other.
            Self::Java => &[&[
                "mvn",
                "--batch-mode",
                "--quiet",
                "package",
                "-Dtest=WebhooksTest",
                "-Dsurefire.failIfNoSpecifiedTests=false",
            ]],
        }
    }

    /// Runs the suite over the SDK's own surface.
    pub(crate) fn suite(self) -> Command {
        match self {
            Self::Node => &["npm", "test"],
            Self::Python => &[".venv/bin/python", "-m", "pytest", "-q", "suite"],
            Self::Go => &["go", "test", "-count=1", "./suite/..."],
            Self::Java => &[
                "mvn",
                "--offline",
                "--batch-mode",
                "--quiet",
                "--projects",
                "suite",
                "test",
            ],
        }
    }

    /// Starts the app; it prints where it listens.
    pub(crate) fn app(self) -> Command {
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
