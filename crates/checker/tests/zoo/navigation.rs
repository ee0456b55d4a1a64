//! A page that answers everybody without a session as it answers scripts.

use checker::{Options, Outcome};

use crate::bare::{self, Answer, Known, Request};
use crate::world;

async fn answer(known: Known, request: Request, stranger: Answer) -> Option<Answer> {
    Some(match request.path() {
        "/" => Answer::page("200 OK", "<a href=/login>Sign in</a> <a href=/home>Home</a>"),
        "/login" => known.authorization(),
        "/auth/callback" => {
            known.exchange(&request.code()?).await?;
            Answer::redirect("/home")
                .setting("session=1; Path=/; HttpOnly; SameSite=Lax".to_owned())
        }
        "/home" if request.cookie("session").is_some() => Answer::page("200 OK", "<h1>Home</h1>"),
        "/home" => stranger,
        _ => Answer::page("404 Not Found", ""),
    })
}

/// Returns what a check says where strangers get this answer.
async fn outcome_of(stranger: fn() -> Answer) -> Outcome {
    let (idp, app) = bare::start(move |known, request| answer(known, request, stranger())).await;
    let slugs = vec!["scripts-get-401".to_owned()];
    let report = checker::check(Options { slugs, ..world::options(&idp, &app) }).await;
    report.expect("a check").row("scripts-get-401").expect("a row").outcome.clone()
}

#[tokio::test]
async fn a_person_who_navigates_without_a_session_finds_a_way_to_sign_in_and_no_data() {
    let json = outcome_of(|| Answer::json("401 Unauthorized")).await;
    let page = outcome_of(|| Answer::page("401 Unauthorized", "<a href=/login>Sign in</a>")).await;
    let away = outcome_of(|| Answer::redirect("/login")).await;

    let breach = json.breach().expect("it is broken");
    assert!(breach.what.starts_with("/home answers 401 with JSON to a person"), "{breach:?}");
    assert_eq!(breach.weight, checker::Weight::Advice);
    assert_eq!([page.as_str(), away.as_str()], ["does_not_apply"; 2]);
}
