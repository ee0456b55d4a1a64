//! A play becomes a scene, message by message.

use super::calls::{Calls, Cast, cast};
use super::lives::{Lives, STATE, token};
use super::{Call, Delivery, Hop, MOST_BROWSERS, Place, Play};
use crate::{Carried, Group, Lane, LifeKind, Message, MessageKind, Scene};

pub(super) struct Staging<'p> {
    play: &'p Play,
    browsers: usize,
    scene: Scene,
    lives: Lives,
    number: u64,
    length: usize,
}

impl<'p> Staging<'p> {
    pub(super) fn of(play: &'p Play) -> Self {
        let hops = play.acts.iter().flat_map(|act| &act.hops);
        let browsers = hops.map(|hop| hop.browser + 1).max().unwrap_or(1).min(MOST_BROWSERS);
        let scene = Scene { title: play.title.clone(), ..Scene::default() };
        Self { play, browsers, scene, lives: Lives::default(), number: 0, length: 0 }
    }

    pub(super) fn scene(mut self) -> Scene {
        self.scene.lanes = self.lanes();
        let Cast { calls, is_guessed, .. } = cast(self.play);
        let mut calls = calls.into_iter();
        for act in &self.play.acts {
            self.scene.groups.push(Group { title: act.title.clone(), ..Group::default() });
            for hop in &act.hops {
                self.hop(hop, &calls.next().unwrap_or_default());
            }
            for delivery in &act.deliveries {
                self.delivery(delivery);
            }
        }
        self.scene.lives = self.lives.all;
        let earlier = (self.play.earlier > 0)
            .then(|| format!("{} earlier requests are not drawn.", self.play.earlier));
        let guessed = is_guessed.then(|| {
            "A request of the application to Scalekit stands at the first page at which it may have been sent."
                .to_owned()
        });
        let remarks: Vec<_> = earlier.into_iter().chain(guessed).collect();
        self.scene.remark = (!remarks.is_empty()).then(|| remarks.join(" "));
        self.scene
    }

    fn lanes(&self) -> Vec<Lane> {
        let browser = |at: usize| {
            let name = ["browser", "another browser", "other browsers"][at.min(MOST_BROWSERS - 1)];
            Lane { name: name.to_owned(), about: None, is_browser: true }
        };
        let server = |name: &str| Lane { name: name.to_owned(), ..Lane::default() };
        let app = Lane { about: self.play.app.clone(), ..server("app") };
        (0..self.browsers).map(browser).chain([app, server("Scalekit")]).collect()
    }

    fn app(&self) -> usize {
        self.browsers
    }

    fn scalekit(&self) -> usize {
        self.browsers + 1
    }

    fn hop(&mut self, hop: &Hop, calls: &Calls<'_>) {
        self.number += 1;
        let number = self.number;
        let from = hop.lane();
        let is_at_scalekit = hop.to.origin == self.play.scalekit;
        let to = if is_at_scalekit { self.scalekit() } else { self.app() };
        let kind = if is_at_scalekit { LifeKind::SessionCookie } else { LifeKind::AppCookie };
        let request = Message {
            what: request(hop),
            carries: carried(hop),
            details: hop.to.parameters.clone(),
            marks: calls.own.map(|call| call.marks.clone()).unwrap_or_default(),
            ..self.message(from, to)
        };
        let at = self.say(request);
        self.lives.sent(hop, kind, at, self.play.earlier > 0);
        if let Some(call) = calls.own {
            self.lives.shown(call, at);
        }
        for call in &calls.within {
            self.call(call);
        }
        let is_callback = !is_at_scalekit && hop.to.parameters.iter().any(|name| name == STATE);
        let mut carries = changes(hop);
        if let Some(call) = calls.own {
            carries.extend(changed(call));
        }
        let answer = Message {
            kind: MessageKind::Answer,
            what: answer(hop.status, hop.leads_to.as_ref()),
            carries,
            number,
            marks: hop.marks.clone(),
            ..self.message(to, from)
        };
        let at = self.say(answer);
        if let Some(call) = calls.own {
            self.lives.given(call, at);
        }
        self.lives.answered(hop, kind, at, is_callback);
    }

