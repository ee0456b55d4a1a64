//! The lessons: a user agent walks through each to its end, and each what-if shows what is wrong.

mod drawings;
mod refused;
mod walks;

use std::time::Duration;

use mock_idp::Classroom;
use reqwest::header::COOKIE;
use reqwest::redirect::Policy;
use scraper::{Html, Selector};
use user_agent::{Jar, UserAgent};

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

    /// Shows the application a copy of its cookies, as `curl` does.
    async fn show_the_copy(&self, kept: &Jar) {
        let own = kept.cookies().iter().filter(|cookie| !cookie.name.starts_with("sk_idp"));
        let own: Vec<_> = own.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        let curl = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        let shown = curl.get(self.url("/dashboard")).header(COOKIE, own.join("; "));
        shown.send().await.expect("the hosted page");
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
                self.show_the_copy(&kept).await;
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
