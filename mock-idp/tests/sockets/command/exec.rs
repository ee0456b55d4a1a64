//! `mock-idp exec`: a command with a fake of its own.

use std::io::{self, BufRead as _, Write as _};
use std::process::{Command, Stdio};

use super::{Serving, mock_idp, output, path, text};
use crate::http::client;

const MORNING: &str = "2026-01-01T09:00:00Z";

/// A test as people write it: it gets a token with the variables that it was given.
const NODE: &str = r#"
const { SCALEKIT_ENVIRONMENT_URL: url, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET } = process.env;
const body = new URLSearchParams({
  grant_type: "client_credentials",
  client_id: SCALEKIT_CLIENT_ID,
  client_secret: SCALEKIT_CLIENT_SECRET,
});
const answer = await fetch(`${url}/oauth/token`, { method: "POST", body });
const { token_type, expires_in } = await answer.json();
console.log(token_type, expires_in);
"#;

pub(super) fn sh(script: &str) -> Vec<&str> {
    vec!["exec", "--", "sh", "-c", script]
}

/// Says whether this machine has the program of a story. The project needs Rust alone; without the program, the story
/// prints that it was not run.
pub(super) fn is_installed(program: &str) -> bool {
    let version =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let installed = version.is_ok_and(|status| status.success());
    if !installed {
        let _ = writeln!(io::stderr(), "no {program}: its story was not run");
    }
    installed
}

