//! Row 56: clocks may differ by half a minute, and not by ten.
//!
//! Innocent: an application that never looks at the expiry (row 32).

use practices::CLOCKS_HAVE_LEEWAY;
use serde_json::json;

use super::believes;
use crate::probe::{broken, holds};
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

pub(super) async fn run(stage: &Stage) -> Tried {
    stage.alice().await?;
    if let Some(what) = too_much(stage).await? {
        return Ok(vec![broken(&CLOCKS_HAVE_LEEWAY, what)]);
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

/// Returns what is wrong if a token is believed whose time is ten minutes off, although times are looked at.
async fn too_much(stage: &Stage) -> Result<Option<String>, NotTried> {
    for (token, noun) in TOKENS {
        if believes(stage, token, "no_expiry").await? {
            continue;
        }
        for (forgery, what) in LATE {
            if believes(stage, token, forgery).await? {
                return Ok(Some(format!("{noun} {what}")));
            }
        }
    }
    Ok(None)
}
