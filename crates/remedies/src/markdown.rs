//! The tables as a page of the documentation.

use std::fmt::Write as _;

use crate::{COMMANDS, Command, QUESTIONS, Question, SYMPTOMS, Symptom};

/// What stands before the tables.
const BEGINNING: &str = "\
# My logout does not work

For programmers: what is seen, what the record of the fake shows, the cause, and the remedy. The fake shows this page at
`/_mock/why`, and there it looks at its own exchanges first: what is wrong with your application stands above everything else.
`mock-idp explain` with the name of a practice has the reasons, and for many the code.

This page is made of the tables of `crates/remedies`, and a test holds it to them.

";

/// What stands before the commands.
const VARIABLES: &str = "\
## Commands that look

They run in a POSIX shell, with these variables. `COOKIE` is copied from the developer tools of a browser that is signed in. If
the fake has a control token, what calls it needs `-H \"Authorization: Bearer $MOCK_IDP_CONTROL_TOKEN\"` too.

```sh
APP=http://localhost:3000 FAKE=http://127.0.0.1:8080/_mock COOKIE='session=…' LOG=app.log
REDIS_URL=redis://127.0.0.1:6379 DATABASE_URL=postgres://localhost/app
```

";

/// Returns the page of the documentation.
pub fn to_markdown() -> String {
    let mut page = BEGINNING.to_owned();
    for symptom in SYMPTOMS {
        write(&mut page, symptom);
    }
    page.push_str(VARIABLES);
    for Command { question, line, answer, .. } in COMMANDS {
        let _ = writeln!(page, "### {question}\n\n```sh\n{line}\n```\n\n{answer}\n");
    }
    page.push_str("## Questions\n");
    for Question { question, answer, command } in QUESTIONS {
        let shown = crate::command(command).map_or("", |command| command.question);
        let _ = writeln!(page, "\n### {question}\n\n{answer} See [{shown}](#{})", anchor(shown));
    }
    page
}

fn write(page: &mut String, Symptom { seen, causes, .. }: &Symptom) {
    let _ = writeln!(
        page,
        "## {seen}\n\n| the record shows | cause | remedy | practice |\n|---|---|---|---|"
    );
    for cause in *causes {
        let slug = cause.practice.slug;
        let _ = writeln!(page, "| {} | {} | {} | `{slug}` |", cause.record, cause.cause, cause.fix);
    }
    page.push('\n');
}

/// Returns the place of a heading in a page, as GitHub names it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
