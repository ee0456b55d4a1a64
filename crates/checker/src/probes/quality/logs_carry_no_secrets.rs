//! Row 109: what the application prints has no secret in it, whatever happened.
//!
//! Innocent: a hash of a session’s id; a made-up value that is too short to be one.

use std::time::Duration;

use practices::LOGS_CARRY_NO_SECRETS;
use serde_json::json;
use url::Url;
use user_agent::{Hop, Jar};

use crate::clock;
use crate::probe::{broken, control, holds};
use crate::{FaultPlan, NotTried, Output, Stage, Tried, Visitor};

/// Parameters whose values are secrets while they are fresh.
const SECRET: [&str; 4] = ["code", "state", "id_token_hint", "nonce"];

/// The shortest value that is looked for: a shorter one may be in a line by chance.
const SHORTEST: usize = 12;

/// Time for a line to come through the pipe from the application.
const LAST_LINES: Duration = Duration::from_millis(200);

pub(super) async fn run(stage: &Stage) -> Tried {
    let Some(output) = stage.options.output.clone() else {
        return Err(NotTried::because("nobody reads what the application prints"));
    };
    let mark = output.len();
    let secrets = journey(stage).await?;
    control(!secrets.is_empty(), "nothing secret went through the application")?;
    clock::pass(LAST_LINES).await;
    Ok(vec![match found(&output, mark, &secrets) {
        Some(what) => {
            broken(&LOGS_CARRY_NO_SECRETS, format!("what the application prints has {what} in it"))
        }
        None => holds(&LOGS_CARRY_NO_SECRETS),
    }])
}

/// Returns what of the secrets, or of tokens that no browser sees, is in the lines.
fn found(output: &Output, mark: usize, secrets: &[(String, String)]) -> Option<String> {
    let lines = output.since(mark);
    let secret = secrets.iter().find(|(_, value)| lines.iter().any(|line| line.contains(value)));
    let token = || lines.iter().any(|line| has_token(line)).then(|| "a token".to_owned());
    secret.map(|(what, _)| what.clone()).or_else(token)
}

/// Says whether a line has a JWT in it: two parts that begin as JSON does, and a third one.
fn has_token(line: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let words = line.split(|letter| !is_part(letter));
    words.into_iter().any(|word| {
        let parts: Vec<_> = word.split('.').collect();
        matches!(parts.as_slice(), [one, two, _] if one.starts_with("eyJ") && two.starts_with("eyJ"))
    })
}

/// Signs in and out, with and without success, and returns what was secret, each with its name.
async fn journey(stage: &Stage) -> Result<Vec<(String, String)>, NotTried> {
    let mut secrets = Vec::new();
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let entrance = stage.enter(&mut alice).await?;
    of_hops(&entrance.hops, &mut secrets);
    of_jar(stage, &alice.browser.jar().await?, &mut secrets);
    if let Ok(departure) = stage.sign_out(&mut alice).await {
        of_hops(&departure.hops, &mut secrets);
    }
    let fault = FaultPlan::new(json!({ "status": 503 })).at("token").until_cleared();
    stage.fake.plan(fault).await?;
    let failed = stage.try_to_enter(stage.browser().as_mut(), &alice.person).await;
    stage.fake.clear_faults().await?;
    if let Ok(failed) = failed {
        of_hops(&failed.hops, &mut secrets);
    }
    secrets.retain(|(_, value)| value.len() >= SHORTEST);
    Ok(secrets)
}

fn of_hops(hops: &[Hop], secrets: &mut Vec<(String, String)>) {
    let urls = hops.iter().map(Hop::url);
    let pairs = urls.flat_map(Url::query_pairs);
    let secret = pairs.filter(|(name, _)| SECRET.contains(&name.as_ref()));
    secrets.extend(secret.map(|(name, value)| (format!("a value of {name}"), value.into_owned())));
}

fn of_jar(stage: &Stage, jar: &Jar, secrets: &mut Vec<(String, String)>) {
    let session = &stage.subject.session_cookies;
    let cookies = jar.cookies().iter().filter(|cookie| session.contains(&cookie.identity()));
    let named = |cookie: &user_agent::Cookie| {
        (format!("the value of the cookie {}", cookie.name), cookie.value.clone())
    };
    secrets.extend(cookies.map(named));
}
