//! The journal's pages.

use super::{Spelling, html, moment};
use crate::http::pages::{JournalPage, JournalRow, Moment};
use crate::journal::StoryLine;

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    let named = || JournalPage {
        environment: say("http://127.0.0.1:8787"),
        address: say("/_mock/journal?event=user.*"),
        names: vec![say("user.login"), say("user.logout")],
        ..JournalPage::default()
    };
    vec![
        (
            "journal",
            html(&JournalPage {
                rows: rows(say),
                earlier: Some(say("/_mock/journal?before=40")),
                events: Some(say("/_mock/journal/events?from=43")),
                ..named()
            }),
        ),
        (
            "journal_earlier",
            html(&JournalPage {
                event: say("user.*"),
                text: say("alice"),
                is_earlier: true,
                ..named()
            }),
        ),
        ("journal_empty", html(&named())),
        (
            "journal_error",
            html(&JournalPage {
                event: say("usr.*"),
                error: Some(say("No event is called usr.*. Did you mean user.*?")),
                ..named()
            }),
        ),
    ]
}

fn rows(say: Spelling) -> Vec<JournalRow> {
    let row =
        |seq, who: Option<&str>, event: &str, sentence: &str, weight: Option<&str>| JournalRow {
            line: StoryLine {
                seq,
                elapsed: "05:32".to_owned(),
                who: who.map(say),
                event: say(event),
                sentence: say(sentence),
                weight: weight.map(say),
            },
            at: Moment { at: moment("2026-11-21T14:03:20Z"), elapsed: say("05:32") },
            json: say("{\n  \"seq\": 42\n}"),
        };
    let alice = Some("alice@acme.example");
    vec![
        row(42, alice, "user.logout", "alice@acme.example: signed out", None),
        row(
            41,
            None,
            "verdict.finding",
            "the application's server called /oidc/logout",
            Some("fault"),
        ),
        row(40, None, "token.refused", "invalid_grant: this code is unknown", None),
    ]
}
