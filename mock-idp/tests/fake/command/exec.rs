//! `mock-idp exec`: a command with a fake of its own.

use std::io::{BufRead as _, Read as _, Write as _};
use std::process::Stdio;

use super::{Serving, mock_idp, output, text};
use crate::http::client;

fn sh(script: &str) -> Vec<&str> {
    vec!["exec", "--", "sh", "-c", script]
}

#[test]
fn the_command_finds_the_fake_in_its_environment() {
    let script = r#"printf '%s\n' "$SCALEKIT_ENVIRONMENT_URL" "$SCALEKIT_ENV_URL" "$SCALEKIT_CLIENT_ID" "$SCALEKIT_CLIENT_SECRET"; read -r _"#;
    let mut child = mock_idp(&sh(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
    let told: Vec<String> = out
        .lines()
        .take(4)
        .map(|line| line.expect("UTF-8"))
        .collect();

    let discovery = format!("{}/.well-known/openid-configuration", told[0]);
    let answer = client().get(discovery).send().expect("the fake answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(told[1], told[0]);
    assert_eq!(told[2], "skc_100000000000000001");
    assert_eq!(told[3], "test_acme_web_secret_not_for_production");

    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"done\n").expect("it reads");
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn with_tls_the_command_is_told_what_to_trust() {
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

    let told = text(&ran.stdout);
    assert!(told.starts_with("https://localhost:"), "{told}");
    assert_eq!(told.matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn a_failure_passes_its_code_on_and_shows_the_end_of_the_journal() {
    let failed = output(&sh("exit 7"));
    let killed = output(&sh("kill -KILL $$"));
    let went_well = output(&sh("exit 0"));

    assert_eq!(failed.status.code(), Some(7));
    insta::assert_snapshot!(text(&failed.stderr), @r"
    mock-idp: sh ended with exit status: 7
    mock-idp: the journal is empty: nobody asked the fake for anything
    ");
    assert_eq!(killed.status.code(), Some(128 + 9));
    assert_eq!(went_well.status.code(), Some(0));
    assert_eq!(text(&went_well.stderr), "");
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
    // By another number: the shell takes its own standard input away from what runs in the background.
    let script = "trap 'exit 5' TERM; exec 3<&0; echo ready; cat <&3 & wait";
    let mut running = Serving::spawn(mock_idp(&sh(script)).stdin(Stdio::piped()));
    running.line();

    assert_eq!(running.signal("TERM").0, Some(5));
}

#[test]
#[cfg(target_os = "linux")]
fn what_the_command_left_running_ends_with_it() {
    // It holds stdout open: who reads to the end waits for it.
    let ran = output(&sh("(tail -f /dev/null &) ; exit 0"));

    assert!(ran.status.success());
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_stays_behind_when_exec_itself_is_killed() {
    let mut running = Serving::spawn(&mut mock_idp(&sh("echo ready; tail -f /dev/null")));
    running.line();

    running.child.kill().expect("it runs");

    let mut rest = String::new();
    running.out.read_to_string(&mut rest).expect("UTF-8");
    assert_eq!(rest, "");
}
