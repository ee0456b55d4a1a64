//! Mistakes of syntax, reported at their beginning.

use super::*;

/// Returns the report of each text.
fn reports(texts: &[&str]) -> String {
    texts.iter().map(|text| report(text)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_text_without_quotes_gets_the_advice_to_quote_it() {
    for value in
        ["web", "native", "tglobex", "2globex", "bob@acme.example", "Acme web", "http://x/y", "_a"]
    {
        let report = report(&format!("[[clients]]\ntype = {value}\n"));

        let marked = format!("2 | type = {value}\n  |        {}\n", "^".repeat(value.len()));
        assert!(report.contains(&marked), "{report}");
        assert!(report.contains("help: write a text in quotes"), "{report}");
    }
}

#[test]
fn a_value_that_is_missing_is_not_a_text() {
    insta::assert_snapshot!(report("[environment]\ntype =\n"), @"
    error: there is no value
     --> seed:2:7
      |
    2 | type =
      |       ^
      |
      = help: write one after `=`
    ");
}

#[test]
fn a_quote_is_pointed_at_where_it_opens() {
    insta::assert_snapshot!(reports(&[
        "[[organizations]]\nname = 'Acme'\nslug = \"acme\n\n[[organizations]]\nname = \"Globex\"\n",
        "[[organizations]]\nname = 'Acme # it\"s\nslug = \"acme\"\n",
        "[[organizations]]\nname = \"\"\"Acme\"\n\n[[organizations]]\nname = \"Globex\"\n",
    ]), @r#"
    error: this quote is never closed
     --> seed:3:8
      |
    3 | slug = "acme
      |        ^
      |
      = help: write `"` at its end

    error: this quote is never closed
     --> seed:2:8
      |
    2 | name = 'Acme # it"s
      |        ^
      |
      = help: write `'` at its end

    error: this quote is never closed
     --> seed:2:8
      |
    2 | name = """Acme"
      |        ^^^
      |
      = help: write `"""` at its end
    "#);
}

#[test]
fn a_bracket_is_pointed_at_where_it_opens() {
    insta::assert_snapshot!(reports(&[
        "[[clients]]\nredirect_uris = [\"http://localhost/\"\n\n# The people.\n[[users]]\nemail = \"a@b.example\"\n",
        "[[users]]\nmemberships = [{ organization = \"Acme\" ]\n",
        "[environment]\nsign_in = { as = \"alice@acme.example\"\n\n[policies]\n",
    ]), @r#"
    error: this list is not closed, or lacks a comma
     --> seed:2:17
      |
    2 | redirect_uris = ["http://localhost/"
      |                 ^
      |
      = note: what belongs to it ends before seed:5:1
      = help: write `]` at its end, and `,` between what is in it

    error: this table is not closed, or lacks a comma
     --> seed:2:16
      |
    2 | memberships = [{ organization = "Acme" ]
      |                ^
      |
      = note: what belongs to it ends before seed:2:40
      = help: write `}` at its end, and `,` between what is in it

    error: this table is not closed, or lacks a comma
     --> seed:2:11
      |
    2 | sign_in = { as = "alice@acme.example"
      |           ^
      |
      = note: what belongs to it ends before seed:4:1
      = help: write `}` at its end, and `,` between what is in it
    "#);
}

#[test]
fn a_repeated_key_gets_the_advice_what_to_write() {
    insta::assert_snapshot!(reports(&[
        "[[clients]]\nname = \"Acme web\"\nname = \"x\"\n",
        "[clients]\nname = \"Acme web\"\n\n[[clients]]\nname = \"Acme SPA\"\n",
        "[[clients]]\nname = \"Acme web\"\n\n[clients]\nname = \"Acme SPA\"\n",
        "[policies]\n\n[policies]\n",
    ]), @r#"
    error: there is a `name` here already
     --> seed:3:1
      |
    3 | name = "x"
      | ^^^^
      |
      = help: write `name` once; another `[[…]]` begins another table

    error: `[clients]` is one table, and there are several
     --> seed:1:1
      |
    1 | [clients]
      | ^^^^^^^^^
      |
      = help: write `[[clients]]`, with two brackets, each time

    error: one of several tables has two brackets
     --> seed:4:2
      |
    4 | [clients]
      |  ^^^^^^^
      |
      = note: the first is at seed:1:1
      = help: write `[[clients]]`, with two brackets, each time

    error: there is a `[policies]` already
     --> seed:3:2
      |
    3 | [policies]
      |  ^^^^^^^^
      |
      = note: the first is at seed:1:1
      = help: write all of `[policies]` in one place
    "#);
}
