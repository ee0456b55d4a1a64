//! `mock-idp serve`: its address, its seed, and its output.

use std::fs::{self, Permissions};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Serving, mock_idp, path, text};
use crate::http::client;

const SEED: &str = "[[clients]]\nid = \"skc_7\"\nname = \"Web\"\ntype = \"web\"\nsecrets = [\"it's a $ecret #1\"]\nredirect_uris = [\"http://localhost:3000/cb\"]\n";

/// Returns the ready line of a fake in this folder, and its stderr.
fn served_in(folder: &Path, arguments: &[&str]) -> (Value, String) {
    let arguments = [&["serve", "--port", "0", "--json"], arguments].concat();
    let mut serving = Serving::spawn(mock_idp(&arguments).current_dir(folder));
    let ready = serving.ready();
    let mut stderr = serving.child.stderr.take().expect("a pipe");
    serving.signal("TERM");
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("UTF-8");
    (ready, said)
}

#[test]
fn a_seed_in_the_working_directory_is_found_and_said_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mock-idp.toml"), SEED).expect("a file");
    fs::write(folder.path().join("other.toml"), SEED.replace("skc_7", "skc_8")).expect("a file");

    let (found, said) = served_in(folder.path(), &[]);
    let (named, nothing) = served_in(folder.path(), &["--seed", "other.toml"]);
    let (ignored, nothing_either) = served_in(folder.path(), &["--no-seed-file"]);
    let ran = mock_idp(&["exec", "sh", "-c", "echo $SCALEKIT_CLIENT_ID"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");

    assert_eq!(found["client_id"], "skc_7");
    insta::assert_snapshot!(said, @"mock-idp: the seed is mock-idp.toml in the working directory; --no-seed-file ignores it");
    assert_eq!((&named["client_id"], nothing.as_str()), (&"skc_8".into(), ""));
    assert_eq!(ignored["client_id"], "skc_100000000000000001");
    assert_eq!(nothing_either, "");
    assert_eq!(text(&ran.stdout), "skc_7\n");
    assert_eq!(text(&ran.stderr), said);
}

#[test]
fn an_address_is_taken_as_people_write_it() {
    let folder = tempfile::tempdir().expect("a folder");

    let (by_name, _) = served_in(folder.path(), &["--bind", "localhost"]);
    let (bracketed, said) = served_in(folder.path(), &["--bind", "[::1]"]);

    let url = by_name["environment_url"].as_str().expect("a URL");
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let url = bracketed["environment_url"].as_str().expect("a URL");
    assert!(url.starts_with("http://[::1]:"), "{url}");
    assert_eq!(said, "");
}

#[test]
fn a_public_url_where_nobody_listens_is_warned_about() {
    let folder = tempfile::tempdir().expect("a folder");
    // Port 1 is never given out as a free one, and nobody listens there.
    let (ready, said) = served_in(folder.path(), &["--public-url", "http://localhost:1"]);
    let (_, no_tls) = served_in(folder.path(), &["--public-url", "https://localhost:0"]);
    let (_, right) = served_in(folder.path(), &["--public-url", "http://localhost:0"]);
    let (_, unknown) = served_in(folder.path(), &["--public-url", "http://idp.test"]);

    let address = ready["address"].as_str().expect("an address");
    insta::assert_snapshot!(said.replace(address, "[address]"), @"mock-idp: nobody listens at http://localhost:1, the environment URL: this fake does at [address], and nothing forwards to it; leave out --public-url, or name this port in it (port 0 there is the port that is listened on)");
    assert!(no_tls.contains("nobody answers TLS"), "{no_tls}");
    assert_eq!((right.as_str(), unknown.as_str()), ("", ""));
}

#[test]
fn variables_are_written_to_a_file_that_a_shell_reads_and_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mock-idp.toml"), SEED).expect("a file");
    let file = folder.path().join(".env");
    fs::write(&file, "OLD=1\n".repeat(500)).expect("a file");
    fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("it is ours");

    let (ready, said) = served_in(folder.path(), &["--env-file", ".env"]);

    assert!(
        said.ends_with("mock-idp: wrote .env, readable by you alone: it has a secret\n"),
        "{said}"
    );
    let mode = fs::metadata(&file).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let read = format!(
        r#". {}; printf '%s\n' "${{OLD-gone}}" "$SCALEKIT_ENVIRONMENT_URL" "$SCALEKIT_CLIENT_SECRET" "$SCALEKIT_REDIRECT_URI""#,
        path(&file)
    );
    let shell = Command::new("sh").args(["-c", &read]).env_remove("OLD").output().expect("a shell");
    let url = ready["environment_url"].as_str().expect("a URL");
    let expected = format!("gone\n{url}\nit's a $ecret #1\nhttp://localhost:3000/cb\n");
    assert_eq!(text(&shell.stdout), expected);
}

