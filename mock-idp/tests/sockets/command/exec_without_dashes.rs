//! `mock-idp exec npm test`: which options are the command's, without `--`.

use serde_json::Value;

use super::{output, text};

#[test]
fn the_first_word_begins_the_command_and_the_rest_is_its() {
    let script = r#"echo "$SCALEKIT_ENVIRONMENT_URL"; shift; echo "$@""#;
    let ran = output(&[
        "exec",
        "--public-url",
        "http://idp.test",
        "sh",
        "-c",
        script,
        "sh",
        "x",
        "--port",
        "-h",
        "--",
        "--json",
    ]);

    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
    assert_eq!(text(&ran.stdout), "http://idp.test\n--port -h -- --json\n");
}

#[test]
fn an_option_that_there_is_not_is_no_command() {
    let ran = output(&["exec", "--prot", "0", "true"]);

    assert_eq!(ran.status.code(), Some(2));
    assert!(text(&ran.stderr).contains("unexpected argument '--prot'"), "{}", text(&ran.stderr));
}

#[test]
fn json_belongs_to_whoever_it_follows() {
    let ours = output(&["exec", "--port", "0", "--json", "false"]);
    let its_own = output(&["exec", "--port", "0", "false", "--json"]);
    let a_value = output(&["exec", "--seed", "--json", "false"]);

    let line: Value = serde_json::from_slice(&ours.stderr).expect("one line of JSON");
    assert_eq!(line["error"], "command");
    assert!(text(&its_own.stderr).starts_with("mock-idp: false ended with"));
    assert_ne!(a_value.status.code(), Some(0));
}
