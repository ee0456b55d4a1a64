//! Each command of the page `My logout does not work` runs, and answers as the page says.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use test_servers::{Kind, Server};
use user_agent::UserAgent;

use super::behind::Behind;
use super::text;

/// The variables of the commands, and the folder of the program.
struct Shell {
    variables: Vec<(&'static str, String)>,
}

impl Shell {
    /// Runs the command with this id, and returns what it printed.
    fn run(&self, id: &str) -> String {
        let command = remedies::command(id).unwrap_or_else(|| panic!("no command {id}"));
        self.run_line(command.line)
    }

    fn run_line(&self, line: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_mock-idp")).parent().expect("a folder");
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("PATH", path).env_remove("http_proxy").env("NO_PROXY", "*");
        shell.envs(self.variables.iter().map(|(name, value)| (*name, value.as_str())));
        let output = shell.output().expect("a shell");
        format!("{}{}", text(&output.stdout), text(&output.stderr))
    }

    /// Runs a command, and looks for a part of its answer.
    fn expect(&self, id: &str, part: &str) {
        let answer = self.run(id);
        assert!(answer.contains(part), "{id}: {answer}");
    }
}

/// A Redis that ends with the test.
struct Redis(Child);

impl Redis {
    /// Starts one on a free port, if it is installed; returns its address.
    fn start(folder: &Path) -> Option<(Self, String)> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).ok()?.port();
        let mut server = Command::new("redis-server");
        server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        server.current_dir(folder).stdout(Stdio::null());
        Some((Self(server.spawn().ok()?), format!("redis://127.0.0.1:{port}")))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Alice's browser, signed in to an application.
struct SignedIn {
    behind: Behind,
    browser: UserAgent,
}

impl SignedIn {
    fn start() -> Self {
        let behind = Behind::with(&[]);
        let mut browser = UserAgent::new();
        behind.runtime.block_on(async {
            browser.open(behind.zoo.url()).await.expect("the first page");
            behind.idp.sign_in_next_as("alice@acme.example").expect("she may");
            browser.click("Sign in").await.expect("the sign-in");
            let dashboard = format!("{}/dashboard", behind.zoo.url());
            browser.open(&dashboard).await.expect("a page");
        });
        Self { behind, browser }
    }

    fn sign_out(&mut self) {
        self.behind.runtime.block_on(self.browser.press("Sign out")).expect("the sign-out");
    }

    /// Returns the session cookie as the developer tools show it.
    fn cookie(&self) -> String {
        let jar = self.browser.jar();
        let cookie = jar.named("zoo_session").next().expect("a session");
        format!("{}={}", cookie.name, cookie.value)
    }
}

#[test]
fn what_looks_at_the_application_and_the_record_tells_a_right_sign_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("app.log");
    fs::write(&log, "GET /dashboard 200\nsigned out usr_1\nGET /dashboard 303\n").expect("a log");
    let mut app = SignedIn::start();
    let shell = Shell {
        variables: vec![
            ("APP", app.behind.zoo.url().to_owned()),
            ("FAKE", app.behind.idp.control_url()),
            ("COOKIE", app.cookie()),
            ("LOG", log.display().to_string()),
        ],
    };

    shell.expect("kept-cookie", "200\n");
    shell.expect("forged-sign-out", "403\n");
    shell.expect("cookies", "set-cookie: ");
    let cors = shell.run("cors").to_lowercase();
    assert!(cors.starts_with("http/1.1 ") && !cors.contains("access-control-allow"), "{cors}");
    app.sign_out();
    shell.expect("kept-cookie", "303\n");
    shell.expect("verdict", "no finding");
    shell.expect("logout-requests", r#""kind":"session_cookie""#);
    shell.expect("logout-requests", r#""kind":"id_token""#);
    shell.expect("sign-outs", "alice@acme.example: signed out");
    shell.expect("explain", "logout-by-navigation");
    shell.expect("log", "signed out usr_1");
    shell.expect("secrets-in-the-log", "0\n");
    shell.expect("check", "cookie zoo_session");
}

#[test]
fn what_looks_into_redis_lists_the_sessions() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some((_redis, url)) = Redis::start(folder.path()) else { return };
    let shell = Shell { variables: vec![("REDIS_URL", url)] };
    let begun = shell.run_line(
        r#"timeout 10 sh -c 'until redis-cli -u "$REDIS_URL" set app:session:1 alice; do :; done' 2>&1"#,
    );
    assert!(begun.contains("OK"), "Redis does not answer: {begun}");

    shell.expect("redis", "app:session:1\n");
}

#[test]
fn what_looks_into_postgres_shows_which_refresh_tokens_are_revoked() {
    let Some(server) = Server::start(Kind::Postgres) else { return };
    let shell = Shell { variables: vec![("DATABASE_URL", server.url(0))] };
    let made = shell.run_line(
        r#"psql "$DATABASE_URL" -c "CREATE TABLE refresh_tokens AS SELECT 'usr_1' AS user_id, now() AS issued_at, now() AS expires_at, timestamp '2026-01-05 09:00' AS revoked_at""#,
    );
    assert!(made.contains("SELECT 1"), "{made}");

    shell.expect("postgres", "usr_1   | 2026-01-05 09:00:00");
}

#[test]
fn each_command_of_the_page_is_run_here() {
    let source = include_str!("why.rs");
    let not_run: Vec<_> = remedies::COMMANDS
        .iter()
        .filter(|command| !source.contains(&format!("\"{}\"", command.id)))
        .map(|command| command.id)
        .collect();

    assert!(not_run.is_empty(), "{not_run:?}");
}
