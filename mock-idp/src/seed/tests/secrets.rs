//! No report shows a secret of the seed, wherever the mistake is.

use super::*;

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

/// Seeds with mistakes, each with the secret `hunter2`.
const WRONG: [&str; 20] = [
    "clients = [{ name = 'Acme', type = 'web', secrets = 'hunter2, expected `hunter2`' }]",
    "clients = [{ name = 'Acme', type = 'web', secrets = { now = 'hunter2' } }]",
    "clients = [{ name = 'Acme', type = 'web', secrets = [['hunter2']] }]",
    "clients = [{ name = 'Acme', type = 'web', secrets = [hunter2] }]",
    "clients = [{ name = 'Acme', type = 'web', secrets = [\"hunter2\\q\"] }]",
    "clients = [{ name = 'Acme', type = 'web', secrets = ['hunter2'",
    "clients = [{ name = 'Acme', type = 'web', secrets = ['hunter2",
    "clients = { secrets = ['hunter2'] }",
    "environment.signing_key = '-----BEGIN PRIVATE KEY----- hunter2'",
    "environment.signing_key = { pem = ['hunter2'] }",
    "environment.signing_key = { pem = 'hunter2",
    "clients = [{ name = 'Acme', type = 'web', secret = 'hunter2' }]",
    "clients = [{ name = 'Acme', type = 'web', client_secret = 'hunter2' }]",
    "clients = [{ name = 'Acme', type = 'web', sercets = ['hunter2'] }]",
    "clients = [{ name = 'Acme', type = 'web', password = 'hunter2' }]",
    "environment.signing_key = { pme = 'hunter2' }",
    "environment.signing_key = { key = ['hunter2'] }",
    "[[clients]]\nsecrets = ['hunter2]\nredirect_uris = ['x']",
    "[[clients]]\nsecrets = ['hunter2'\nredirect_uris = ['x']",
    "[[clients]]\nsecret = hunter2\n",
];

#[test]
fn a_secret_is_not_quoted_however_wrong_it_is() {
    for text in WRONG {
        let shown = report(text);

        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn a_seed_prints_no_secret() {
    let seed = Seed::default()
        .signing_key(SigningKey::Pem("-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n".into()));

    let printed = format!("{seed:?}");
    assert!(!printed.contains("acme_web_secret") && !printed.contains("MIIEvQ"), "{printed}");
}