#[test]
fn an_env_file_that_cannot_be_written_stops_it() {
    let refused = super::output(&["serve", "--port", "0", "--env-file", "no-such-folder/.env"]);

    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).starts_with("mock-idp: cannot write no-such-folder/.env: "));
}

#[test]
fn a_control_token_that_could_be_tried_is_a_mistake_in_the_call() {
    let refused = |command: &mut Command| {
        let output = command.output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(2));
        text(&output.stderr).to_owned()
    };
    let serve = ["serve", "--port", "0"];

    for token in ["", "      ", "short-secret"] {
        let given = refused(&mut mock_idp(&[&serve[..], &["--control-token", token]].concat()));
        let inherited = refused(mock_idp(&serve).env("MOCK_IDP_CONTROL_TOKEN", token));
        let executed = refused(&mut mock_idp(&["exec", "--control-token", token, "true"]));

        for said in [given, inherited, executed] {
            assert!(said.contains("16 characters or more"), "{said}");
            assert!(!said.contains("short-secret"), "{said}");
        }
    }
}

#[test]
fn without_the_control_api_no_address_of_it_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");

    let (ready, _) = served_in(folder.path(), &["--no-control"]);
    let mut serving = Serving::start(&["serve", "--port", "0", "--no-control"]);
    let mut lines = vec![serving.line()];
    while lines.last().is_some_and(|line| !line.starts_with("Ctrl-C")) {
        lines.push(serving.line());
    }

    for name in ["journal_url", "control_url", "control_token"] {
        assert_eq!(ready.get(name), Some(&Value::Null), "{name}");
    }
    assert!(ready["mailbox_url"].as_str().is_some_and(|url| url.ends_with("/mailbox")));
    let labels = ["mailbox", "journal", "control", "address"]
        .map(|label| lines.iter().filter(|line| line.starts_with(&format!("  {label}  "))).count());
    assert_eq!(labels, [1, 0, 0, 1], "{lines:?}");
    assert_eq!(serving.signal("TERM").0, Some(0));
}

#[test]
fn further_names_are_allowed_by_an_option_that_repeats() {
    let mut serving = Serving::spawn(&mut mock_idp(&[
        "serve",
        "--port",
        "0",
        "--json",
        "--allow-host",
        "mock-idp",
        "--allow-host",
        "idp.test",
    ]));
    let ready = serving.ready();
    let url = format!("{}/clock", ready["control_url"].as_str().expect("a URL"));

    let status = |host: &str| {
        let answer = client().get(&url).header("host", host).send().expect("an answer");
        answer.status().as_u16()
    };

    assert_eq!(["mock-idp", "idp.test:80", "evil.example"].map(status), [200, 200, 403]);
    let wrong = mock_idp(&["serve", "--port", "0", "--allow-host", "http://idp"])
        .output()
        .expect("it runs");
    assert!(text(&wrong.stderr).contains("without scheme and port"), "{}", text(&wrong.stderr));
    assert!(!wrong.status.success());
}
