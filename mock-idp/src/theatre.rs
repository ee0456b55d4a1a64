//! Exchanges as a scene: lanes, groups, arrows, and the lives of cookies and tokens. What is drawn was seen by the
//! environment alone; a hop between browser and application is inferred from what came before or after it.

mod about;
mod groups;
mod har;
mod lanes;
mod lives;
mod messages;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use theatre::{Message, Scene};

pub(crate) use self::har::har;
use self::lanes::Lanes;
use self::lives::Lives;
pub(crate) use self::messages::mark;
use crate::environment::{ClientId, SessionId, UserId, elapsed};
use crate::exchange::{CredentialKind, Exchange};
use crate::verdict::Finding;

/// Exchanges that are drawn: as many as the journal's page has entries. The sign-ins, renewals and sign-outs of a few
/// people fit, and a browser draws the page at once.
pub(crate) const MOST_DRAWN: usize = 200;

/// What a scene is made of: copied from an environment under its lock, and drawn after it.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// In the order of their numbers, [`MOST_DRAWN`] at most.
    pub(crate) exchanges: Vec<Arc<Exchange>>,
    /// The findings that were made in one of these.
    pub(crate) findings: Vec<Finding>,
    /// What tests said of themselves, each with the number of the last exchange before it.
    pub(crate) notes: Vec<(u64, Arc<str>)>,
    /// The names of clients and people.
    pub(crate) clients: BTreeMap<ClientId, String>,
    pub(crate) people: BTreeMap<UserId, String>,
    /// When and how sessions ended that are over.
    pub(crate) endings: BTreeMap<SessionId, (Timestamp, &'static str)>,
    /// How long a code lives.
    pub(crate) code_life: SignedDuration,
    /// The time until which is drawn, by the environment's clock.
    pub(crate) now: Timestamp,
    /// Whether the clock stands still.
    pub(crate) is_frozen: bool,
    /// When the sessions of these exchanges end that go on.
    pub(crate) expiries: Vec<Timestamp>,
    /// When the environment began.
    pub(crate) began_at: Timestamp,
    /// How many exchanges are older than these.
    pub(crate) earlier: usize,
    /// Whether these are not the latest.
    pub(crate) is_earlier: bool,
    /// The environment URL.
    pub(crate) issuer: Arc<str>,
}

/// The scene of a record, message by message.
struct Stage<'r> {
    recorded: &'r Recorded,
    lanes: Lanes<'r>,
    lives: Lives<'r>,
    scene: Scene,
    /// How many messages there are.
    length: usize,
}

impl Recorded {
    /// Returns the scene; with the address of the exchanges, each says where there is more. In a page beside those of the
    /// exchanges a group has the time of day, as they have; in a file, the time since the environment began.
    pub(crate) fn scene(&self, exchanges: Option<&str>) -> Scene {
        let lanes = Lanes::of(self);
        let scene = Scene {
            title: self.title(),
            lanes: lanes.drawn(),
            remark: self.remark(),
            ..Scene::default()
        };
        let lives = Lives::new(self);
        let time = |exchange: &Exchange| match exchanges {
            Some(_) => exchange.at.strftime("%H:%M:%S").to_string(),
            None => self.elapsed_at(exchange),
        };
        let mut stage = Stage { recorded: self, lanes, lives, scene, length: 0 };
        for group in groups::of(self, &stage.lanes) {
            stage.scene.groups.push(groups::begun(self, &group, time));
            for exchange in group {
                stage.play(exchange);
                stage.scene.abouts.push(about::about(self, exchange, exchanges));
            }
        }
        stage.scene.lives = stage.lives.finish(stage.length);
        stage.scene
    }

    /// Returns how long it is until the next code, access token or session ends by the clock; `None` if none does, and while
    /// the clock stands still. Some of them may have ended before, which only draws the same again.
    pub(crate) fn next_end(&self) -> Option<Duration> {
        if self.is_frozen {
            return None;
        }
        let of_exchange = |exchange: &Arc<Exchange>| {
            let code = exchange.gives(CredentialKind::Code).then(|| exchange.at + self.code_life);
            exchange.token_expires_at().into_iter().chain(code)
        };
        let ends = self.exchanges.iter().flat_map(of_exchange).chain(self.expiries.iter().copied());
        let next = ends.filter(|end| *end > self.now).min()?;
        // A timer of whole milliseconds rings behind the end.
        let left = next.duration_since(self.now).unsigned_abs();
        Some(left + Duration::from_millis(1))
    }

    fn title(&self) -> String {
        match (self.exchanges.first(), self.exchanges.last()) {
            (Some(first), Some(last)) if first.number < last.number => {
                format!("Exchanges #{} to #{}", first.number, last.number)
            }
            (Some(only), _) => format!("Exchange #{}", only.number),
            _ => "No exchange yet".to_owned(),
        }
    }

    fn remark(&self) -> Option<String> {
        let drawn = self.exchanges.len();
        match self.earlier {
            0 => None,
            1 => Some(format!("Drawn are {drawn} exchanges; 1 older one is not.")),
            earlier => Some(format!("Drawn are {drawn} exchanges; {earlier} older ones are not.")),
        }
    }

    /// Returns the time of an exchange since the environment began.
    fn elapsed_at(&self, exchange: &Exchange) -> String {
        elapsed(exchange.at.duration_since(self.began_at))
    }

    /// Returns the name of the person of an exchange.
    fn person(&self, exchange: &Exchange) -> Option<&str> {
        self.people.get(exchange.user.as_ref()?).map(String::as_str)
    }

    /// Returns what was found at an exchange, the first time or again.
    fn found_at(&self, exchange: &Exchange) -> impl Iterator<Item = &Finding> {
        let number = exchange.number;
        self.findings.iter().filter(move |finding| finding.first.is_at(number))
    }

    /// Returns the note that holds for an exchange.
    fn note(&self, exchange: &Exchange) -> Option<&Arc<str>> {
        let before = self.notes.partition_point(|(last, _)| *last < exchange.number);
        self.notes.get(before.checked_sub(1)?).map(|(_, text)| text)
    }
}

impl Stage<'_> {
    /// Adds a message to the open group, and returns its place.
    fn say(&mut self, message: Message) -> usize {
        if let Some(group) = self.scene.groups.last_mut() {
            group.messages.push(message);
            self.length += 1;
        }
        self.length - 1
    }
}
