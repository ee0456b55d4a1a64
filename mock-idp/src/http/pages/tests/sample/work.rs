//! The pages of exchanges and of the verdict.

use super::{Spelling, html, moment};
use crate::http::pages::{ExchangePage, ExchangeRow, ExchangesPage, Moment, VerdictPage};
use crate::verdict::Verdict;

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    let environment = || say("http://127.0.0.1:8787");
    let rows = vec![row(say, 8, None), row(say, 7, Some("refused")), row(say, 6, Some("failed"))];
    vec![
        ("exchanges", html(&ExchangesPage { environment: environment(), rows, more: 3 })),
        (
            "exchange",
            html(&ExchangePage {
                environment: environment(),
                row: row(say, 7, Some("refused")),
                facts: vec![("client", say("skc_1")), ("gave", say("code"))],
                json: say("{\n  \"number\": 7\n}"),
            }),
        ),
        (
            "verdict",
            html(&VerdictPage {
                environment: environment(),
                fragment: Verdict::default().to_fragment("/_mock/exchanges", &|_| Vec::new()),
            }),
        ),
    ]
}

fn row(say: Spelling, number: u64, mark: Option<&'static str>) -> ExchangeRow {
    ExchangeRow {
        number,
        at: Moment { at: moment("2026-11-21T14:03:20Z"), elapsed: say("05:32") },
        request: say("POST /oauth/token"),
        sender: say("node-fetch/3.3.2"),
        outcome: say("400, invalid_grant"),
        mark,
    }
}
