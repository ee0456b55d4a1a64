//! The hint of a logout is the ID token of the session that the browser has.
//!
//! Innocent: a person who signs in anew in another tab, whose tokens the application does not have yet; a hint of one of
//! several sessions that the browser's cookies open. A page that keeps its tokens to itself may have those of the earlier
//! sign-in in one tab, so this is a doubt in any case.

use super::{Record, Sight};
use crate::exchange::{CredentialKind, Exchange};

pub(super) fn look(exchange: &Exchange, past: &Record) -> Option<Sight> {
    let (session, hinted) = (exchange.session.as_ref()?, exchange.hinted.as_ref()?);
    if session == hinted || !exchange.caused("user.logout") {
        return None;
    }
    let given = past.of_session(session).find(|other| {
        other.client == exchange.client
            && other.gives(CredentialKind::IdToken)
            && other.is_delivered()
    })?;
    let is_of_same_person = past.owner(session) == past.owner(hinted);
    let whose = if is_of_same_person { "an earlier sign-in" } else { "another person" };
    let what = format!(
        "the id_token_hint is the ID token of {whose}, although the application has that of this session: not the session \
         that it names has ended, but that of the browser; if an older tab sent it, all is well"
    );
    Some(Sight::doubt(what).with(given.number).of_application())
}
