//! Row 55: the key set is fetched once, and once more after a rotation.
//!
//! Innocent: an application that fetched it a moment before the rotation, and waits for half a minute until it does again; one
//! with several processes, each of which fetches it once.

use practices::KEYS_ARE_CACHED;

use crate::probe::{broken, control, holds};
use crate::{Finding, NotTried, Outcome, Stage, Tried};

/// Sign-ins in a row that each fetch the key set: as many processes have no application that is checked here.
const MOST_SIGN_INS: usize = 6;

/// How long after a fetch a careful client does not fetch again, in seconds: `jose` waits for thirty.
const COOLDOWN: u32 = 35;

/// The seconds between two tries.
const STEP: u32 = 5;

pub(super) async fn run(stage: &Stage) -> Tried {
    let fetched = fetched_each_time(stage).await?;
    if fetched.len() == MOST_SIGN_INS {
        let what = format!("each of {MOST_SIGN_INS} sign-ins in a row fetched the key set");
        return Ok(vec![broken(&KEYS_ARE_CACHED, what).with(fetched)]);
    }
    let mark = stage.fake.last_exchange().await?;
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
    let since = keys_since(stage, mark).await?;
    // The control: it is the rotation, and not the application, that keeps people out.
    stage.fake.reset().await?;
    control(stage.alice().await.is_ok(), "nobody can sign in any more, with the old keys either")?;
    let what = format!("{COOLDOWN} seconds after a rotation of the keys nobody can sign in yet");
    let tries = COOLDOWN / STEP + 1;
    let evidence = format!("{tries} sign-ins since the rotation: {}", requests(since));
    Ok(vec![broken(&KEYS_ARE_CACHED, what).with([evidence])])
}

/// Signs in again and again for as long as each sign-in fetches the key set; returns a line for each that did.
async fn fetched_each_time(stage: &Stage) -> Result<Vec<String>, NotTried> {
    let mut fetched = Vec::new();
    for number in 1..=MOST_SIGN_INS {
        let mark = stage.fake.last_exchange().await?;
        stage.alice().await?;
        match keys_since(stage, mark).await? {
            0 => break,
            times => fetched.push(format!("sign-in {number}: {}", requests(times))),
        }
    }
    Ok(fetched)
}

/// Counts the requests for the key set since a mark.
async fn keys_since(stage: &Stage, mark: u64) -> Result<usize, NotTried> {
    let exchanges = stage.fake.exchanges(mark).await?;
    Ok(exchanges.iter().filter(|exchange| exchange.is_at("keys")).count())
}

fn requests(times: usize) -> String {
    match times {
        0 => "the application’s server sent no GET /keys".to_owned(),
        1 => "the application’s server sent GET /keys once".to_owned(),
        times => format!("the application’s server sent GET /keys {times} times"),
    }
}
