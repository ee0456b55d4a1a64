//! What-ifs: the flow of a lesson, played by a user agent at an application that does it right, and at one with a defect.
//!
//! Clock and ids are given, and the addresses in the scenes are the usual ones, so each play is the same scene.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use theatre::{Group, Mark, Message, MessageKind, Scene, Weight};
use user_agent::{Probe, UserAgent};
use zoo::Defect;

use super::classroom::Hears;
use super::{Classroom, LessonError};
use crate::clock::Clock;
use crate::exchange::Exchange;
use crate::lessons::{Lesson, Played};
use crate::seed::Seed;
use crate::server::MockIdp;
use crate::wire::Endpoint;

const ALICE: &str = "alice@acme.example";

/// When each play begins, by its clock.
const BEGINNING: &str = "2026-01-05T09:00:00Z";

/// The number that ids are drawn from.
const IDS: u64 = 1;

/// Longer than an access token lives, and than a used refresh token is forgiven.
const A_WHILE: Duration = Duration::from_mins(6);

/// Longest time that a logout token may take, by the machine's clock.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses that stand in scenes, in place of those at free ports.
const APPLICATION: &str = "http://localhost:3000";
const ENVIRONMENT: &str = "http://127.0.0.1:8080";

/// A page of another site, which nobody has to serve.
const ELSEWHERE: &str = "http://evil.localhost:1/";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The application with its fake, and Alice's browser.
struct Stage {
    room: Classroom,
    browser: UserAgent,
}

/// What happened last between browser and application, which no environment sees.
struct Ending {
    /// What happens, in a few words.
    title: &'static str,
    request: &'static str,
    /// The status of the answer.
    answer: u16,
    /// What is wrong with that, if it is wrong.
    breach: Option<&'static str>,
}

/// Plays the flow of a lesson twice.
pub(super) async fn play(lesson: &Lesson) -> Result<Played, LessonError> {
    let defect = defect(lesson.name);
    Ok(Played { right: scene(lesson, None).await?, wrong: scene(lesson, Some(defect)).await? })
}

/// Returns what is wrong with the application of a lesson's what-if.
fn defect(lesson: &str) -> Defect {
    match lesson {
        "sign-in" => Defect::StateMissing,
        "callback" => Defect::StateUnchecked,
        "staying-signed-in" => Defect::OldRefreshToken,
        "sign-out" => Defect::LocalOnly,
        "server-did-it" => Defect::ServerCallsLogout,
        "kept-cookie" => Defect::SessionLivesOn,
        "foreign-link" => Defect::GetSignsOut,
        "everywhere" => Defect::SidForgotten,
        other => unreachable!("a test plays every lesson, and {other} has no defect"),
    }
}

async fn scene(lesson: &Lesson, defect: Option<Defect>) -> Result<Scene, LessonError> {
    let is_told = lesson.name == "everywhere";
    let hears = if is_told { Hears::LogoutTokens } else { Hears::Nothing };
    let mut stage = Stage::set(defect, hears).await?;
    let ending = stage.act(lesson.name).await;
    let ending = ending.map_err(|why| LessonError::Application(why.to_string()))?;
    let idp = stage.room.idp();
    let mut scene = idp.idp.recorded(u64::MAX).scene(None);
    scene.abouts.clear();
    if let Some(ending) = ending {
        scene.groups.push(ending.group(lesson, idp.idp.last_exchange() + 1));
    }
    let (application, environment) = (stage.room.application_url(), idp.environment_url());
    change_texts(&mut scene, |text| {
        *text = text.replace(application, APPLICATION).replace(environment, ENVIRONMENT);
    });
    Ok(scene)
}

impl Stage {
    async fn set(defect: Option<Defect>, hears: Hears) -> Result<Self, LessonError> {
        let clock = Clock::frozen_at(BEGINNING.parse().expect("a time"));
        let builder = MockIdp::builder().clock(clock);
        let room = Classroom::built(builder, Seed::default().ids(IDS), 0, defect, hears).await?;
        let browser = browser(&room);
        Ok(Self { room, browser })
    }

    /// Does what the lesson is about.
    async fn act(&mut self, lesson: &str) -> Outcome<Option<Ending>> {
        let address = self.url("");
        sign_in(&self.room, &mut self.browser, &address).await?;
        match lesson {
            "callback" => self.guess_a_callback().await.map(Some),
            "staying-signed-in" => self.stay().await.map(|()| None),
            "sign-out" | "server-did-it" => self.sign_out_and_in().await.map(|()| None),
            "kept-cookie" => self.keep_a_cookie().await.map(Some),
            "foreign-link" => self.follow_a_foreign_link().await.map(Some),
            "everywhere" => self.end_everywhere().await.map(Some),
            _ => Ok(None),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.room.application_url())
    }

    async fn guess_a_callback(&self) -> Outcome<Ending> {
        // Of somebody whose sign-in is under way, which the defect would finish.
        let mut other = browser(&self.room);
        other.open(&self.url("/login")).await?;
        let page = other.open(&self.url("/auth/callback?code=guessed&state=guessed")).await?;
        let is_sent = |exchange: &&Arc<Exchange>| {
            exchange.is_at(Endpoint::Token) && exchange.caused("token.refused")
        };
        let exchanges = self.room.idp().exchanges();
        let breach = exchanges.iter().find(is_sent);
        Ok(Ending {
            title: "A callback is opened that nobody began",
            request: "GET /auth/callback code state",
            answer: page.status(),
            breach: breach.map(|_| "its code went to Scalekit before its state was compared"),
        })
    }

