//! Row 56: clocks may differ by half a minute, and not by ten.
//!
//! Innocent: an application that never looks at the expiry (row 32).

use practices::CLOCKS_HAVE_LEEWAY;
use serde_json::json;

use super::believes;
use crate::probe::{broken, holds, not_tried};
use crate::{NotTried, Stage, Tried};

/// How far the fake's clock is ahead, in seconds.
const AHEAD: u32 = 20;

/// The kinds of tokens, by the names of their faults.
const TOKENS: [(&str, &str); 2] =
    [("access_token", "an access token"), ("id_token", "an ID token")];

/// The tokens whose time is ten minutes off, each with what is wrong where it is believed.
const LATE: [(&str, &str); 2] = [
    ("expired", "that expired ten minutes ago lets somebody in"),
    (
        "from_the_future",
        "that was issued ten minutes from now lets somebody in: no leeway is missing or too long, but a check of iat, or a maximum age of tokens",
    ),
];

/// Why nothing is known of the leeway of an application that looks at no time.
const UNREAD: &str =
    "the application looks at no time in a token, so no leeway shows: see id-token-is-verified";

pub(super) async fn run(stage: &Stage) -> Tried {
    stage.alice().await?;
    match too_much(stage).await? {
        Times::Believed(what) => return Ok(vec![broken(&CLOCKS_HAVE_LEEWAY, what)]),
        Times::Unread => return Ok(vec![not_tried(&CLOCKS_HAVE_LEEWAY, UNREAD)]),
        Times::Read => {}
    }
    stage.fake.call("clock", &json!({ "advance_seconds": AHEAD })).await?;
    let is_in = stage.alice().await.is_ok();
    // The control: it is the time that keeps her out.
    stage.fake.reset().await?;
    stage.alice().await?;
    Ok(vec![if is_in {
        holds(&CLOCKS_HAVE_LEEWAY)
    } else {
        let what =
            format!("nobody can sign in when the clock of Scalekit is {AHEAD} seconds ahead");
        // It is what libraries do unless they are given a leeway.
        broken(&CLOCKS_HAVE_LEEWAY, what).as_advice()
    }])
}

/// What an application makes of the times in its tokens.
enum Times {
    /// It looks at them, and believes none that is ten minutes off.
    Read,
    /// It believes one that is ten minutes off; with what is wrong.
    Believed(String),
    /// It looks at none.
    Unread,
}

/// Finds what the application makes of tokens whose time is ten minutes off. One that takes a token without an expiry for an
/// endless one may refuse an expired one all the same.
async fn too_much(stage: &Stage) -> Result<Times, NotTried> {
    let mut are_read = false;
    for (token, noun) in TOKENS {
        if believes(stage, token, "no_expiry").await? {
            are_read |= !believes(stage, token, "expired").await?;
            continue;
        }
        are_read = true;
        for (forgery, what) in LATE {
            if believes(stage, token, forgery).await? {
                return Ok(Times::Believed(format!("{noun} {what}")));
            }
        }
    }
    Ok(if are_read { Times::Read } else { Times::Unread })
}
