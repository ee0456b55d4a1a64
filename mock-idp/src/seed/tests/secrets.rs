//! No report shows a secret of the seed, wherever the mistake is.

use super::*;

const SECRET: &str = "hunter2, expected `x`";

#[test]
fn the_line_of_a_mistake_stars_its_secrets_out() {
    let shown = report(
        r#"clients = [{ id = "1", name = "Acme web", type = "web", secrets = ["hunter2", 'hunter2'] }]"#,
    );

    insta::assert_snapshot!(shown, @r#"
    error: `1` is not such an id
     --> seed:1:19
      |
    1 | clients = [{ id = "1", name = "Acme web", type = "web", secrets = ["*******", '*******'] }]
      |                   ^^^
      |
      = help: write `skc_` and then 1 to 21 digits, like `skc_100000000000000001`
    "#);
}

#[test]
fn a_secret_of_the_wrong_type_is_not_quoted() {
    for wrong in [
        "secrets = \"hunter2, expected `x`\"",
        "secrets = { now = \"hunter2, expected `x`\" }",
        "secrets = [[\"hunter2, expected `x`\"]]",
    ] {
        let shown = report(&format!(
            "[[clients]]\nname = \"Acme web\"\ntype = \"web\"\n{wrong}\n"
        ));

        assert!(
            !shown.contains("hunter2") && !shown.contains(SECRET),
            "{shown}"
        );
    }
}

#[test]
fn a_secret_that_is_not_closed_is_not_quoted() {
    for open in [
        "secrets = [\"hunter2",
        "secrets = [\"hunter2\"",
        "secrets = [hunter2]",
        "secrets = \"\"\"hunter2",
        "secrets = [\"hunter2\\q\"]",
    ] {
        let shown = report(&format!(
            "[[clients]]\nname = \"Acme web\"\ntype = \"web\"\n{open}\n"
        ));

        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn a_key_without_its_braces_is_not_quoted() {
    let shown = report("[environment]\nsigning_key = \"-----BEGIN PRIVATE KEY-----\\nMIIEvQ==\"\n");

    assert!(!shown.contains("MIIEvQ"), "{shown}");
}

#[test]
fn a_seed_prints_no_secret() {
    let seed = Seed::default().signing_key(SigningKey::Pem(
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n".into(),
    ));

    let printed = format!("{seed:?}");
    assert!(
        !printed.contains("acme_web_secret") && !printed.contains("MIIEvQ"),
        "{printed}"
    );
}
