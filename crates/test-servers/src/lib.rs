//! Real servers for tests: PostgreSQL, Redis, and [nginx](Nginx) before an application.
//!
//! A [`Server`] listens on a Unix socket in a temporary folder, so there are no ports to agree on, and has a password.
//! It ends with the process that started it, however that ends: a shell stands between, waits for the end of its
//! input, kills the server and removes the folder. So does nginx, which listens on ports of loopback.

mod installed;
mod nginx;
mod supervisor;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use self::installed::{Account, programs};
pub use self::nginx::{Nginx, Places};
use self::supervisor::Supervisor;

/// The password of every server, which no log and no error may show.
pub const PASSWORD: &str = "password_canary";

/// The spaces of a server that know nothing of each other, of which every test takes one.
pub const SPACES: usize = 200;

/// What PostgreSQL and Redis write once they can be connected to; Redis begins it with a capital.
const READY: &str = "eady to accept connections";

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PostgreSQL: `initdb` and `postgres`.
    Postgres,
    /// Redis: `redis-server`.
    Redis,
}

impl Kind {
    /// Returns the name of the product.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Redis => "Redis",
        }
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    folder: PathBuf,
    account: Account,
    program: PathBuf,
    supervisor: Supervisor,
}

impl Server {
    /// Starts a server of this kind, if its programs are installed, and says in one line whether it did.
    ///
    /// # Panics
    ///
    /// When it is installed and does not start; when it is not installed and the variable `CI` is set.
    pub fn start(kind: Kind) -> Option<Self> {
        let Some(programs) = programs(kind) else {
            not_installed(kind.name());
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder").keep();
        let account = Account::of(kind, &folder);
        if let Some(initdb) = &programs.prepares {
            prepare_postgres(initdb, &programs.serves, account, &folder);
        }
        let program = programs.serves;
        let supervisor = serve(kind, &program, account, &folder);
        say(&format!("{} runs for these tests", kind.name()));
        Some(Self { kind, folder, account, program, supervisor })
    }

    /// Returns a URL of the server, with its password, for one of its [`SPACES`]: a schema of PostgreSQL, or a database
    /// of Redis.
    ///
    /// # Panics
    ///
    /// When there is no space of this number.
    pub fn url(&self, space: usize) -> String {
        assert!(space < SPACES, "a server has {SPACES} spaces");
        let folder = self.folder.display();
        match self.kind {
            Kind::Postgres => format!(
                "postgres://postgres:{PASSWORD}@localhost/postgres?host={folder}&options=-csearch_path%3Ds{space}"
            ),
            Kind::Redis => {
                format!("redis+unix://{folder}/redis.sock?db={space}&pass={PASSWORD}")
            }
        }
    }

    /// Returns the folder of everything that the server writes down: its log of changes, before anything else.
    pub fn changes(&self) -> PathBuf {
        match self.kind {
            Kind::Postgres => self.folder.join("data/pg_wal"),
            Kind::Redis => self.folder.join("appendonlydir"),
        }
    }

    /// Kills the server, as a crash of its machine would. Its files stay.
    pub fn stop(&mut self) {
        self.supervisor.stop();
    }

    /// Starts the server again on the same files.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start_again(&mut self) {
        self.supervisor = serve(self.kind, &self.program, self.account, &self.folder);
    }
}

fn prepare_postgres(initdb: &Path, postgres: &Path, account: Account, folder: &Path) {
    let (data, password) = (folder.join("data"), folder.join("password"));
    fs::write(&password, PASSWORD).expect("a file");
    account.own(&password);
    // In the clear, over a socket in a folder of our own: without optimisation SCRAM takes the client a second.
    let mut command = account.command(initdb);
    command.args(["--no-sync", "--auth=password", "--username=postgres"]);
    command.args(["--encoding=UTF8", "--locale=C", "--wal-segsize=1"]);
    command.arg("--pwfile").arg(&password).arg("--pgdata").arg(&data);
    let made = command.current_dir(folder).output().expect("initdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let spaces = folder.join("spaces.sql");
    let schemas: Vec<_> = (0..SPACES).map(|space| format!("CREATE SCHEMA s{space}\n")).collect();
    fs::write(&spaces, schemas.concat()).expect("a file");
    let mut alone = account.command(postgres);
    alone.args(["--single", "-F", "-D"]).arg(&data).arg("postgres").current_dir(folder);
    let made = alone.stdin(File::open(&spaces).expect("the file")).output().expect("it runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Waits until the server is ready for connections.
fn serve(kind: Kind, program: &Path, account: Account, folder: &Path) -> Supervisor {
    let mut server = account.command(program);
    let signal = match kind {
        Kind::Postgres => {
            postgres(&mut server, folder);
            // Ends it at once without tidying up, and its children with it, which SIGKILL would leave.
            "QUIT"
        }
        Kind::Redis => {
            redis(&mut server, folder);
            "KILL"
        }
    };
    Supervisor::start(&server, signal, folder, READY)
}

/// Without `fsync`: the files survive the end of the process, which is all that the tests cause.
fn postgres(server: &mut Command, folder: &Path) {
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]);
}

fn redis(server: &mut Command, folder: &Path) {
    server.args(["--port", "0", "--requirepass", PASSWORD]);
    server.args(["--databases", &SPACES.to_string()]);
    server.args(["--appendonly", "yes", "--appendfsync", "no", "--save", ""]);
    server.arg("--unixsocket").arg(folder.join("redis.sock")).arg("--dir").arg(folder);
}

/// Says that nothing was tested with a server, which is a failure in CI.
fn not_installed(name: &str) {
    assert!(std::env::var_os("CI").is_none(), "{name} is not installed");
    say(&format!("{name} is not installed: nothing was tested with it"));
}

/// Says something that the test harness shows for tests that pass, too.
fn say(line: &str) {
    // If nobody reads stderr, the tests count all the same.
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::net::UnixStream;

    use super::*;

    fn can_be_connected_to(server: &Server) -> bool {
        let socket = match server.kind {
            Kind::Postgres => ".s.PGSQL.5432",
            Kind::Redis => "redis.sock",
        };
        UnixStream::connect(server.folder.join(socket)).is_ok()
    }

    #[test]
    fn a_server_can_be_stopped_and_started_and_leaves_nothing_behind() {
        for kind in [Kind::Postgres, Kind::Redis] {
            let Some(mut server) = Server::start(kind) else { continue };
            assert!(can_be_connected_to(&server), "{kind:?}");
            server.stop();
            assert!(!can_be_connected_to(&server), "{kind:?}");
            server.start_again();
            assert!(can_be_connected_to(&server), "{kind:?}");
            let folder = server.folder.clone();
            drop(server);
            assert!(!folder.exists(), "{kind:?}");
        }
    }
}
