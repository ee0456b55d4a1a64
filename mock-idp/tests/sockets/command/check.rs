//! `mock-idp check`: what it says and exits with when there is nothing to check.

use std::fs;
use std::net::TcpListener;

use mock_idp::MockIdp;

use super::{mock_idp, text};

#[test]
fn a_fake_that_runs_is_not_reset_unless_that_is_wanted() {
    let idp = MockIdp::start();
    idp.sign_in("alice@acme.example").code().expect("Alice is in the seed");
    let mut check = mock_idp(&["check", "http://localhost:1"]);

    let output = check.env("MOCK_IDP_CONTROL_URL", idp.control_url()).output().expect("it runs");

    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("has 1 sessions, 1 grants, 0 mails"), "{said}");
    assert!(said.contains("pass --reset"), "{said}");
    assert_eq!(idp.counts().sessions, 1);
}

#[test]
fn without_a_fake_or_an_application_no_check_is_made() {
    let mut nowhere = mock_idp(&["check", "--reset"]);
    let nowhere = nowhere.env("MOCK_IDP_CONTROL_URL", "http://127.0.0.1:1/_mock");
    let nowhere = nowhere.output().expect("it runs");
    assert_eq!(nowhere.status.code(), Some(3));
    assert!(text(&nowhere.stderr).contains("no fake answers at http://127.0.0.1:1/_mock"));

    let idp = MockIdp::start();
    let mut dead = mock_idp(&["check", "http://localhost:1", "--reset"]);
    let dead = dead.env("MOCK_IDP_CONTROL_URL", idp.control_url()).output().expect("it runs");
    assert_eq!(dead.status.code(), Some(3));
    assert!(text(&dead.stderr).contains("the application at http://localhost:1/ cannot be opened"));
}

#[test]
fn the_files_of_a_check_that_was_not_made_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["c.json", "c.xml", "c.sarif", "c.html"].map(|name| folder.path().join(name));
    let mut check = mock_idp(&["check", "http://localhost:1", "--reset"]);
    for (option, file) in ["--json", "--junit", "--sarif", "--html"].into_iter().zip(&files) {
        check.arg(option).arg(file);
    }
    let idp = MockIdp::start();

    let dead = check.env("MOCK_IDP_CONTROL_URL", idp.control_url()).output().expect("it runs");

    assert_eq!(dead.status.code(), Some(3));
    for file in &files {
        let written = fs::read_to_string(file).expect("a file");
        assert!(written.contains("http://localhost:1/ cannot be opened"), "{written}");
    }
}

#[test]
fn the_fake_that_nobody_named_is_said_to_be_at_the_usual_port() {
    let mut check = mock_idp(&["check", "--explain"]);
    let unnamed = check.env_remove("MOCK_IDP_CONTROL_URL").env_remove("MOCK_IDP_PORT").output();
    let unnamed = unnamed.expect("it runs");
    let said = text(&unnamed.stderr);
    assert!(said.contains("the check uses the one at port 8080"), "{said}");

    let mut check = mock_idp(&["check", "--explain"]);
    let named = check.env("MOCK_IDP_CONTROL_URL", "http://127.0.0.1:1/_mock").output();
    assert!(!text(&named.expect("it runs").stderr).contains("8080"));
}

#[test]
fn a_command_that_ends_is_no_application() {
    // Bound and closed again: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|bound| bound.local_addr());
    let url = format!("http://{}/", free.expect("a free port"));
    let script = "echo no port; exit 4";

    let output = mock_idp(&["check", &url, "--no-seed-file", "--", "sh", "-c", script])
        .output()
        .expect("it runs");

    assert_eq!(output.status.code(), Some(3));
    let said = text(&output.stderr);
    assert!(said.contains("no port\n"), "{said}");
    let reason = said.find("its command ended with exit status: 4").expect("the reason");
    let lines = said.find("the application’s last lines:\nno port\n").expect("the lines");
    assert!(reason < lines, "{said}");

    let output = mock_idp(&["check", &url, "--no-seed-file", "--", "no-such-command"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("no-such-command could not be run"));
}

#[test]
fn a_mistake_in_the_configuration_is_named_with_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("check.toml");
    fs::write(&file, "logn = \"/login\"\n").expect("a file");
    let mut check = mock_idp(&["check", "--no-seed-file", "--", "true"]);

    let output = check.current_dir(folder.path()).output().expect("it runs");

    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("check.toml: ") && said.contains("unknown field `logn`"), "{said}");
}
