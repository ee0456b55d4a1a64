//! The session that a callback makes lasts: the next page finds the person signed in.
//!
//! Innocent: two tabs, a second application, an application that was restarted and lost its sessions, a person who presses
//! “sign in” again ([`unattended`]); a silent look whether somebody is signed in (`prompt=none`); an application that refuses
//! tokens which a planned fault forged. A test that drops the application's cookies again and again looks the same, so this
//! is a doubt.

use super::unattended::{follows, is_unattended};
use super::{Record, Sight};
use crate::exchange::{CredentialKind, Exchange};
use crate::wire::Endpoint;

/// Sign-ins in a row, each finished before the next began, after which one more is a loop.
const MOST_IN_A_ROW: usize = 2;

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    if !is_silent(exchange) {
        return None;
    }
    let session = past.of_session(exchange.session.as_ref()?);
    // The callback may look at the claims of the person before it answers.
    let mut before =
        session.filter(|other| other.client == exchange.client && !other.is_at(Endpoint::UserInfo));
    let mut sight = Sight::doubt(
        "a sign-in began again as soon as its tokens were issued, twice in a row and without a question: the session that \
         the callback makes does not last; all is well if somebody began each of them",
    );
    for round in 1..=MOST_IN_A_ROW {
        let redemption = before.next().filter(|one| is_redemption(one))?;
        let answer = before.next().filter(|one| one.gives(CredentialKind::Code))?;
        let is_beginning = round == MOST_IN_A_ROW;
        let goes_on = is_silent(answer) && follows(exchange, answer);
        if !(is_beginning || goes_on) {
            return None;
        }
        sight = sight.with(answer.number).with(redemption.number);
    }
    sight.evidence.sort_unstable();
    Some(sight)
}

/// Whether a code was redeemed, and the tokens came as they are.
fn is_redemption(exchange: &Exchange) -> bool {
    exchange.caused("authorization_code.redeemed") && !exchange.is_disturbed()
}

/// Whether a session answered the request at once, and nobody set it off.
fn is_silent(exchange: &Exchange) -> bool {
    let prompt = exchange.parameter("prompt");
    exchange.is_authorization_request()
        && exchange.gives(CredentialKind::Code)
        && !exchange.caused("user.login")
        && is_unattended(exchange)
        && !prompt.is_some_and(|prompt| prompt.words.contains("none"))
}
