//! The page `My logout does not work`.

use super::{Spelling, html, moment};
use crate::http::pages::{Moment, Seen, SeenFinding, SeenLogout, SeenRefusal, WhyPage};
use crate::journal::StoryLine;

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    let page = |seen| WhyPage {
        environment: say("http://127.0.0.1:8080"),
        control_url: say("http://127.0.0.1:8080/_mock"),
        application_url: say("http://localhost:3000"),
        seen,
    };
    vec![("why", html(&page(seen(say)))), ("why_empty", html(&page(Seen::default())))]
}

fn seen(say: Spelling) -> Seen {
    let at = moment("2026-11-21T12:04:07Z");
    Seen {
        sign_outs: 1,
        findings: vec![SeenFinding {
            weight: "fault".to_owned(),
            at: Some(at),
            client: Some(say("Acme web")),
            what: say("the server of the application called /oidc/logout"),
            number: 7,
            fix: "Redirect the browser instead.",
            slug: "logout-by-navigation",
        }],
        other_findings: 2,
        logouts: vec![SeenLogout {
            number: 7,
            at,
            request: say("GET /oidc/logout"),
            sender: say("node-fetch/3.3.2"),
            has_cookie: false,
            has_hint: true,
            outcome: say("302 to http://localhost:3000/logged-out"),
        }],
        refusals: vec![SeenRefusal {
            at: Moment { at, elapsed: "04:07".to_owned() },
            line: StoryLine {
                seq: 12,
                elapsed: "04:07".to_owned(),
                who: None,
                event: say("logout.ended_nothing"),
                sentence: say("the request carried no Scalekit cookie"),
                weight: None,
            },
        }],
    }
}
