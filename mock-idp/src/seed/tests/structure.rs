//! Unknown fields and wrong types, all reported at once, with what was meant.

use super::*;

#[test]
fn every_structural_mistake_is_shown_with_what_was_meant() {
    insta::assert_snapshot!(report(r#"
environmnt = 3

[[clients]]
nam = "Acme web"
type = "server"
redirect_uri = "x"

[[users]]
email = 3
memberships = [{ organization = "Acme", role = ["admin"] }, 7]

[[users]]
given_name = "Alice"
"#), @r#"
    error: unknown field `environmnt`
     --> seed:2:1
      |
    2 | environmnt = 3
      | ^^^^^^^^^^
      |
      = help: did you mean `environment`?
      = help: write one of `environment`, `policies`, `clients`, `organizations`, `permissions`, `roles`, `users`, `connections`, `domains`, `directories`, `webhooks`

    error: unknown field `nam`
     --> seed:5:1
      |
    5 | nam = "Acme web"
      | ^^^
      |
      = help: did you mean `name`?
      = help: write one of `id`, `name`, `type`, `secrets`, `redirect_uris`, `post_logout_redirect_uris`, `back_channel_logout_uris`, `initiate_login_uri`, `enforce_pkce`

    error: unknown value `server`
     --> seed:6:8
      |
    6 | type = "server"
      |        ^^^^^^^^
      |
      = help: write one of `web`, `spa`, `native`

    error: unknown field `redirect_uri`
     --> seed:7:1
      |
    7 | redirect_uri = "x"
      | ^^^^^^^^^^^^
      |
      = help: did you mean `redirect_uris`?
      = help: write one of `id`, `name`, `type`, `secrets`, `redirect_uris`, `post_logout_redirect_uris`, `back_channel_logout_uris`, `initiate_login_uri`, `enforce_pkce`

    error: this is a whole number where a text belongs
      --> seed:10:9
       |
    10 | email = 3
       |         ^
       |
       = help: write a text in quotes

    error: unknown field `role`
      --> seed:11:41
       |
    11 | memberships = [{ organization = "Acme", role = ["admin"] }, 7]
       |                                         ^^^^
       |
       = help: did you mean `roles`?
       = help: write one of `organization`, `roles`

    error: this is a whole number where a table belongs
      --> seed:11:61
       |
    11 | memberships = [{ organization = "Acme", role = ["admin"] }, 7]
       |                                                             ^
       |
       = help: write a table, with `name = value` for each field

    error: missing field `email`
      --> seed:13:1
       |
    13 | [[users]]
       | ^^^^^^^^^
       |
       = help: add `email = …`

    error: the seed has 8 mistakes
    "#);
}

#[test]
fn marks_are_right_under_wide_characters() {
    insta::assert_snapshot!(report("users = [{ family_name = \"名前会社\", emial = \"x\" }]\n"), @r#"
    error: unknown field `emial`
     --> seed:1:34
      |
    1 | users = [{ family_name = "名前会社", emial = "x" }]
      |                                      ^^^^^
      |
      = help: did you mean `email`?
      = help: write one of `id`, `email`, `email_verified`, `given_name`, `family_name`, `picture`, `locale`, `external_id`, `active`, `memberships`, `passkeys`
    "#);
}

#[test]
fn a_control_character_reaches_no_terminal() {
    let report = report("[[users]]\nemail = \"a@b.example\"\n\"\\u001b[31m\" = 1\n");

    assert!(!report.contains('\u{1b}'), "{report}");
    assert!(report.contains("unknown field"), "{report}");
}

#[test]
fn json_and_yaml_are_called_so_and_not_shown() {
    for (text, language) in [
        ("{\"clients\": [{\"secrets\": [\"hunter2\"]}]}", "JSON"),
        ("{\n  \"clients\": [", "JSON"),
        ("[]", "JSON"),
        ("clients:\n  - name: hunter2\n", "YAML"),
        ("---\nclients: []\n", "YAML"),
        ("# mine\n\n- name: x\n", "YAML"),
        ("secret: hunter2", "YAML"),
    ] {
        let report = report(text);

        let called = format!("error: this is {language}, and a seed is TOML\n--> seed\n");
        assert!(report.starts_with(&called), "{report}");
        assert!(!report.contains("hunter2"), "{report}");
    }
    for toml in ["[[clients]\n", "name = http://x: y\n", "a = { b: 1 }\n"] {
        assert!(!report(toml).contains("and a seed is TOML"), "{toml}");
    }
}

#[test]
fn of_many_mistakes_the_first_are_shown() {
    let report = report(&"[[users]]\nemail = 3\n".repeat(60));

    assert_eq!(report.matches("this is a whole number where a text belongs").count(), 50);
    let last = report.lines().last();
    assert_eq!(last, Some("error: the seed has 60 mistakes; these are the first 50"));
}

#[test]
fn of_many_names_some_are_listed_and_the_one_that_was_meant_is_named() {
    let mut text = (0..100).fold(String::new(), |text, number| {
        text + &format!("[[organizations]]\nname = \"tenant-{number}\"\n")
    });
    text +=
        "[[users]]\nemail = \"a@b.example\"\nmemberships = [{ organization = \"tenant_73\" }]\n";

    let report = report(&text);

    assert!(report.contains("help: did you mean `tenant-73`? There are `tenant-0`, "), "{report}");
    assert!(report.contains("`tenant-49` and 50 more"), "{report}");
}

#[test]
fn a_type_of_event_that_is_nearly_one_is_recognised() {
    let report = report("[[webhooks]]\nurl = \"http://localhost/x\"\nevents = [\"user.logn\"]\n");

    assert!(report.contains("help: did you mean `user.login`? There are "), "{report}");
}

/// The schema finds mistakes, and the types are read: both must admit the same.
#[test]
fn what_the_schema_allows_can_be_read() {
    let right = default_world::with_everything_on();
    let values = [
        "3",
        "-1",
        "1.5",
        "99999999999",
        "\"x\"",
        "true",
        "[]",
        "[1]",
        "{}",
        "{ a = 1 }",
        "2020-01-01",
    ];
    let lines: Vec<&str> = right.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with('#')) else {
            continue;
        };
        for value in values {
            let mut lines = lines.clone();
            let changed = format!("{key} = {value}");
            lines[index] = &changed;
            if let Err(why) = Seed::from_toml(&lines.join("\n")) {
                assert!(!why.to_string().contains("this cannot be read"), "{changed}: {why}");
            }
        }
    }
}
