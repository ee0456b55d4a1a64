//! The pages of the lessons.

use super::{Spelling, html, moment};
use crate::environment::{Id as _, SessionId, UserId};
use crate::http::pages::{Addresses, Drawings, LessonPage, LessonsPage};
use crate::journal::StoryLine;
use crate::lessons::{Came, Of, Progress, named};

pub(super) fn spelt(say: Spelling) -> Vec<(&'static str, String)> {
    vec![("lessons", html(&lessons(say))), ("lesson", html(&page(say)))]
}

fn lessons(say: Spelling) -> LessonsPage {
    LessonsPage { environment: say("http://127.0.0.1:8080"), path: "/_mock/lessons" }
}

/// Returns a sign-out that ended nothing, after a sign-in.
fn page(say: Spelling) -> LessonPage {
    let lesson = named("sign-out").expect("the lesson");
    let line = |seq, event: &str, sentence: &str| StoryLine {
        seq,
        elapsed: "00:07".to_owned(),
        who: None,
        event: event.to_owned(),
        sentence: say(sentence),
        weight: None,
    };
    let of = Of { session: SessionId::named("ses_1"), user: UserId::named("usr_1") };
    let at = moment("2026-11-21T12:04:07Z");
    let came = [
        Came {
            at,
            line: StoryLine {
                who: Some(say("alice@acme.example")),
                ..line(7, "tokens.issued", "Acme web for alice@acme.example: access, id, refresh")
            },
            of: Some(of),
            by_browser: true,
        },
        Came {
            at,
            line: line(8, "logout.ended_nothing", "the request carried no Scalekit cookie"),
            of: None,
            by_browser: true,
        },
    ];
    LessonPage {
        path: "/_mock/lessons",
        lesson,
        addresses: Addresses {
            application: Some(say("http://localhost:3000")),
            name: Some(say("Acme web")),
            environment: "http://127.0.0.1:8080".to_owned(),
            control: "http://127.0.0.1:8080/_mock".to_owned(),
        },
        progress: Progress::of(lesson, came),
        after: 0,
        last: 8,
        drawings: Drawings::Failed(say("no port is free")),
    }
}
