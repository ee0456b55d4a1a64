//! The steps of a lesson: what ticks them, and what is said of what came instead.

use mock_idp::{MockIdp, Seed};
use scraper::Html;
use user_agent::UserAgent;

use super::{ALICE, BOB, Learner, Read, browser, sign_in};

#[tokio::test]
async fn each_lesson_is_walked_to_its_end() {
    for (name, title) in MockIdp::lessons() {
        let mut learner = Learner::begin(name).await;
        let before = learner.read().await;
        assert_eq!(before.texts("h1"), [title]);
        assert_eq!(before.steps().0, 0, "{name}");

        learner.walk(name).await;

        let after = learner.read().await;
        let (done, all) = after.steps();
        assert_eq!(done, all, "{name}: {}", learner.room.idp().journal());
        assert_eq!(after.texts(".done"), ["That is the whole of it."], "{name}");
        assert!(all >= 3, "{name}");
    }
}

#[tokio::test]
async fn what_came_instead_is_said_with_what_to_do() {
    let mut learner = Learner::begin("sign-out").await;
    learner.sign_in_as(ALICE).await;

    learner.call_the_logout().await;

    let page = learner.read().await;
    assert_eq!(page.steps(), (1, 4));
    let said = &page.texts(".alert")[0];
    let time = said.strip_prefix("logout.ended_nothing came at ").expect("what came");
    let numbers: Vec<_> = time.split(", ").next().expect("a time").split(':').collect();
    assert!(numbers.len() == 3 && numbers.iter().all(|number| number.len() == 2), "{said}");
}

#[tokio::test]
async fn it_begins_again_after_an_entry_and_leaves_the_journal_alone() {
    let mut learner = Learner::begin("sign-in").await;
    learner.walk("sign-in").await;
    let page = learner.reader.open(&learner.page).await.expect("the page");
    assert!(page.body().contains("That is the whole of it."));

    let again = learner.reader.click("Begin again").await.expect("the page");

    assert!(again.url().query().is_some_and(|query| query.starts_with("after=")));
    let again = Read(Html::parse_document(again.body()));
    assert_eq!(again.steps(), (0, 4));
    assert!(learner.room.idp().journal().contains("tokens.issued"));
}

#[tokio::test]
async fn a_step_has_the_address_of_the_application_and_the_line_to_run() {
    let mut learner = Learner::begin("sign-in").await;
    let front = format!("{}/", learner.room.application_url());
    assert_eq!(learner.read().await.texts(".step a")[0], front);

    let mut learner = Learner::begin("kept-cookie").await;
    let dashboard = learner.url("/dashboard");
    learner.sign_in_as(ALICE).await;
    let lines = learner.read().await.texts(".step pre");
    assert!(lines[0].starts_with("curl ") && lines[0].ends_with(&dashboard), "{lines:?}");
    assert!(lines[0].contains("-b 'NAME=VALUE'"), "{lines:?}");

    let nowhere = Seed::from_toml("[[organizations]]\nname = \"Acme\"\n").expect("a seed");
    let nowhere = MockIdp::start_with(nowhere);
    let page = format!("{}/lessons/sign-in", nowhere.control_url());
    let page = UserAgent::new().open(&page).await.expect("the page").text();
    assert!(page.contains("does not know where the application is"), "{page}");
}

#[tokio::test]
async fn a_lesson_names_whom_it_follows_and_the_line_is_about_that_person() {
    let mut learner = Learner::begin("everywhere").await;
    let before = learner.read().await;

    learner.sign_in_as(BOB).await;

    let after = learner.read().await;
    assert!(before.texts(".step pre")[0].contains("/users/alice@acme.example/"));
    assert!(after.texts(".step pre")[0].contains("/users/bob@acme.example/"));
    assert_eq!(
        after.texts("#walk > .aside"),
        ["This lesson follows the session of bob@acme.example."]
    );
}

#[tokio::test]
async fn what_another_person_does_ticks_no_step() {
    let mut learner = Learner::begin("sign-out").await;
    learner.sign_in_as(BOB).await;
    let mut another = browser(&learner.room);
    sign_in(&learner.room, &mut another, ALICE).await;
    another.open(&learner.url("/dashboard")).await.expect("a page");

    another.press("Sign out").await.expect("the sign-out");

    let page = learner.read().await;
    assert_eq!(page.steps(), (1, 4));
    assert!(page.texts(".alert")[0].contains("another session"), "{:?}", page.texts(".alert"));
}

#[tokio::test]
async fn a_lesson_to_which_a_link_leads_counts_what_comes_from_then_on() {
    let mut learner = Learner::begin("sign-out").await;
    learner.walk("sign-out").await;
    learner.read().await;

    let page = learner.reader.click("The kept cookie").await.expect("the page");

    learner.page = page.url().to_string();
    assert_eq!(learner.read().await.steps(), (0, 3), "{}", learner.page);
    learner.browser = browser(&learner.room);
    learner.walk("kept-cookie").await;
    assert_eq!(learner.read().await.steps(), (3, 3), "a reload does not begin anew");
}
