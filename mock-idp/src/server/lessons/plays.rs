//! What-ifs: the flow of a lesson, played by a user agent at an application that does it right, and at one with a defect.
//!
//! Clock and ids are given, and no scene has an address or a value, so each play is the same scene.

mod acts;
mod drawing;
mod lives;
mod script;

use std::error::Error;
use std::time::Duration;

use theatre::{LifeKind, Scene, Weight};
use user_agent::UserAgent;
use zoo::Defect;

use self::script::{Script, Seat};
use super::classroom::Hears;
use super::{Classroom, LessonError};
use crate::clock::Clock;
use crate::lessons::{Lesson, Played};
use crate::seed::Seed;
use crate::server::MockIdp;

const ALICE: &str = "alice@acme.example";

/// The text of her button there.
const ALICE_ON_THE_HOSTED_PAGE: &str = "Alice Nguyen alice@acme.example admin of Acme";

/// When each play begins, by its clock.
const BEGINNING: &str = "2026-01-05T09:00:00Z";

/// The number that ids are drawn from.
const IDS: u64 = 1;

/// Longer than an access token lives, and than a used refresh token is forgiven.
const A_WHILE: Duration = Duration::from_mins(6);

/// Longest time that a logout token may take, by the machine's clock.
const PATIENCE: Duration = Duration::from_secs(10);

/// A page of another site, which nobody has to serve.
const ELSEWHERE: &str = "http://evil.localhost:1/";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The application with its fake, Alice's browser, and what was done so far.
struct Stage {
    room: Classroom,
    desk: Seat,
    /// Who has a browser beside Alice at her desk, in the order of their lanes.
    others: Vec<&'static str>,
    script: Script,
}

/// What the play itself proves to be wrong, where the fake sees less than browser and application together.
struct Breach {
    weight: Weight,
    what: &'static str,
    /// The last request with this path shows it.
    path: &'static str,
}

impl Breach {
    fn fault(what: &'static str, path: &'static str) -> Self {
        Self { weight: Weight::Fault, what, path }
    }
}

/// The lanes of browsers.
const DESK: &str = "Alice's browser";
const PHONE: &str = "Alice's phone";
const HOLDER: &str = "who has the copy";

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

/// Returns what lives are drawn beside a lesson: those that it is about.
fn drawn(lesson: &str) -> &'static [LifeKind] {
    use LifeKind::{AccessToken, AppCookie, Attempt, Code, IdToken, RefreshToken, SessionCookie};
    match lesson {
        "callback" => &[Attempt],
        "staying-signed-in" => &[AppCookie, AccessToken, RefreshToken],
        "kept-cookie" | "foreign-link" | "everywhere" => &[AppCookie, SessionCookie],
        "server-did-it" => &[AppCookie, SessionCookie, RefreshToken],
        "sign-out" => &[AppCookie, SessionCookie, IdToken, AccessToken, RefreshToken],
        _ => &[Attempt, Code, AppCookie, SessionCookie, IdToken, AccessToken, RefreshToken],
    }
}

async fn scene(lesson: &Lesson, defect: Option<Defect>) -> Result<Scene, LessonError> {
    let is_told = lesson.name == "everywhere";
    let hears = if is_told { Hears::LogoutTokens } else { Hears::Nothing };
    let mut stage = Stage::set(defect, hears).await?;
    let unable = |why: Box<dyn Error + Send + Sync>| LessonError::Application(why.to_string());
    let breach = stage.act(lesson.name).await.map_err(unable)?;
    let go_on = stage.sessions_that_go_on().await.map_err(unable)?;
    let mut scene = stage.drawing(lesson, breach.as_ref()).map_err(unable)?;
    lives::settle(&mut scene, &go_on);
    scene.lives.retain(|life| drawn(lesson.name).contains(&life.kind));
    Ok(scene)
}

impl Stage {
    async fn set(defect: Option<Defect>, hears: Hears) -> Result<Self, LessonError> {
        let clock = Clock::frozen_at(BEGINNING.parse().expect("a time"));
        let builder = MockIdp::builder().clock(clock);
        let room = Classroom::built(builder, Seed::default().ids(IDS), 0, defect, hears).await?;
        let script = Script::default();
        let agent = browser(&room).writing_to(&script.transcript);
        Ok(Self { room, desk: Seat { agent, lane: 0 }, others: Vec::new(), script })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.room.application_url())
    }

    /// Says of each session that the application began, in their order, whether a copy of its cookie still opens a page.
    async fn sessions_that_go_on(&self) -> Outcome<Vec<bool>> {
        let mut go_on = Vec::new();
        for kept in &self.script.sessions {
            let copy = browser(&self.room);
            copy.restore(kept);
            go_on.push(acts::is_in(acts::dashboard(&copy, &self.url("/dashboard")).await?));
        }
        Ok(go_on)
    }
}

fn browser(room: &Classroom) -> UserAgent {
    let clock = room.idp().clock().clone();
    UserAgent::new().clock(move || clock.system_time())
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

    #[tokio::test]
    async fn every_life_has_a_column_and_every_exchange_its_number() {
        for lesson in &LESSONS {
            let Played { right, wrong } = play(lesson).await.expect("a play");

            for scene in [right, wrong] {
                let drawn = scene.to_svg(theatre::Density::Lanes);
                assert!(!drawn.contains("no column here"), "{}", lesson.name);
                let mut numbers: Vec<_> = scene.messages().map(|(_, one)| one.number).collect();
                numbers.sort_unstable();
                numbers.dedup();
                assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
                assert!(scene.messages().all(|(_, one)| !one.is_inferred && !one.is_detail));
            }
        }
    }
}
