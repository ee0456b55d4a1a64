//! An application as the first pages of Scalekit's documents make it: its sign-in ends at a page that is not there, and its
//! cookie goes to the callback alone.

use checker::{Options, Report};

use crate::bare::{self, Answer, Known, Request};
use crate::world;

async fn answer(known: Known, request: Request) -> Option<Answer> {
    Some(match request.path() {
        "/" => Answer::page("200 OK", "<a href=/login>Sign in</a> <a href=/logout>Sign out</a>"),
        "/login" => known.authorization(),
        "/auth/callback" => {
            let tokens = known.exchange(&request.code()?).await?;
            let kept = format!("idToken={}; HttpOnly; SameSite=Lax", tokens["id_token"].as_str()?);
            Answer::redirect("/dashboard/profile")
                .setting("accessToken=1; HttpOnly".to_owned())
                .setting(kept)
        }
        "/logout" => known.logout(request.cookie("idToken")).setting("old=; Max-Age=0".to_owned()),
        "/dashboard" => Answer::json("401 Unauthorized"),
        "/logged-out" => Answer::page("200 OK", "<a href=/login>Sign in</a>"),
        _ => Answer::page("404 Not Found", "{}"),
    })
}

/// Checks some rows; all, if there are none.
async fn report_of(slugs: &[&str]) -> Report {
    let (idp, app) = bare::start(answer).await;
    let slugs = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    checker::check(Options { slugs, ..world::options(&idp, &app) }).await.expect("a check")
}

#[tokio::test]
async fn where_no_guarded_page_is_found_the_report_says_what_keeps_the_person_out() {
    let report = report_of(&["logout-carries-hint"]).await;

    assert_eq!(
        report.found.subject.remarks,
        [
            "the sign-in ends at /dashboard/profile, which answers 404",
            "the person who has just signed in gets 401 with JSON at /dashboard",
            "the cookie accessToken does not go to /dashboard: /auth/callback set it without a Path, which makes it /auth",
            "the cookie idToken does not go to /dashboard: /auth/callback set it without a Path, which makes it /auth",
        ]
    );
    assert_eq!(report.found.subject.guarded, []);
    assert_eq!(report.exit(), 1, "{report}");
}

#[tokio::test]
async fn what_only_needs_a_sign_in_and_a_press_of_the_sign_out_is_decided_without_a_guarded_page() {
    let report = report_of(&[]).await;

    for (slug, outcome) in [
        ("secret-stays-on-the-server", "holds"),
        ("sdk-arguments", "does_not_apply"),
        ("same-site-none-needs-secure", "does_not_apply"),
        ("cookie-reaches-its-routes", "broken"),
        ("cookie-tokens-are-encrypted", "broken"),
        ("one-cookie-a-name", "holds"),
        ("logout-carries-hint", "follows_from"),
        ("logout-reaches-scalekit", "holds"),
        ("logout-by-navigation", "holds"),
        ("redirect-is-303", "holds"),
        ("every-cookie-is-cleared", "broken"),
        ("post-logout-uri-is-registered", "holds"),
        ("logout-state-is-new", "does_not_apply"),
        ("landing-page-waits", "holds"),
        ("logout-is-idempotent", "holds"),
        ("hint-stays-out-of-own-urls", "holds"),
        ("form-action-allows-scalekit", "does_not_apply"),
        ("logout-clears-leftovers", "follows_from"),
        ("clear-site-data-is-extra", "does_not_apply"),
        // These need to see who is signed in.
        ("session-dies-on-the-server", "not_tried"),
        ("tokens-hidden-from-scripts", "not_tried"),
    ] {
        assert_eq!(report.row(slug).expect("a row").outcome.as_str(), outcome, "{slug}\n{report}");
    }
}

#[tokio::test]
async fn a_cookie_that_was_never_set_is_not_among_those_that_nothing_clears() {
    let report = report_of(&["logout-carries-hint"]).await;

    let names: Vec<_> = report.found.cookies.iter().map(|cookie| cookie.name.as_str()).collect();
    assert_eq!(names, ["accessToken", "idToken"], "{report}");
}
