//! The scenes of a report: what was requested when a practice was broken, without a value.

use checker::{Options, Report};
use scraper::{Html, Selector};
use theatre::Density;
use zoo::Defect;

use crate::world;

/// Checks an application with a defect by some rows.
async fn report_of(defect: Defect, slugs: &[&str]) -> Report {
    let slugs = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let few = |options: Options| Options { slugs, ..options };
    world::check_zoo_with(&[defect], few).await.0.expect("a check")
}

fn scene<'r>(report: &'r Report, slug: &str) -> &'r theatre::Scene {
    let breach = report.row(slug).expect("a row").outcome.breach().expect("a breach");
    breach.scene.as_ref().expect("a scene")
}

/// Shortens the names of cookies of attempts, which end in another word each time.
fn the_same_each_time(text: &str) -> String {
    let mut parts = text.split("zoo_attempt_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c));
        text + "zoo_attempt" + rest
    })
}

#[tokio::test]
async fn a_session_that_lives_on_is_shown_from_the_sign_in_to_the_request_with_kept_cookies() {
    let report = report_of(Defect::SessionLivesOn, &["session-dies-on-the-server"]).await;

    let text = scene(&report, "session-dies-on-the-server").to_text();
    insta::assert_snapshot!(the_same_each_time(&text));
}

#[tokio::test]
async fn a_logout_by_the_server_is_marked_where_the_fake_found_it() {
    let report = report_of(Defect::ServerCallsLogout, &["logout-by-navigation"]).await;

    let diagram = scene(&report, "logout-by-navigation").to_mermaid(Density::Lanes);
    insta::assert_snapshot!(the_same_each_time(&diagram));
}

#[tokio::test]
async fn the_page_has_a_figure_for_each_breach_and_needs_nothing_but_itself() {
    let report = report_of(Defect::SessionLivesOn, &[]).await;
    let html = report.to_html(&world::made());
    let page = Html::parse_document(&html);
    let count = |selector: &str| page.select(&Selector::parse(selector).expect("CSS")).count();

    assert_eq!(
        count("figure.scene-figure"),
        report.broken().count(),
        "{}",
        world::in_words(&report)
    );
    assert_eq!(count("figure.scene-figure svg[role=img][aria-label]"), count("figure"));
    assert_eq!(count("figure [id]"), 0, "several figures stand in one page");
    assert_eq!((count("script"), count("[src], link[rel=stylesheet]")), (0, 0));
}

#[tokio::test]
async fn no_scene_has_a_value_in_any_form() {
    let report = report_of(Defect::HintInOwnUrl, &[]).await;

    let html = report.to_html(&world::made());

    assert!(html.contains("scene-figure"));
    let word = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-';
    let long: Vec<_> = html.split(word).filter(|word| word.len() > 40 && !is_words(word)).collect();
    assert_eq!(long, [""; 0], "a token, a code and a state are longer than any word");
    assert!(!html.contains(world::SECRET));
}

fn is_words(text: &str) -> bool {
    text.split(['-', '_']).all(|word| word.chars().all(|c| c.is_ascii_lowercase()))
}
