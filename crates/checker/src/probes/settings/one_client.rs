//! Row 4: the process has one client: a sign-in fetches neither a token of the client's own nor the discovery document.
//!
//! Innocent: the first sign-ins after a start; a token or a document that is fetched anew once.

use practices::ONE_CLIENT;

use crate::probe::{broken, control, holds};
use crate::{Exchange, Stage, Tried};

/// How many sign-ins are compared: one that fetches is a start, and each that does is a client for each.
const SIGN_INS: usize = 4;

pub(super) async fn run(stage: &Stage) -> Tried {
    let person = stage.person()?.clone();
    let mut fetched = [0, 0];
    for _ in 0..SIGN_INS {
        let mark = stage.fake.last_exchange().await?;
        let entrance = stage.try_to_enter(stage.browser().as_mut(), &person).await?;
        control(entrance.has_tokens, "nobody could sign in")?;
        let exchanges = stage.fake.exchanges(mark).await?;
        let any = |is: fn(&Exchange) -> bool| usize::from(exchanges.iter().any(is));
        fetched[0] += any(|one| one.events.iter().any(|event| event == "client_token.issued"));
        fetched[1] += any(|one| one.is_at("discovery"));
    }
    let what = match fetched {
        [SIGN_INS, _] => "a token of the client's own",
        [_, SIGN_INS] => "the discovery document",
        _ => return Ok(vec![holds(&ONE_CLIENT)]),
    };
    let what =
        format!("each of {SIGN_INS} sign-ins fetched {what} anew: a client is made for each");
    Ok(vec![broken(&ONE_CLIENT, what)])
}
