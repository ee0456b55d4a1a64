//! Row 109: what the application prints has no secret in it, whatever happened.
//!
//! Innocent: a hash of a session’s id; a made-up value that is too short to be one.

mod secrets;

use std::time::Duration;

use practices::LOGS_CARRY_NO_SECRETS;
use serde_json::json;
use user_agent::Hop;

use self::secrets::Secrets;
use crate::clock;
use crate::probe::{broken, control, holds};
use crate::stage::{LIFE, look};
use crate::{FaultPlan, NotTried, Output, Stage, Tried, Visitor};

/// Time for a line to come through the pipe from the application.
const LAST_LINES: Duration = Duration::from_millis(200);

/// A code that the fake has not issued.
const REFUSED: &str = "code_that_nobody_issued_7d1f0c2a9b";

/// The most lines that are named, each with what it has: a log of a whole check has thousands.
const MOST_LINES: usize = 10;

pub(super) async fn run(stage: &Stage) -> Tried {
    let Some(output) = stage.options.output.clone() else {
        return Err(NotTried::because("nobody reads what the application prints"));
    };
    let mark = output.len();
    let secrets = journey(stage).await?;
    control(!secrets.is_empty(), "nothing secret went through the application")?;
    clock::pass(LAST_LINES).await;
    let mut found = found(&output, mark, &secrets);
    let Some(first) = found.next() else { return Ok(vec![holds(&LOGS_CARRY_NO_SECRETS)]) };
    let what = format!("{first} of what the application prints");
    Ok(vec![broken(&LOGS_CARRY_NO_SECRETS, what).with(found.take(MOST_LINES))])
}

/// Returns what of the secrets is in which line, counted from the start of the process. No value is among it.
fn found(output: &Output, mark: usize, secrets: &Secrets) -> impl Iterator<Item = String> {
    let lines = output.since(mark).into_iter().enumerate();
    let found = lines.filter_map(move |(index, line)| {
        let kinds = secrets.in_line(&line);
        (!kinds.is_empty()).then(|| format!("{} in line {}", kinds.join(" and "), mark + index + 1))
    });
    found.collect::<Vec<_>>().into_iter()
}

/// Signs in and out, with and without success, and returns what was secret.
async fn journey(stage: &Stage) -> Result<Secrets, NotTried> {
    let own = stage.fake.secrets_of(&stage.subject.client.id).await?;
    let mut secrets = Secrets::of(stage.fake.environment().clone(), &own);
    if stage.options.thorough {
        stage.let_tokens_live(LIFE).await?;
    }
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let entrance = stage.enter(&mut alice).await?;
    secrets.of_urls(entrance.hops.iter().map(Hop::url));
    secrets.of_jar(stage, &alice.browser.jar().await?);
    seen(stage, &mut alice, &mut secrets).await?;
    if stage.options.thorough {
        renew(stage, &mut alice, &mut secrets).await?;
    }
    if let Ok(departure) = stage.sign_out(&mut alice).await {
        secrets.of_urls(departure.hops.iter().map(Hop::url));
    }
    // A callback with a code that is refused, and one whose exchange is not answered.
    let mut browser = stage.browser();
    if let Ok(attempt) = stage.attempt(browser.as_mut(), &alice.person).await {
        let refused = attempt.callback_with(&[("code", Some(REFUSED))]);
        secrets.of_urls([&attempt.request, &refused]);
        let _refused = browser.open(refused.as_str()).await;
    }
    let fault = FaultPlan::new(json!({ "status": 503 })).at("token").until_cleared();
    stage.fake.plan(fault).await?;
    let failed = stage.try_to_enter(stage.browser().as_mut(), &alice.person).await;
    stage.fake.clear_faults().await?;
    if let Ok(failed) = failed {
        secrets.of_urls(failed.hops.iter().map(Hop::url));
    }
    Ok(secrets)
}

/// Lets the tokens be renewed with success, and then without.
async fn renew(stage: &Stage, alice: &mut Visitor, secrets: &mut Secrets) -> Result<(), NotTried> {
    stage.pass(LIFE + 1).await;
    seen(stage, alice, secrets).await?;
    let mut other = stage.alice().await?;
    secrets.of_jar(stage, &other.browser.jar().await?);
    stage.fake.revoke_sessions(&other.person).await?;
    stage.pass(LIFE + 1).await;
    seen(stage, &mut other, secrets).await?;
    // The revocation ended the session of the sign-out as well.
    *alice = stage.alice().await?;
    secrets.of_jar(stage, &alice.browser.jar().await?);
    Ok(())
}

/// Opens the best page, whose forms have tokens of their own.
async fn seen(stage: &Stage, alice: &mut Visitor, secrets: &mut Secrets) -> Result<(), NotTried> {
    let (browser, sight) = (alice.browser.as_mut(), stage.best()?);
    if let Ok(page) = look(&stage.fake, &stage.subject.app, browser, sight).await? {
        secrets.of_page(&page);
    }
    Ok(())
}
