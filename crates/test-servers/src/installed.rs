//! Where the servers' programs are, and as whom they run.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Kind;

/// Where Debian and its descendants keep the programs of each version of PostgreSQL: `<version>/bin`.
const POSTGRES_OF_DEBIAN: &str = "/usr/lib/postgresql";

/// The account that the package of PostgreSQL makes.
const POSTGRES_ACCOUNT: &str = "postgres";

/// The programs of a server.
pub(crate) struct Programs {
    /// Makes the files, where a server does not do that by itself.
    pub(crate) prepares: Option<PathBuf>,
    pub(crate) serves: PathBuf,
}

pub(crate) fn programs(kind: Kind) -> Option<Programs> {
    match kind {
        Kind::Postgres => Some(Programs {
            prepares: Some(postgres_program("initdb")?),
            serves: postgres_program("postgres")?,
        }),
        Kind::Redis => {
            let serves = on_path("redis-server").or_else(|| on_path("valkey-server"))?;
            Some(Programs { prepares: None, serves })
        }
    }
}

fn postgres_program(name: &str) -> Option<PathBuf> {
    let versions = fs::read_dir(POSTGRES_OF_DEBIAN).into_iter().flatten().flatten();
    let mut of_debian: Vec<_> =
        versions.map(|version| version.path().join("bin").join(name)).collect();
    of_debian.retain(|program| program.is_file());
    of_debian.sort();
    of_debian.pop().or_else(|| on_path(name))
}

/// Returns the program of this name that a shell would find.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// As whom a server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// As the tests do.
    Ours,
    /// As `postgres`, because PostgreSQL refuses to run as root.
    Postgres,
}

impl Account {
    /// Chooses the account, and gives it the folder.
    pub(crate) fn of(kind: Kind, folder: &Path) -> Self {
        let account =
            if kind == Kind::Postgres && is_root(folder) { Self::Postgres } else { Self::Ours };
        account.own(folder);
        account
    }

    /// Gives a file to the account.
    pub(crate) fn own(self, file: &Path) {
        if self == Self::Postgres {
            let given = Command::new("chown").arg(POSTGRES_ACCOUNT).arg(file).status();
            assert!(given.is_ok_and(|status| status.success()), "root can give files away");
        }
    }

    /// Returns a command that runs a program as this account, in the plain locale.
    pub(crate) fn command(self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self {
            Self::Ours => Command::new(program),
            Self::Postgres => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", POSTGRES_ACCOUNT, "--regid", POSTGRES_ACCOUNT]);
                command.arg("--init-groups").arg("--").arg(program);
                command
            }
        };
        command.env("LC_ALL", "C");
        command
    }
}

/// Says whether the tests run as root, to whom then belongs what they make.
#[cfg(unix)]
fn is_root(made: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    made.metadata().is_ok_and(|made| made.uid() == 0)
}

#[cfg(not(unix))]
fn is_root(_: &Path) -> bool {
    false
}
