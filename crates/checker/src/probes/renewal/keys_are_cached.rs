//! Row 55: the key set is fetched once, and once more after a rotation.
//!
//! Innocent: an application that fetched it a moment before the rotation, and waits for half a minute until it does again; one
//! with several processes, each of which fetches it once.

use practices::KEYS_ARE_CACHED;

use crate::probe::{broken, control, holds};
use crate::{Finding, NotTried, Outcome, Stage, Tried};

/// Sign-ins in a row that each fetch the key set: as many processes have no application that is checked here.
const MOST_SIGN_INS: u32 = 6;

/// How long after a fetch a careful client does not fetch again, in seconds: `jose` waits for thirty.
const COOLDOWN: u32 = 35;

/// The seconds between two tries.
const STEP: u32 = 5;

pub(super) async fn run(stage: &Stage) -> Tried {
    if fetches_each_time(stage).await? {
        let what = format!("each of {MOST_SIGN_INS} sign-ins in a row fetched the key set");
        return Ok(vec![broken(&KEYS_ARE_CACHED, what)]);
    }
    stage.fake.rotate_keys().await?;
    if stage.alice().await.is_ok() {
        return Ok(vec![holds(&KEYS_ARE_CACHED)]);
    }
    if !stage.options.thorough {
        let why = "right after a rotation of the keys nobody could sign in, and it takes half a minute to see whether that stays: --thorough";
        let outcome = Outcome::NotLookedAt(why.to_owned());
        return Ok(vec![Finding { practice: &KEYS_ARE_CACHED, outcome }]);
    }
    for _ in 0..COOLDOWN / STEP {
        stage.pass(STEP).await;
        if stage.alice().await.is_ok() {
            return Ok(vec![holds(&KEYS_ARE_CACHED)]);
        }
    }
    // The control: it is the rotation, and not the application, that keeps people out.
    stage.fake.reset().await?;
    control(stage.alice().await.is_ok(), "nobody can sign in any more, with the old keys either")?;
    let what = format!("{COOLDOWN} seconds after a rotation of the keys nobody can sign in yet");
    Ok(vec![broken(&KEYS_ARE_CACHED, what)])
}

async fn fetches_each_time(stage: &Stage) -> Result<bool, NotTried> {
    for _ in 0..MOST_SIGN_INS {
        let mark = stage.fake.last_exchange().await?;
        stage.alice().await?;
        let exchanges = stage.fake.exchanges(mark).await?;
        if !exchanges.iter().any(|exchange| exchange.is_at("keys")) {
            return Ok(false);
        }
    }
    Ok(true)
}
