//! The lessons: a user agent walks through each to its end, and each what-if shows what is wrong.

use std::time::Duration;

use mock_idp::{Classroom, Control, LessonError, MockIdp, Seed};
use reqwest::header::HOST;
use reqwest::redirect::Policy;
use scraper::{Html, Selector};
use user_agent::{Probe, UserAgent};

use crate::http::PATIENCE;

const ALICE: &str = "alice@acme.example";
const BOB: &str = "bob@acme.example";

/// Longer than an access token lives.
const A_WHILE: Duration = Duration::from_mins(6);

/// A learner: a classroom, a browser for the application, and another that reads the lesson.
struct Learner {
    room: Classroom,
    browser: UserAgent,
    reader: UserAgent,
    page: String,
}

/// A page as somebody reads it.
struct Read(Html);

impl Learner {
    /// Begins a lesson.
    async fn begin(lesson: &str) -> Self {
        let room = Classroom::start(0, 0).await.expect("free ports");
        let page = room.idp().teach(lesson).await.expect("a lesson");
        Self { browser: browser(&room), reader: browser(&room), room, page }
    }

    /// Reads the page of the lesson.
    async fn read(&mut self) -> Read {
        let page = self.reader.open(&self.page).await.expect("the page");
        assert_eq!(page.status(), 200);
        Read(Html::parse_document(page.body()))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.room.application_url())
    }

    async fn sign_in_as(&mut self, person: &str) {
        sign_in(&self.room, &mut self.browser, person).await;
    }

    async fn open(&mut self, path: &str) {
        let url = self.url(path);
        self.browser.open(&url).await.expect("a page");
    }

    async fn sign_out(&mut self) {
        self.open("/dashboard").await;
        self.browser.press("Sign out").await.expect("the sign-out");
    }

    /// Requests the logout as a server does.
    async fn call_the_logout(&self) {
        let url = format!("{}/oidc/logout", self.room.idp().environment_url());
        let server = reqwest::Client::builder().timeout(PATIENCE).redirect(Policy::none());
        let answer = server.build().expect("a client").get(url).send().await.expect("an answer");
        assert!(answer.status().as_u16() < 400, "it looks well");
    }

    /// Does what the steps of a lesson say.
    async fn walk(&mut self, lesson: &str) {
        self.sign_in_as(ALICE).await;
        match lesson {
            "sign-in" => {}
            "callback" => {
                self.open("/auth/callback?code=guessed&state=guessed").await;
                self.sign_out().await;
                self.open("/").await;
                self.browser.click("Sign in").await.expect("the hosted page");
            }
            "staying-signed-in" => {
                for _ in 0..2 {
                    self.room.idp().clock().advance(A_WHILE);
                    self.open("/dashboard").await;
                }
            }
            "sign-out" => {
                self.sign_out().await;
                self.sign_in_as(BOB).await;
            }
            "server-did-it" => {
                self.call_the_logout().await;
                self.sign_out().await;
            }
            "kept-cookie" => {
                let kept = self.browser.jar();
                self.sign_out().await;
                self.browser.restore(&kept);
                self.open("/dashboard").await;
            }
            "foreign-link" => {
                let link = self.url("/logout");
                let elsewhere = self.browser.from_page("http://evil.localhost:1/").expect("a page");
                elsewhere.link(&link).await.expect("the question");
                self.browser.press("Sign out").await.expect("the sign-out");
                self.sign_in_as(ALICE).await;
            }
            "everywhere" => {
                let mut phone = browser(&self.room);
                sign_in(&self.room, &mut phone, ALICE).await;
                self.room.idp().revoke_sessions(ALICE).expect("her sessions");
                self.room.idp().deliveries_settled(PATIENCE).await.expect("the logout tokens");
                phone.open(&self.url("/dashboard")).await.expect("the hosted page");
            }
            other => panic!("nobody knows how to walk through {other}"),
        }
    }
}

fn browser(room: &Classroom) -> UserAgent {
    let clock = room.idp().clock().clone();
    UserAgent::new().clock(move || clock.system_time())
}

async fn sign_in(room: &Classroom, browser: &mut UserAgent, person: &str) {
    browser.open(room.application_url()).await.expect("the first page");
    room.idp().sign_in_next_as(person).expect("a person of the seed");
    browser.click("Sign in").await.expect("the sign-in");
}

impl Read {
    fn texts(&self, css: &str) -> Vec<String> {
        let selector = Selector::parse(css).expect("a selector");
        let of = |element: scraper::ElementRef| {
            let text: String = element.text().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        self.0.select(&selector).map(of).collect()
    }

    /// Returns how many steps are done, and how many there are.
    fn steps(&self) -> (usize, usize) {
        (self.texts(".step[data-state=done]").len(), self.texts(".step").len())
    }
}

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
async fn what_came_instead_is_said_with_what_to_do() {
    let mut learner = Learner::begin("sign-out").await;
    learner.sign_in_as(ALICE).await;

    learner.call_the_logout().await;

    let page = learner.read().await;
    assert_eq!(page.steps(), (1, 4));
    let said = &page.texts(".alert")[0];
    assert!(said.starts_with("logout.ended_nothing came at 00:0"), "{said}");
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

#[tokio::test]
async fn what_is_no_lesson_is_refused_and_another_host_sees_none() {
    let idp = MockIdp::start();
    let reader = UserAgent::new();
    let status = async |path: &str| {
        let probe = Probe::get(&format!("{}{path}", idp.control_url()));
        reader.probe(probe).await.expect("an answer").status()
    };

    assert_eq!(status("/lessons/none").await, 404);
    assert_eq!(status("/lessons/sign-out?colour=red").await, 400);
    assert_eq!(status("/lessons/sign-out?after=x").await, 400);
    let error = idp.teach("none").await.expect_err("there is none");
    assert!(matches!(error, LessonError::Unknown { .. }), "{error}");
    let client = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
    let url = format!("{}/lessons/sign-out", idp.control_url());
    let elsewhere = client.get(&url).header(HOST, "evil.example").send().await.expect("an answer");
    assert_eq!(elsewhere.status(), 403);
    let page = client.get(&url).send().await.expect("an answer");
    assert_eq!(page.headers()["x-frame-options"], "DENY");
    let closed = MockIdp::builder().control(Control::Off).start().expect("a fake");
    let url = format!("{}/_mock/lessons", closed.environment_url());
    assert_eq!(client.get(url).send().await.expect("an answer").status(), 404);
}
