//! An application as the first pages of Scalekit's documents make it: its sign-in ends at a page that is not there, and its
//! cookie goes to the callback alone.

use checker::Options;

use crate::bare::{self, Answer, Known, Request};
use crate::world;

async fn answer(known: Known, request: Request) -> Option<Answer> {
    Some(match request.path() {
        "/" => Answer::page("200 OK", "<a href=/login>Sign in</a>"),
        "/login" => known.authorization(),
        "/auth/callback" => {
            known.exchange(&request.code()?).await?;
            Answer::redirect("/dashboard/profile").setting("accessToken=1; HttpOnly".to_owned())
        }
        "/dashboard" => Answer::json("401 Unauthorized"),
        _ => Answer::page("404 Not Found", "{}"),
    })
}

#[tokio::test]
async fn where_no_guarded_page_is_found_the_report_says_what_keeps_the_person_out() {
    let (idp, app) = bare::start(answer).await;
    let options =
        Options { slugs: vec!["logout-carries-hint".to_owned()], ..world::options(&idp, &app) };

    let report = checker::check(options).await.expect("a check");

    assert_eq!(
        report.found.subject.remarks,
        [
            "the sign-in ends at /dashboard/profile, which answers 404",
            "the person who has just signed in gets 401 with JSON at /dashboard",
            "the cookie accessToken does not go to /dashboard: /auth/callback set it without a Path, which makes it /auth",
        ]
    );
    assert_eq!(report.exit(), 3, "{report}");
}
