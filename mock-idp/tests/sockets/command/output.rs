//! `--json`: one line, for a success and for a failure.

use serde_json::Value;

use super::{output, path, text};

/// Returns the one line on stdout, and the exit code.
fn line(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = output(arguments);
    let stdout = text(&output.stdout);
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    let line = serde_json::from_str(stdout).expect("one line of JSON");
    (line, output.status.code())
}

#[test]
fn init_says_what_it_wrote_and_what_it_did_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mock-idp.toml");
    let init = ["init", "--json", path(&file)];

    let (written, code) = line(&init);
    let (refused, refusal) = line(&init);
    let (printed, _) = line(&["init", "--json", "-"]);

    assert_eq!((&written["file"], code), (&path(&file).into(), Some(0)));
    assert_eq!((&refused["error"], refusal), (&"exists".into(), Some(1)));
    assert_eq!(printed["toml"], mock_idp::seed::DEFAULT_TOML);
}

#[test]
fn a_failure_is_a_line_with_a_code_and_a_sentence() {
    let taken = mock_idp::MockIdp::start();
    let port = taken.address().port().to_string();
    let no_url = ["serve", "--port", "0", "--json", "--public-url", "idp"];
    let no_option = ["serve", "--json", "--prot", "0"];

    let commands = [
        line(&["serve", "--json", "--port", &port]),
        line(&["serve", "--json", "--seed", "nowhere.toml"]),
        line(&no_url),
        line(&no_option),
    ];

    let lines = commands.map(|(line, code)| {
        let message = line["message"].as_str().expect("a sentence");
        assert_eq!(line.as_object().map(serde_json::Map::len), Some(2));
        let first = message.lines().next().unwrap_or_default();
        let first = first.split(&port).next().unwrap_or_default();
        format!("{code:?} {}: {first}", line["error"])
    });
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Some(1) "start": cannot listen on 127.0.0.1:
    Some(1) "seed": error: cannot read the seed file `nowhere.toml`: No such file or directory (os error 2)
    Some(1) "start": the public URL `idp` is not an http or https URL without user, path, query and fragment, like `http://127.0.0.1:8080`
    Some(2) "usage": error: unexpected argument '--prot' found
    "#);
}

#[test]
fn exec_leaves_stdout_to_its_command_even_then() {
    let failed = output(&["exec", "--json", "--", "sh", "-c", "echo mine; exit 3"]);
    let not_begun = output(&["exec", "--json", "--seed", "nowhere.toml", "--", "true"]);

    assert_eq!(failed.status.code(), Some(3));
    assert_eq!(text(&failed.stdout), "mine\n");
    insta::assert_snapshot!(text(&failed.stderr), @r#"{"error":"command","message":"sh ended with exit status: 3","journal":[],"worlds":[],"more_worlds":0}"#);
    assert_eq!(text(&not_begun.stdout), "");
    let error: Value = serde_json::from_slice(&not_begun.stderr).expect("a line of JSON");
    assert_eq!(error["error"], "seed");
}

#[test]
fn what_follows_the_dashes_belongs_to_the_command() {
    let failed = output(&["exec", "--", "sh", "-c", "exit 3", "--json"]);

    assert!(text(&failed.stderr).starts_with("mock-idp: sh ended with"));
}

#[test]
fn each_shell_knows_each_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let printed = output(&["completions", shell]);

        assert_eq!(printed.status.code(), Some(0));
        let script = text(&printed.stdout);
        for known in ["serve", "exec", "init", "seed", "explain", "frozen-at", "public-url"] {
            assert!(script.contains(known), "{shell} does not know {known}");
        }
    }
    assert_eq!(output(&["completions", "tcsh"]).status.code(), Some(2));
}
