//! The drawings of a lesson: the right flow, and the one with a defect.

use mock_idp::MockIdp;
use scraper::{Html, Selector};
use user_agent::UserAgent;

use super::{Learner, Read};

#[tokio::test]
async fn each_what_if_shows_the_finding_beside_a_flow_without_one() {
    for (name, _) in MockIdp::lessons() {
        let mut learner = Learner::begin(name).await;

        let page = learner.read().await;

        let practice = page.texts("#what-if ~ p code.whole")[0].clone();
        let slug = practice.rsplit(' ').next().expect("a name").to_owned();
        assert_eq!(page.texts("figure").len(), 2, "{name}");
        let nothing: [&str; 0] = [];
        assert_eq!(page.texts("figure:first-child .finding"), nothing, "{name}");
        let found = page.texts("figure:last-child .finding code");
        assert!(found.contains(&slug), "{name}: {slug} is not among {found:?}");
    }
}

#[tokio::test]
async fn on_paper_a_lesson_is_the_same_in_every_class_and_loads_nothing() {
    for (name, _) in MockIdp::lessons() {
        let mut papers = Vec::new();
        for _ in 0..2 {
            let mut learner = Learner::begin(name).await;
            let paper = learner.reader.open(&format!("{}.html", learner.page)).await;
            papers.push(paper.expect("the paper").body().to_owned());
        }

        assert!(papers[0] == papers[1], "{name} differs");
        let page = Html::parse_document(&papers[0]);
        for loaded in ["script", "link:not([href='data:,'])", "img", "iframe"] {
            assert_eq!(page.select(&Selector::parse(loaded).expect("a selector")).count(), 0);
        }
        if ["sign-out", "kept-cookie"].contains(&name) {
            let body = papers[0].split("</style>").last().expect("a body");
            insta::assert_snapshot!(format!("{name}_on_paper"), body);
        }
    }
}

#[tokio::test]
async fn the_list_leads_to_each_lesson_and_both_scenes_are_drawn_in_every_fake() {
    let idp = MockIdp::start();
    let mut reader = UserAgent::new();

    let list = reader.open(&format!("{}/lessons", idp.control_url())).await.expect("the list");

    let lessons = list.links().into_iter().filter(|link| link.url.path().contains("/lessons/"));
    assert_eq!(lessons.count(), MockIdp::lessons().len(), "{}", list.text());
    let lesson = reader.click("A sign-out, done right").await.expect("the lesson");
    assert_eq!(Read(Html::parse_document(lesson.body())).texts("figure").len(), 2);
    assert_eq!(idp.journal(), "", "it is played elsewhere");
}

/// Returns what is said of each life of this name in a drawing.
fn lives(page: &Read, drawing: &str, name: &str) -> Vec<String> {
    let names = page.texts(&format!("{drawing} .lives-in-words dt"));
    let stories = page.texts(&format!("{drawing} .lives-in-words dd"));
    let lives = names.into_iter().zip(stories);
    // Those of one name are numbered.
    let is_of = |of: &str| of.split_once(", ").map_or(of, |(of, _)| of) == name;
    lives.filter(|(of, _)| is_of(of)).map(|(_, story)| story).collect()
}

#[tokio::test]
async fn the_session_of_the_application_ends_in_one_drawing_and_goes_on_in_the_other() {
    let (right, wrong) = ("figure:first-child", "figure:last-child");

    let page = Learner::begin("kept-cookie").await.read().await;
    let sessions = [right, wrong].map(|drawing| lives(&page, drawing, "app session").concat());
    assert!(sessions[0].contains("dead"), "{sessions:?}");
    assert!(sessions[1].contains("though it should not"), "{sessions:?}");

    for lesson in ["sign-out", "server-did-it"] {
        let page = Learner::begin(lesson).await.read().await;
        let [ended, went_on] =
            [right, wrong].map(|drawing| lives(&page, drawing, "Scalekit cookie"));
        assert!(ended[0].contains("dead"), "{lesson}: {ended:?}");
        assert!(went_on[0].contains("though it should not"), "{lesson}: {went_on:?}");
        assert!(lives(&page, wrong, "app session")[0].contains("dead"), "{lesson}");
    }

    let page = Learner::begin("everywhere").await.read().await;
    let sessions = lives(&page, wrong, "app session");
    assert_eq!(sessions.len(), 2, "one of each device");
    assert!(sessions.iter().all(|story| story.contains("though it should not")), "{sessions:?}");
}
