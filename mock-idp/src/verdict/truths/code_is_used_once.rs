//! Row 31: a code is exchanged once.
//!
//! A code that comes again is a doubt: where a process ended, or a connection broke, after the exchange and before the answer
//! to the callback, browsers and proxies send the callback again by themselves, and an application that keeps its attempts in
//! cookies deletes them by its answer alone. So it is while the first exchange is under way, for a person can reload. It is a
//! fault as a habit: at three sign-ins of the client running.
//!
//! Innocent: an exchange after one whose answer was lost, by a planned fault or with its connection; a code that a test got or
//! redeemed by the control API.

use super::{Record, Sight};
use crate::exchange::{Cause, CredentialKind, Exchange};

/// Sign-ins running at which codes came again, before one more is a habit.
const HABIT: usize = 2;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let earlier = replayed(exchange, past)?;
    let sight = if exchange.overlaps(earlier) {
        Sight::doubt(
            "the same code was sent twice at the same time: its callback ran twice; if a person reloaded it, an application \
             that keeps its attempts in cookies cannot know",
        )
    } else if let Some(habit) = habit(exchange, past) {
        let what = "a code was sent again that was sent before, at three sign-ins running";
        Sight::fault(what).with_all(habit)
    } else {
        Sight::doubt(
            "a code was sent again that was sent before; if the answer to its callback was lost, because a process ended or a \
             connection broke, browsers and proxies send the callback again, and the application cannot know",
        )
    };
    Some(sight.with(earlier.number))
}

/// Returns the exchange before in which the same code was sent, if an exchange is such a replay.
fn replayed<'a>(exchange: &Exchange, past: &'a Record) -> Option<&'a Exchange> {
    let is_replay =
        exchange.answer.cause == Some(Cause::CodeReplayed) && exchange.has_code_of_exchange();
    let earlier = past.showings(exchange, CredentialKind::Code).next().filter(|_| is_replay)?;
    (!earlier.is_disturbed()).then_some(earlier)
}

/// Returns the replays at the client's latest sign-ins before that of this one, if there was one at each.
fn habit(exchange: &Exchange, past: &Record) -> Option<Vec<u64>> {
    let is_sign = |other: &Exchange| {
        let is_disturbed = other.is_disturbed() || other.forwarded;
        replayed(other, past).is_some_and(|before| !other.overlaps(before)) && !is_disturbed
    };
    let own = exchange.grant.as_ref()?;
    let sign_ins = past.of_client(exchange.client.as_ref()?).filter(|other| {
        other.caused("authorization_code.redeemed") && other.grant.as_ref() != Some(own)
    });
    let replay = |sign_in: &Exchange| past.of_grant(sign_in.grant.as_ref()?).find(|it| is_sign(it));
    let replays = sign_ins.take(HABIT).map(|sign_in| replay(sign_in).map(|it| it.number));
    let replays: Vec<u64> = replays.collect::<Option<_>>()?;
    (is_sign(exchange) && replays.len() == HABIT).then_some(replays)
}
