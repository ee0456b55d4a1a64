//! The sessions of the application, and what goes on after a sign-out though it should not.
//!
//! A browser's cookie only names a session: what counts is whether that lives on at the application's server, which was tried
//! with a copy of each cookie when the play was over.

use std::collections::BTreeMap;

use theatre::{Carried, Life, LifeKind, Message, MessageKind, Scene};

use super::script::{APP_COOKIE, SCALEKIT_COOKIE};

/// What a drawing calls a session of the application.
const NAME: &str = "app session";

/// The path of the application's sign-out, in a request.
const SIGN_OUT: &str = " /logout";

/// The sessions of the application, in the order in which they began.
struct Sessions<'g> {
    all: Vec<Life>,
    /// The latest session of each browser, by its lane.
    of_lane: BTreeMap<usize, usize>,
    go_on: &'g [bool],
}

/// Draws the application's sessions in the place of its cookies. `go_on` says of each whether it lives when all is over.
pub(super) fn settle(scene: &mut Scene, go_on: &[bool]) {
    let messages: Vec<Message> = scene.messages().map(|(_, message)| message.clone()).collect();
    let scalekit = scene.lanes.len() - 1;
    let mut sessions = Sessions { all: Vec::new(), of_lane: BTreeMap::new(), go_on };
    let mut sent = 0;
    let mut is_sign_out = false;
    for (at, message) in messages.iter().enumerate() {
        let is_answer = message.kind == MessageKind::Answer;
        if message.to == scalekit - 1 && message.from != scalekit && !is_answer {
            is_sign_out = message.what.ends_with(SIGN_OUT);
        }
        if message.from == scalekit && message.to == scalekit - 1 && !is_answer {
            revoke(&mut scene.lives, at);
            sessions.end(
                sent,
                at + 1,
                "a logout token ended it",
                "the logout token found no session",
            );
            sent += 1;
        }
        sessions.follow(at, message);
        if is_sign_out && is_answer && loses_cookie(message) {
            go_on_after(&mut scene.lives, at);
        }
    }
    sessions.end_unseen(&messages);
    let is_of_a_page =
        |life: &Life| life.kind == LifeKind::SessionCookie && life.name != SCALEKIT_COOKIE;
    scene.lives.retain(|life| life.kind != LifeKind::AppCookie && !is_of_a_page(life));
    scene.lives.extend(sessions.all);
}

impl Sessions<'_> {
    /// Looks at what a message did with the cookie of a session.
    fn follow(&mut self, at: usize, message: &Message) {
        let has = |carried: Carried| message.carries.contains(&carried);
        if has(Carried::Gained(APP_COOKIE.to_owned())) {
            self.of_lane.insert(message.to, self.all.len());
            self.all.push(Life::born(LifeKind::AppCookie, NAME, at));
        }
        // Whoever never got a cookie has a copy of the first.
        let of = |lane| self.of_lane.get(&lane).copied().unwrap_or_default();
        if has(Carried::With(APP_COOKIE.to_owned())) {
            let index = of(message.from);
            self.all.get_mut(index).into_iter().for_each(|life| life.show(at));
        }
        if loses_cookie(message) {
            self.end(of(message.to), at, "the application ended it", "only the cookie was cleared");
        }
    }

    /// Ends each session that is over, though no answer cleared its cookie: where it was last shown.
    fn end_unseen(&mut self, messages: &[Message]) {
        for (life, goes_on) in self.all.iter_mut().zip(self.go_on) {
            let Some(shown) = life.shown.last().filter(|_| !goes_on) else { continue };
            let is_its_answer = |one: &Message| {
                one.number == messages[*shown].number && one.kind == MessageKind::Answer
            };
            if let Some(at) = messages.iter().position(is_its_answer) {
                life.die(at, "the application ended it");
            }
        }
    }

    /// Ends a session, or says why it goes on.
    fn end(&mut self, index: usize, at: usize, ended: &str, went_on: &str) {
        let Some(life) = self.all.get_mut(index) else { return };
        if self.go_on.get(index) == Some(&true) {
            life.linger(at, went_on);
        } else {
            life.die(at, ended);
        }
    }
}

fn loses_cookie(message: &Message) -> bool {
    message.carries.contains(&Carried::Lost(APP_COOKIE.to_owned()))
}

/// Ends what Scalekit had ended when it sent this.
fn revoke(lives: &mut [Life], at: usize) {
    for life in lives {
        if matches!(life.kind, LifeKind::SessionCookie | LifeKind::IdToken | LifeKind::RefreshToken)
        {
            life.die(at, "revoked");
        }
    }
}

/// Marks what is left at Scalekit, though a sign-out was answered. What ended by the end of the play is none of it.
fn go_on_after(lives: &mut [Life], at: usize) {
    for life in lives.iter_mut().filter(|life| life.born.is_some_and(|born| born < at)) {
        if matches!(life.kind, LifeKind::SessionCookie | LifeKind::IdToken | LifeKind::RefreshToken)
        {
            life.linger(at, "the sign-out did not reach Scalekit");
        }
    }
}
