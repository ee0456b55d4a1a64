//! The reports about texts that are not TOML, or not a seed; and no text causes a panic.

use proptest::prelude::*;

use super::*;

#[test]
fn an_unknown_field_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
[[users]]
email = "alice@acme.example"
nickname = "Al"
"#), @r#"
    error: unknown field `nickname`
     --> seed:4:1
      |
    4 | nickname = "Al"
      | ^^^^^^^^
      |
      = help: write one of `id`, `email`, `email_verified`, `given_name`, `family_name`, `picture`, `locale`, `external_id`, `active`, `memberships`, `passkeys`
    "#);
}

#[test]
fn an_unknown_section_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
[[client]]
name = "Acme web"
"#), @r"
    error: unknown field `client`
     --> seed:2:3
      |
    2 | [[client]]
      |   ^^^^^^
      |
      = help: did you mean `clients`?
      = help: write one of `environment`, `policies`, `clients`, `organizations`, `permissions`, `roles`, `users`, `connections`, `domains`, `directories`, `webhooks`
    ");
}

#[test]
fn an_unknown_way_to_sign_in_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
[environment]
sign_in = "always"
"#), @r#"
    error: this is no value of `sign_in`
     --> seed:3:11
      |
    3 | sign_in = "always"
      |           ^^^^^^^^
      |
      = help: write `"pages"`, `"hint"` or `{ as = "…" }`
    "#);
}

#[test]
fn an_unknown_key_lists_the_known_ones() {
    insta::assert_snapshot!(report(r#"
[environment]
signing_key = "builtin"
"#), @r#"
    error: this is no value of `signing_key`
     --> seed:3:15
      |
    3 | signing_key = "builtin"
      |               ^^^^^^^^^
      |
      = help: write `"built-in"`, `"generate"`, `{ pem = "…" }` or `{ pem_file = "…" }`
    "#);
}

#[test]
fn a_time_span_is_a_number() {
    insta::assert_snapshot!(report(r#"
[policies]
code_seconds = "10 min"
session_idle_seconds = 3
"#), @r#"
    error: this is a text where a whole number belongs
     --> seed:3:16
      |
    3 | code_seconds = "10 min"
      |                ^^^^^^^^
      |
      = help: write a whole number from 1 to 4294967295
    "#);
}

#[test]
fn a_time_span_is_not_negative() {
    insta::assert_snapshot!(report(r"
[policies]
code_seconds = -1
"), @"
    error: this number is out of range
     --> seed:3:16
      |
    3 | code_seconds = -1
      |                ^^
      |
      = help: write a whole number from 1 to 4294967295
    ");
}

#[test]
fn a_single_bracket_of_a_list_gets_the_advice_to_double_it() {
    insta::assert_snapshot!(report("[clients]\nname = \"Acme web\"\n"), @r"
    error: this is a table where a list belongs
     --> seed:1:1
      |
    1 | [clients]
      | ^^^^^^^^^
      |
      = help: write two brackets, `[[…]]`: there may be several
    ");
}

#[test]
fn a_single_secret_gets_the_advice_to_write_a_list() {
    insta::assert_snapshot!(report("[[clients]]\nname = \"Acme web\"\ntype = \"web\"\nsecrets = \"hunter2\"\n"), @r#"
    error: this is a text where a list belongs
     --> seed:4:11
      |
    4 | secrets = "*******"
      |           ^^^^^^^^^
      |
      = help: write a list, in `[` and `]`
    "#);
}

#[test]
fn toml_that_is_none_shows_its_line() {
    insta::assert_snapshot!(report(r#"
[[clients]
name = "Acme web"
"#), @r"
    error: unclosed array table, expected `]`
     --> seed:2:11
      |
    2 | [[clients]
      |           ^
    ");
}

#[test]
fn a_missing_file_says_how_to_make_one() {
    let error = Seed::from_file("no/such/seed.toml").unwrap_err();

    assert!(matches!(error, SeedError::Unreadable { .. }));
    insta::assert_snapshot!(error, @r"
    error: cannot read the seed file `no/such/seed.toml`: No such file or directory (os error 2)
      = help: `mock-idp init` writes a commented one
    ");
}

#[test]
fn a_report_names_its_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "users = 3").unwrap();

    let report = Seed::from_file(file.path()).unwrap_err().to_string();

    assert!(report.contains(&format!("{}:1:9", file.path().display())), "{report}");
}

#[test]
fn a_text_that_nests_without_end_is_refused() {
    let deep = 100_000;
    for text in [
        "[".repeat(deep),
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}", "{ a = ".repeat(deep)),
        format!("{}a = 1", "a.".repeat(deep)),
        format!("[{}a]", "a.".repeat(deep)),
    ] {
        assert!(Seed::from_toml(&text).is_err());
    }
}

/// Returns the default seed after a few cuts, insertions and swaps.
fn garbled() -> impl Strategy<Value = String> {
    let cut = (any::<prop::sample::Index>(), 0..40_usize, ".{0,6}|[\\[\\]{}=\"',\n#]{0,4}");
    prop::collection::vec(cut, 1..5).prop_map(|cuts| {
        let mut text: Vec<char> = DEFAULT_TOML.chars().collect();
        for (at, length, instead) in cuts {
            let start = at.index(text.len());
            let end = (start + length).min(text.len());
            text.splice(start..end, instead.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}|(?s).{0,60}") {
        if let Err(error) = Seed::from_toml(&text) {
            prop_assert!(error.to_string().starts_with("error: "));
        }
    }

    #[test]
    fn no_garbled_seed_makes_it_panic(text in garbled()) {
        if let Err(error) = Seed::from_toml(&text) {
            let report = error.to_string();
            prop_assert!(report.contains("--> seed"));
            prop_assert!(!report.contains("this cannot be read"));
        }
    }
}
