//! `mock-idp seed`

use serde_json::Value;

use super::{output, path, text};

const MISTAKEN: &str = "[[users]]\nemail = \"alice@acme.example\"\nmemberships = [{ organization = \"Acmee\" }]\n\n[[organizations]]\nname = \"Acme\"\n";

#[test]
fn a_seed_that_is_right_ends_with_0() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.toml");
    std::fs::write(&file, mock_idp::seed::DEFAULT_TOML).expect("a file");

    let words = output(&["seed", "check", path(&file)]);
    let json = output(&["seed", "check", "--json", path(&file)]);

    assert_eq!(words.status.code(), Some(0));
    let stdout = text(&words.stdout).replace(path(&file), "seed.toml");
    assert_eq!(stdout, "seed.toml is right\n");
    assert_eq!(json.status.code(), Some(0));
    let stdout = text(&json.stdout).replace(path(&file), "seed.toml");
    assert_eq!(stdout, "{\"file\":\"seed.toml\",\"valid\":true,\"warnings\":[]}\n");
}

#[test]
fn a_seed_with_nobody_in_it_is_warned_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.toml");
    std::fs::write(&file, "# later\n").expect("a file");

    let words = output(&["seed", "check", path(&file)]);
    let json = output(&["seed", "check", "--json", path(&file)]);

    assert_eq!(words.status.code(), Some(0), "it can be served");
    let stderr = text(&words.stderr).replace(path(&file), "seed.toml");
    insta::assert_snapshot!(stderr, @"mock-idp: warning: seed.toml: it has no `[[clients]]` and no `[[users]]`: no application can begin a sign-in, and nobody can finish one; `mock-idp init` writes a seed to start from");
    let verdict: Value = serde_json::from_slice(&json.stdout).expect("one line of JSON");
    assert_eq!(verdict["valid"], true);
    assert_eq!(verdict["warnings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_seed_that_is_wrong_gets_the_report_that_serve_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("seed.toml");
    std::fs::write(&file, MISTAKEN).expect("a file");

    let checked = output(&["seed", "check", path(&file)]);
    let served = output(&["serve", "--port", "0", "--seed", path(&file)]);
    let json = output(&["seed", "check", path(&file), "--json"]);

    assert_eq!(checked.status.code(), Some(1));
    assert_eq!(text(&checked.stdout), "");
    let stderr = text(&checked.stderr);
    assert_eq!(stderr, text(&served.stderr));
    insta::assert_snapshot!(stderr.replace(path(&file), "seed.toml"), @r#"
    error: no organization `Acmee`
     --> seed.toml:3:33
      |
    3 | memberships = [{ organization = "Acmee" }]
      |                                 ^^^^^^^
      |
      = help: there is only `Acme`
    "#);
    assert_eq!(json.status.code(), Some(1));
    assert_eq!(text(&json.stderr), "");
    let verdict: Value = serde_json::from_slice(&json.stdout).expect("one line of JSON");
    assert_eq!(verdict["valid"], false);
    assert_eq!(verdict["message"], stderr.trim_end());
}

#[test]
fn a_missing_file_is_a_mistake_too() {
    let missing = output(&["seed", "check", "nowhere.toml", "--json"]);

    assert_eq!(missing.status.code(), Some(1));
    insta::assert_snapshot!(text(&missing.stdout), @r#"{"file":"nowhere.toml","valid":false,"error":"seed","message":"error: cannot read the seed file `nowhere.toml`: No such file or directory (os error 2)\n  = help: `mock-idp init` writes a commented one"}"#);
}

#[test]
fn the_schema_is_printed_for_an_editor() {
    let printed = output(&["seed", "schema"]);
    let in_a_line = output(&["seed", "schema", "--json"]);

    let schema: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(schema, mock_idp::Seed::json_schema());
    assert_eq!(text(&in_a_line.stdout), format!("{schema}\n"));
}
