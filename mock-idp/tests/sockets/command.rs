//! The binary, as shells and scripts use it.

mod behind;
mod check;
mod check_of_an_application;
mod completions;
mod exec;
mod exec_that_fails;
mod exec_without_dashes;
mod explain;
mod first_use;
mod first_use_of_control;
mod healthy;
mod journal;
#[cfg(target_os = "linux")]
mod left_running;
mod lesson;
mod output;
mod seed;
mod serve;
mod terminal;
mod tls;
mod verdict;
mod why;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use mock_idp::{MockIdp, Seed};
use serde_json::Value;

use crate::control::events::Following;
use crate::http::client;

pub(crate) fn mock_idp(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-idp"));
    command
        .args(arguments)
        .env_remove("MOCK_IDP_PORT")
        .env_remove("MOCK_IDP_TLS_AUTHORITY")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("RUST_LOG");
    command
}

fn output(arguments: &[&str]) -> Output {
    mock_idp(arguments).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it speaks UTF-8")
}

/// A server that is killed with the test.
pub(crate) struct Serving {
    pub(crate) child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Serving {
    fn start(arguments: &[&str]) -> Self {
        Self::spawn(&mut mock_idp(arguments))
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, out }
    }

    /// Returns the first line, printed when the server is ready.
    pub(crate) fn ready(&mut self) -> Value {
        serde_json::from_str(&self.line()).expect("one line of JSON")
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("it says that it is ready");
        line
    }