#[test]
fn the_command_finds_the_fake_in_its_environment() {
    let script = r#"printf '%s\n' "$SCALEKIT_ENVIRONMENT_URL" "$SCALEKIT_ENV_URL" "$SCALEKIT_CLIENT_ID" "$SCALEKIT_CLIENT_SECRET" "$SCALEKIT_WEBHOOK_SECRET" "$SCALEKIT_INTERCEPTOR_SECRET" "$MOCK_IDP_CONTROL_URL" "${MOCK_IDP_CONTROL_TOKEN-none}" "$SCALEKIT_REDIRECT_URI" "$SCALEKIT_POST_LOGOUT_REDIRECT_URI"; read -r _"#;
    let mut child = mock_idp(&sh(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let out = io::BufReader::new(child.stdout.take().expect("a pipe"));
    let lines: Vec<String> = out.lines().take(10).map(|line| line.expect("UTF-8")).collect();

    let discovery = format!("{}/.well-known/openid-configuration", lines[0]);
    let answer = client().get(discovery).send().expect("the fake answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(lines[1], lines[0]);
    assert_eq!(lines[2], "skc_100000000000000001");
    assert_eq!(lines[3], "test_acme_web_secret_not_for_production");
    assert_eq!(lines[4], "whsec_bW9jay1pZHAgd2ViaG9va3MsIGZvciB0ZXN0cyBvbmx5");
    assert_eq!(lines[5], "whsec_bW9jay1pZHAgaW50ZXJjZXB0b3JzLCB0ZXN0cyBvbmx5");
    assert_eq!(lines[6], format!("{}/_mock", lines[0]));
    assert_eq!(lines[7], "none", "loopback needs no token");
    assert_eq!(lines[8], "http://localhost:3000/auth/callback");
    assert_eq!(lines[9], "http://localhost:3000/logged-out");

    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"done\n").expect("it reads");
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn the_variables_are_those_of_the_client_that_is_named() {
    let script = r#"printf '%s\n' "$SCALEKIT_CLIENT_ID" "${SCALEKIT_CLIENT_SECRET-none}""#;
    let of = |client: &str| {
        let ran = mock_idp(&["exec", "--client", client, "--", "sh", "-c", script])
            .env("SCALEKIT_CLIENT_SECRET", "left over")
            .output()
            .expect("the binary runs");
        text(&ran.stdout).to_owned()
    };

    assert_eq!(of("Acme SPA"), "skc_100000000000000002\nnone\n");
    let web = "skc_100000000000000001\ntest_acme_web_secret_not_for_production\n";
    assert_eq!(of("skc_100000000000000001"), web);
}

#[test]
fn a_client_that_is_not_there_is_a_usage_error_with_those_that_are() {
    let words = output(&["exec", "--client", "Acme wob", "--", "true"]);
    let json = output(&["exec", "--client", "Acme wob", "--json", "--", "true"]);

    assert_eq!((words.status.code(), json.status.code()), (Some(2), Some(2)));
    assert_eq!(
        text(&words.stderr),
        "mock-idp: no client Acme wob for --client; there are Acme web, Acme SPA\n"
    );
    assert!(text(&json.stderr).starts_with(r#"{"error":"usage","message":"no client Acme wob"#));
}

#[test]
fn without_a_name_the_variables_are_those_of_the_seeds_first_confidential_client() {
    let folder = tempfile::tempdir().expect("a folder");
    let seed = folder.path().join("many.toml");
    let clients: Vec<String> = (0..12)
        .map(|number| {
            format!("[[clients]]\nname = \"{number}\"\ntype = \"web\"\nsecrets = [\"secret_{number}\"]\n")
        })
        .collect();
    std::fs::write(&seed, clients.concat()).expect("a file");

    let ran = output(&[
        "exec",
        "--seed",
        path(&seed),
        "--",
        "sh",
        "-c",
        r#"echo "$SCALEKIT_CLIENT_SECRET""#,
    ]);

    assert_eq!(text(&ran.stdout), "secret_0\n");
}

#[test]
fn what_this_fake_has_not_is_not_left_over_from_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let nobody = folder.path().join("nobody.toml");
    std::fs::write(&nobody, "").expect("a file");
    let left_over = [
        "SCALEKIT_CLIENT_ID",
        "SCALEKIT_CLIENT_SECRET",
        "SCALEKIT_REDIRECT_URI",
        "SCALEKIT_POST_LOGOUT_REDIRECT_URI",
        "MOCK_IDP_CONTROL_URL",
    ];

    let ran = mock_idp(&["exec", "--no-control", "--seed", path(&nobody), "--", "env"])
        .envs(left_over.map(|name| (name, "left over")))
        .output()
        .expect("the binary runs");

    assert!(ran.status.success());
    assert!(!text(&ran.stdout).contains("left over"));
}

#[test]
fn with_tls_the_command_knows_what_to_trust() {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = folder.path().to_str().expect("UTF-8");
    let ran = output(&[
        "exec",
        "--tls",
        "--tls-authority",
        authority,
        "--",
        "sh",
        "-c",
        r#"echo "$SCALEKIT_ENVIRONMENT_URL"; cat "$NODE_EXTRA_CA_CERTS" "$SSL_CERT_FILE""#,
    ]);

    let stdout = text(&ran.stdout);
    assert!(stdout.starts_with("https://localhost:"), "{stdout}");
    assert_eq!(stdout.matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn a_failure_passes_its_code_on_and_shows_the_end_of_the_journal() {
    let failed = output(&sh("exit 7"));
    let killed = output(&sh("kill -KILL $$"));
    let went_well = output(&sh("exit 0"));

    assert_eq!(failed.status.code(), Some(7));
    insta::assert_snapshot!(text(&failed.stderr), @r"
    mock-idp: sh ended with exit status: 7
    mock-idp: the journal is empty: the fake got no request
    ");
    assert_eq!(killed.status.code(), Some(128 + 9));
    assert_eq!(went_well.status.code(), Some(0));
    assert_eq!(text(&went_well.stderr), "");
}

#[test]
fn a_command_that_crashes_shows_its_last_requests() {
    if !is_installed("node") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("crash.mjs");
    let crash = format!(
        "{NODE}\nawait fetch(`${{url}}/oauth/token`, {{ method: 'POST' }});\nprocess.kill(process.pid, 'SIGKILL');"
    );
    std::fs::write(&script, crash).expect("a file");

    let crashed = output(&["exec", "--frozen-at", MORNING, "--", "node", path(&script)]);

    assert_eq!(crashed.status.code(), Some(128 + 9));
    insta::assert_snapshot!(text(&crashed.stderr), @"
    mock-idp: node ended with signal: 9 (SIGKILL)
    mock-idp: the journal's last lines, with minutes:seconds since its beginning:
    00:00  client_token.issued          Acme web
    00:00  token.refused                invalid_client: no client authentication: send client_id, and client_secret if there is one, in the form or by HTTP Basic
    ");
}

#[test]
fn a_proxy_is_not_for_the_fake() {
    let script = r#"printf '%s\n' "$NO_PROXY" "$no_proxy""#;
    let variables = |arguments: &[&str], set: &[(&str, &str)]| {
        let arguments = [&["exec"], arguments, &["sh", "-c", script]].concat();
        let ran = mock_idp(&arguments).envs(set.iter().copied()).output().expect("it runs");
        text(&ran.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let named = ["--public-url", "http://idp.test"];

    assert_eq!(variables(&[], &[]), ["127.0.0.1", "127.0.0.1"]);
    let kept = variables(&named, &[("NO_PROXY", "corp.example"), ("no_proxy", ".lan")]);
    assert_eq!(kept, ["corp.example,idp.test,127.0.0.1", ".lan,idp.test,127.0.0.1"]);
    // The other spelling would override this one.
    let one = variables(&[], &[("NO_PROXY", "corp.example")]);
    assert_eq!(one, ["corp.example,127.0.0.1", "corp.example,127.0.0.1"]);
}

#[test]
fn a_node_script_finds_the_fake() {
    if !is_installed("node") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("test.mjs");
    std::fs::write(&script, NODE).expect("a file");

    let ran = output(&["exec", "--frozen-at", MORNING, "--", "node", path(&script)]);

    assert_eq!(text(&ran.stderr), "");
    assert_eq!(text(&ran.stdout), "Bearer 86399\n");
    assert_eq!(ran.status.code(), Some(0));
}

#[test]
fn npm_runs_a_script_and_its_failure_is_ours() {
    if !is_installed("npm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let package = r#"{ "name": "app", "scripts": { "test": "node -e 'process.exit(9)'" } }"#;
    std::fs::write(folder.path().join("package.json"), package).expect("a file");

    let ran = mock_idp(&["exec", "--", "npm", "test"])
        .current_dir(folder.path())
        .output()
        .expect("the binary runs");

    assert_eq!(ran.status.code(), Some(9));
    assert!(text(&ran.stderr).contains("mock-idp: npm ended with exit status: 9"));
}

#[test]
fn without_a_fake_the_command_is_not_run() {
    let taken = mock_idp::MockIdp::start();
    let port = taken.address().port().to_string();

    let ran = output(&["exec", "--port", &port, "--", "echo", "it ran"]);

    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(text(&ran.stdout), "");
    assert!(text(&ran.stderr).starts_with("mock-idp: cannot listen on"));
}

#[test]
fn two_at_once_have_ports_of_their_own() {
    let script = r#"echo "$SCALEKIT_ENVIRONMENT_URL"; exec cat"#;
    let mut both = [(); 2].map(|()| Serving::spawn(mock_idp(&sh(script)).stdin(Stdio::piped())));

    let [one, other] = both.each_mut().map(Serving::line);

    assert_ne!(one, other);
}

#[test]
fn a_command_that_is_not_there_answers_as_in_a_shell() {
    let not_found = output(&["exec", "--", "no-such-command-anywhere"]);
    let not_run = output(&["exec", "--", "/"]);

    assert_eq!(not_found.status.code(), Some(127));
    assert!(text(&not_found.stderr).contains("no-such-command-anywhere could not be run"));
    assert_eq!(not_run.status.code(), Some(126));
}

#[test]
fn signals_are_passed_on() {
    for (name, number) in
        [("HUP", 1), ("INT", 2), ("QUIT", 3), ("USR1", 10), ("USR2", 12), ("TERM", 15)]
    {
        // It has no trap, so the signal cannot be missed at any time.
        let script = "ulimit -c 0; echo ready; exec tail -f /dev/null";
        let mut running = Serving::spawn(&mut mock_idp(&sh(script)));
        running.line();

        assert_eq!(running.signal(name).0, Some(128 + number), "SIG{name}");
    }
}

#[test]
fn a_command_may_take_its_time_to_end() {
    // A shell checks for signals between commands, and this loop always has a next one.
    let script = "trap 'exit 5' TERM; echo ready; while :; do :; done";
    let mut running = Serving::spawn(&mut mock_idp(&sh(script)));
    running.line();

    assert_eq!(running.signal("TERM").0, Some(5));
}