    async fn stay(&mut self) -> Outcome<()> {
        for _ in 0..2 {
            self.room.idp().clock().advance(A_WHILE);
            self.browser.open(&self.url("/dashboard")).await?;
        }
        Ok(())
    }

    async fn sign_out_and_in(&mut self) -> Outcome<()> {
        self.sign_out().await?;
        self.browser.open(&self.url("/")).await?;
        self.browser.click("Sign in").await?;
        Ok(())
    }

    async fn sign_out(&mut self) -> Outcome<()> {
        self.browser.open(&self.url("/dashboard")).await?;
        self.browser.press("Sign out").await?;
        Ok(())
    }

    async fn keep_a_cookie(&mut self) -> Outcome<Ending> {
        let kept = self.browser.jar();
        self.sign_out().await?;
        self.browser.restore(&kept);
        let answer = dashboard(&self.browser, &self.url("/dashboard")).await?;
        Ok(Ending {
            title: "The kept cookie is shown once more",
            request: "GET /dashboard with the kept cookie",
            answer,
            breach: is_in(answer)
                .then_some("a copy of the cookie opens the page after the sign-out"),
        })
    }

    async fn follow_a_foreign_link(&mut self) -> Outcome<Ending> {
        let link = self.url("/logout");
        let page = self.browser.from_page(ELSEWHERE)?.link(&link).await?;
        let answer = page.hops().first().map_or(page.status(), user_agent::Hop::status);
        let is_out = !is_in(dashboard(&self.browser, &self.url("/dashboard")).await?);
        Ok(Ending {
            title: "A link on another site leads to the sign-out",
            request: "GET /logout from another site",
            answer,
            breach: is_out.then_some("a link on another site signed her out"),
        })
    }

    async fn end_everywhere(&mut self) -> Outcome<Ending> {
        let mut phone = browser(&self.room);
        sign_in(&self.room, &mut phone, &self.url("")).await?;
        self.room.idp().revoke_sessions(ALICE)?;
        self.room.idp().deliveries_settled(PATIENCE).await?;
        let answer = dashboard(&phone, &self.url("/dashboard")).await?;
        Ok(Ending {
            title: "Her sessions end at Scalekit, and the phone requests a page",
            request: "GET /dashboard with the phone's cookie",
            answer,
            breach: is_in(answer).then_some("the phone is signed in although its session is over"),
        })
    }
}

fn browser(room: &Classroom) -> UserAgent {
    let clock = room.idp().clock().clone();
    UserAgent::new().clock(move || clock.system_time())
}

async fn sign_in(room: &Classroom, browser: &mut UserAgent, application: &str) -> Outcome<()> {
    browser.open(&format!("{application}/")).await?;
    room.idp().sign_in_next_as(ALICE)?;
    browser.click("Sign in").await?;
    Ok(())
}

/// Returns the status of a guarded page, and follows no redirect.
async fn dashboard(browser: &UserAgent, url: &str) -> Outcome<u16> {
    Ok(browser.probe(Probe::get(url).with_cookies()).await?.status())
}

fn is_in(status: u16) -> bool {
    status == 200
}

impl Ending {
    /// Returns the last group of a scene, whose lanes begin with the browser and the application.
    fn group(&self, lesson: &Lesson, number: u64) -> Group {
        let practice = lesson.what_if.practice;
        let request =
            Message { number, from: 0, to: 1, what: self.request.to_owned(), ..Message::default() };
        let mark = self.breach.map(|what| Mark {
            weight: Weight::Fault,
            slug: practice.slug.to_owned(),
            what: what.to_owned(),
            fix: Some(practice.fix.to_owned()),
        });
        let answer = Message {
            number,
            from: 1,
            to: 0,
            kind: MessageKind::Answer,
            what: self.answer.to_string(),
            marks: mark.into_iter().collect(),
            ..Message::default()
        };
        Group { title: self.title.to_owned(), messages: vec![request, answer], ..Group::default() }
    }
}

/// Changes every text of a scene that may have an address in it.
fn change_texts(scene: &mut Scene, change: impl Fn(&mut String)) {
    for lane in &mut scene.lanes {
        lane.about.iter_mut().for_each(&change);
    }
    for group in &mut scene.groups {
        change(&mut group.title);
        for message in &mut group.messages {
            change(&mut message.what);
            message.details.iter_mut().for_each(&change);
            message.marks.iter_mut().for_each(|mark| change(&mut mark.what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lessons::LESSONS;

    #[tokio::test]
    async fn what_is_played_twice_is_the_same_scene_twice() {
        for lesson in &LESSONS {
            let first = play(lesson).await.expect("a play");
            let second = play(lesson).await.expect("a play");

            assert_eq!(first.right, second.right, "{}", lesson.name);
            assert_eq!(first.wrong, second.wrong, "{}", lesson.name);
        }
    }
}