    /// Adds a request of the application to Scalekit.
    fn call(&mut self, call: &Call) {
        self.number += 1;
        let (app, scalekit) = (self.app(), self.scalekit());
        let shown = call.shown.iter().filter_map(|shown| token(&shown.kind));
        let carries = shown.map(|(_, name)| Carried::With(name.to_owned())).collect();
        let what = format!("{} {}", call.method, call.path());
        let is_detail = call.is_detail();
        let marks = call.marks.clone();
        let request = Message { is_detail, what, carries, marks, ..self.message(app, scalekit) };
        let at = self.say(request);
        self.lives.shown(call, at);
        let status = call.answer.status.map_or("no answer".to_owned(), |status| status.to_string());
        let what = match &call.answer.error {
            Some(error) => format!("{status} {error}"),
            None => status,
        };
        let kind = MessageKind::Answer;
        let carries = changed(call);
        let message = Message { kind, is_detail, what, carries, ..self.message(scalekit, app) };
        let at = self.say(message);
        self.lives.given(call, at);
    }

    /// Adds a message of Scalekit's server to the application's.
    fn delivery(&mut self, delivery: &Delivery) {
        self.number += 1;
        let (app, scalekit) = (self.app(), self.scalekit());
        let what = format!("POST {}", delivery.path);
        let carries = vec![Carried::With(delivery.carries.clone())];
        let request = Message { what, carries, ..self.message(scalekit, app) };
        self.say(request);
        let (kind, what) = (MessageKind::Answer, answer(delivery.status, None));
        let answer = Message { kind, what, ..self.message(app, scalekit) };
        self.say(answer);
    }

    fn message(&self, from: usize, to: usize) -> Message {
        Message { number: self.number, from, to, ..Message::default() }
    }

    fn say(&mut self, message: Message) -> usize {
        if let Some(group) = self.scene.groups.last_mut() {
            group.messages.push(message);
            self.length += 1;
        }
        self.length.saturating_sub(1)
    }
}

/// Describes a request: `GET /api/me (fetch)`.
fn request(hop: &Hop) -> String {
    let purpose = hop.purpose.as_ref().map_or(String::new(), |purpose| format!(" ({purpose})"));
    format!("{} {}{purpose}", hop.method, hop.to.path)
}

/// Describes an answer: `303 to /logged-out`.
fn answer(status: Option<u16>, leads_to: Option<&Place>) -> String {
    let status = status.map_or("no answer".to_owned(), |status| status.to_string());
    match leads_to {
        Some(to) => format!("{status} to {}", to.path),
        None => status,
    }
}

/// Parameters that are carried as cookies are, each with the name of what it carries.
const CARRIED: [(&str, &str); 3] =
    [("code", "code"), (STATE, STATE), ("id_token_hint", "ID token")];

fn carried(hop: &Hop) -> Vec<Carried> {
    let has = |parameter: &str| hop.to.parameters.iter().any(|name| name == parameter);
    let parameters = CARRIED.into_iter().filter(|(parameter, _)| has(parameter));
    let parameters = parameters.map(|(_, name)| name.to_owned());
    hop.cookies.iter().cloned().chain(parameters).map(Carried::With).collect()
}

fn changes(hop: &Hop) -> Vec<Carried> {
    let set = hop.set.iter().map(|name| Carried::Gained(name.clone()));
    let cleared = hop.cleared.iter().map(|name| Carried::Lost(name.clone()));
    cleared.chain(set).collect()
}

/// Returns the tokens that a call gave and took; cookies are seen in the browser.
fn changed(call: &Call) -> Vec<Carried> {
    let named = |kinds: &[String]| -> Vec<String> {
        let named = kinds.iter().filter_map(|kind| token(kind));
        named.map(|(_, name)| name.to_owned()).collect()
    };
    let lost = named(&call.lost).into_iter().map(Carried::Lost);
    lost.chain(named(&call.given).into_iter().map(Carried::Gained)).collect()
}