    /// Sends a signal, waits for the end, and returns the status and the rest of the output.
    pub(crate) fn signal(mut self, name: &str) -> (Option<i32>, String) {
        let id = self.child.id();
        let kill = Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status();
        assert!(kill.expect("a shell").success());
        let status = self.child.wait().expect("it ends");
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("UTF-8");
        (status.code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_script_reads_one_line_of_json_and_is_served() {
    let mut serving = Serving::start(&["serve", "--port", "0", "--json"]);

    let ready = serving.ready();

    let url = ready["environment_url"].as_str().expect("a URL").to_owned();
    let shown = serde_json::to_string_pretty(&ready)
        .expect("JSON")
        .replace(&url, "[url]")
        .replace(&url["http://".len()..], "[address]");
    insta::assert_snapshot!(shown, @r#"
    {
      "environment_url": "[url]",
      "address": "[address]",
      "client_id": "skc_100000000000000001",
      "client_secret": "test_acme_web_secret_not_for_production",
      "redirect_uris": [
        "http://localhost:3000/auth/callback"
      ],
      "post_logout_redirect_uris": [
        "http://localhost:3000/logged-out",
        "http://localhost:3000/"
      ],
      "webhook_secret": "whsec_bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5",
      "interceptor_secret": "whsec_bW9jay1pZHAgaW50ZXJjZXB0b3JzLCB0ZXN0cyBvbmx5",
      "clients": [
        {
          "name": "Acme web",
          "client_id": "skc_100000000000000001",
          "client_secret": "test_acme_web_secret_not_for_production",
          "redirect_uris": [
            "http://localhost:3000/auth/callback"
          ],
          "post_logout_redirect_uris": [
            "http://localhost:3000/logged-out",
            "http://localhost:3000/"
          ]
        },
        {
          "name": "Acme SPA",
          "client_id": "skc_100000000000000002",
          "client_secret": null,
          "redirect_uris": [
            "http://localhost:3000/spa/callback"
          ],
          "post_logout_redirect_uris": [
            "http://localhost:3000/spa/logged-out",
            "http://localhost:3000/spa"
          ]
        }
      ],
      "mailbox_url": "[url]/mailbox",
      "journal_url": "[url]/_mock/journal",
      "control_url": "[url]/_mock",
      "control_token": null
    }
    "#);
    let answer = client().get(format!("{url}/keys")).send();
    assert_eq!(answer.expect("it serves").status(), 200);
    let (status, rest) = serving.signal("TERM");
    assert_eq!((status, rest.as_str()), (Some(0), ""), "one line and no more");
}

#[test]
fn each_signal_ends_it_in_order_even_at_once() {
    for signal in ["TERM", "INT"] {
        let mut serving = Serving::start(&["serve", "--port", "0", "--json"]);
        serving.ready();

        let (status, _) = serving.signal(signal);

        assert_eq!(status, Some(0), "SIG{signal}");
    }
}

#[test]
fn a_signal_ends_the_pages_that_are_open() {
    let mut serving = Serving::start(&["serve", "--port", "0", "--json"]);
    let ready = serving.ready();
    let url = ready["control_url"].as_str().expect("a URL");
    let mut pages = ["console", "theatre", "journal"]
        .map(|page| Following::open(client().get(format!("{url}/{page}/events"))));

    let (status, _) = serving.signal("TERM");

    assert_eq!(status, Some(0));
    pages.iter_mut().for_each(Following::ends);
}

#[test]
fn a_person_reads_what_to_configure() {
    let mut serving = Serving::start(&["serve", "--port", "0", "--public-url", "http://idp.test"]);

    let mut ready = String::new();
    while !ready.ends_with("Ctrl-C stops it.\n") {
        let read = serving.out.read_line(&mut ready).expect("UTF-8");
        assert_ne!(read, 0, "it ended early: {ready}");
    }

    let port = ready.rsplit("127.0.0.1:").next().unwrap_or_default();
    let port = port.split('\n').next().unwrap_or_default().to_owned();
    insta::assert_snapshot!(ready.replace(&port, "[port]"), @"
    A fake Scalekit environment is ready. Its keys are public: for tests only.

      SCALEKIT_ENVIRONMENT_URL=http://idp.test

      Acme web
        SCALEKIT_CLIENT_ID=skc_100000000000000001
        SCALEKIT_CLIENT_SECRET=test_acme_web_secret_not_for_production
        callback     http://localhost:3000/auth/callback
        post logout  http://localhost:3000/logged-out
        post logout  http://localhost:3000/

      Acme SPA
        SCALEKIT_CLIENT_ID=skc_100000000000000002
        callback     http://localhost:3000/spa/callback
        post logout  http://localhost:3000/spa/logged-out
        post logout  http://localhost:3000/spa

      These can sign in
        alice@acme.example      Acme: admin
        bob@acme.example        Acme: member
        carol@globex.example    Globex: admin, Acme: member
        qa+sktest@acme.example  Acme: member

      SCALEKIT_WEBHOOK_SECRET=whsec_bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5
      SCALEKIT_INTERCEPTOR_SECRET=whsec_bW9jay1pZHAgaW50ZXJjZXB0b3JzLCB0ZXN0cyBvbmx5

      mailbox  http://idp.test/mailbox
      journal  http://idp.test/_mock/journal
      verdict  http://idp.test/_mock/verdict
      control  http://idp.test/_mock
      address  127.0.0.1:[port]

    Ctrl-C stops it.
    ");
}

#[test]
fn listening_everywhere_is_warned_about_with_the_way_to_be_reached() {
    for (more, warns) in [(&[][..], true), (&["--public-url", "http://idp.test"][..], false)] {
        let mut arguments = vec!["serve", "--port", "0", "--json", "--bind", "0.0.0.0"];
        arguments.extend(more);
        let mut serving = Serving::start(&arguments);
        serving.ready();
        let mut stderr = serving.child.stderr.take().expect("a pipe");
        serving.signal("TERM");

        let mut warned = String::new();
        stderr.read_to_string(&mut warned).expect("UTF-8");
        assert!(warned.contains("listening beyond loopback"), "{warned}");
        assert_eq!(warned.contains("--public-url"), warns, "{warned}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = MockIdp::start();
    let port = taken.address().port().to_string();

    let output = output(&["serve", "--port", &port]);

    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    let stderr = text(&output.stderr).replace(&port, "[port]");
    let ours = "mock-idp: cannot listen on 127.0.0.1:[port]: ";
    assert!(stderr.starts_with(ours), "{stderr}");
    assert!(
        stderr.ends_with("; another program has this port, and --port 0 takes a free one\n"),
        "{stderr}"
    );
}

#[test]
fn a_public_url_that_is_none_is_refused() {
    let output = output(&["serve", "--port", "0", "--public-url", "idp.test/x"]);

    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stderr), @"mock-idp: the public URL `idp.test/x` is not an http or https URL without user, path, query and fragment, like `http://127.0.0.1:8080`");
}

#[test]
fn init_writes_a_seed_that_serve_accepts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mock-idp.toml");

    let output = output(&["init", path(&file)]);

    assert_eq!(output.status.code(), Some(0));
    let stderr = text(&output.stderr).replace(path(&file), "mock-idp.toml");
    insta::assert_snapshot!(stderr, @"mock-idp: wrote mock-idp.toml; serve it with --seed");
    let mut serving = Serving::start(&["serve", "--port", "0", "--json", "--seed", path(&file)]);
    assert_eq!(serving.ready()["client_id"], "skc_100000000000000001");
}

#[test]
fn init_replaces_a_file_only_by_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mock-idp.toml");
    std::fs::write(&file, "# mine, and longer than nothing\n").expect("a file");

    let refused = output(&["init", path(&file)]);
    assert_eq!(refused.status.code(), Some(1));
    let stderr = text(&refused.stderr).replace(path(&file), "mock-idp.toml");
    insta::assert_snapshot!(stderr, @"mock-idp: mock-idp.toml exists already; name another file, or pass --force to replace it");
    let kept = std::fs::read_to_string(&file).expect("it is there");
    assert_eq!(kept, "# mine, and longer than nothing\n");

    let forced = output(&["init", "--force", path(&file)]);
    assert_eq!(forced.status.code(), Some(0));
    let written = std::fs::read_to_string(&file).expect("it is there");
    assert_eq!(written, mock_idp::seed::DEFAULT_TOML);
}

#[test]
fn init_writes_to_standard_output_and_what_it_writes_is_the_default_world() {
    let output = output(&["init", "-"]);

    assert_eq!(output.status.code(), Some(0));
    let written = Seed::from_toml(text(&output.stdout)).expect("a seed");
    assert_eq!(written, Seed::default());
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let output = output(&["init", "no-such-folder/mock-idp.toml"]);

    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stderr), @"mock-idp: cannot write no-such-folder/mock-idp.toml: No such file or directory (os error 2)");
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
