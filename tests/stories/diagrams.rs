//! Sign in, stay, sign out, and nothing after it: the story of `mock-idp/docs/diagrams.md`, whose diagrams are drawn from
//! what the browsers of this story requested.

mod album;

use std::time::Duration;

use e2e::World;
use mock_idp::Endpoint;
use theatre::{Act, Play, Scene};

use self::album::Album;

const ALICE: &str = "alice@acme.example";

/// The file of each diagram, in the order of the acts, and that of all of them.
const NAMES: [&str; 5] = ["sign-in", "request", "renewal", "sign-out", "request-afterwards"];
const WHOLE: &str = "whole";

/// Collects what browsers requested, act by act.
struct Script<'w> {
    world: &'w World,
    acts: Vec<Act>,
    seen: usize,
    /// The number of the last exchange of the act before.
    since: u64,
}

impl Script<'_> {
    /// Ends an act: what was requested since the last one is its own, and that of the browser with this number.
    fn end(&mut self, title: &str, browser: usize) {
        let records = self.world.transcript.records(self.seen);
        self.seen += records.len();
        let hops = records.iter().map(|record| record.in_play(browser));
        match self.acts.last_mut().filter(|act| act.title == title) {
            Some(act) => act.hops.extend(hops),
            None => {
                let (title, since) = (title.to_owned(), self.since);
                let hops = hops.collect();
                self.acts.push(Act { title, since, hops, ..Act::default() });
            }
        }
        let last = self.world.idp.exchanges().last().map(|exchange| exchange.number);
        self.since = last.unwrap_or_default();
    }
}

/// Plays the story, and returns it as a scene.
async fn scene() -> Scene {
    let world = World::start().await;
    let mut script = Script { world: &world, acts: Vec::new(), seen: 0, since: 0 };
    let mut browser = world.browser();

    let page = world.sign_in(&mut browser, ALICE).await;
    assert!(page.text().contains("Alice Nguyen"));
    script.end("A sign-in makes a session", 0);

    assert_eq!(world.api(&browser).await, 200);
    script.end("A request with the session", 0);

    world.pass(Duration::from_mins(6));
    assert_eq!(world.api(&browser).await, 200, "the access token lived for five minutes");
    let renewed = world.idp.exchanges().iter().filter(|one| one.is_at(Endpoint::Token)).count();
    assert_eq!(renewed, 2, "the code was redeemed, and the refresh token");
    script.end("Six minutes later, the tokens are renewed", 0);

    let kept = browser.jar();
    let landing = browser.press("Sign out").await.unwrap();
    assert_eq!(landing.url(), &world.url("/logged-out"));
    script.end("A sign-out revokes the session and clears the cookie", 0);

    assert_eq!(world.api(&browser).await, 401);
    script.end("The next request fails", 0);
    let thief = world.browser();
    thief.restore(&kept);
    assert_eq!(world.api(&thief).await, 401, "a kept cookie opens nothing either");
    script.end("The next request fails", 1);

    let exchanges = serde_json::to_value(world.idp.exchanges()).unwrap();
    let scalekit = world.idp.environment_url().parse::<url::Url>().unwrap();
    let play = Play {
        title: "Sign in, stay, sign out".to_owned(),
        app: Some(e2e::CLIENT_NAME.to_owned()),
        scalekit: scalekit.origin().ascii_serialization(),
        acts: script.acts,
        calls: serde_json::from_value(exchanges).unwrap(),
        earlier: 0,
    };
    play.scene()
}

#[tokio::test]
async fn the_page_shows_the_story_as_it_is() {
    let scene = scene().await;
    let parts = NAMES.iter().enumerate().map(|(group, name)| (*name, scene.part(group)));
    let album = Album::of(parts.chain([(WHOLE, scene.clone())]));

    assert_eq!(scene.groups.len(), NAMES.len());
    assert_eq!(album.stale(), [""; 0], "{}", album::ADVICE);
}
