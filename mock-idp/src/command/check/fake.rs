//! A check of an application that runs, behind a fake that runs.

use std::env;

use checker::{Fake, Options, Report};
use serde_json::Value;
use url::Url;

use super::Check;
use crate::command::CommandError;
use crate::command::output::say;

/// Where a fake is that nobody named: the port of `serve`.
const USUAL_PORT: u16 = 8080;

/// What a reset makes undone, by the names of the counts.
const LOST: [(&str, &str); 4] = [
    ("sessions", "sessions"),
    ("grants", "grants"),
    ("mails", "mails"),
    ("journal_entries", "entries of the journal"),
];

/// Checks an application behind the fake that `MOCK_IDP_CONTROL_URL` names, or port 8080 has.
pub(super) async fn check_running(check: &Check, options: Options) -> Result<Report, CommandError> {
    let control = control()?;
    let token = env::var("MOCK_IDP_CONTROL_TOKEN").ok().filter(|token| !token.is_empty());
    if !check.reset {
        return Err(CommandError::NeedsReset(lost(control, token).await?));
    }
    let options =
        Options { app: check.url.clone(), client: check.client.clone(), control, token, ..options };
    super::run(options, async || Vec::new()).await.map_err(CommandError::of_check)
}

/// Returns where the fake is controlled. Where nothing names it, that is said.
fn control() -> Result<Url, CommandError> {
    let named = env::var("MOCK_IDP_CONTROL_URL").ok().filter(|url| !url.is_empty());
    let port: Option<u16> = env::var("MOCK_IDP_PORT").ok().and_then(|port| port.parse().ok());
    if named.is_none() && port.is_none() {
        say(&format!(
            "MOCK_IDP_CONTROL_URL names no fake, so the check uses the one at port {USUAL_PORT}; `mock-idp check -- COMMAND` starts one"
        ));
    }
    let usual = || format!("http://127.0.0.1:{}/_mock", port.unwrap_or(USUAL_PORT));
    let url = named.unwrap_or_else(usual);
    url.parse().map_err(|_| CommandError::NoFake(url))
}

/// Says what a reset of this fake would make undone.
async fn lost(control: Url, token: Option<String>) -> Result<String, CommandError> {
    let failed = |why| CommandError::of_check(checker::CheckError::Fake(why));
    let fake = Fake::connect(control.clone(), token).await.map_err(failed)?;
    let counts = fake.read("counts", &[]).await.map_err(failed)?;
    let number = |name: &str| counts.get(name).and_then(Value::as_u64).unwrap_or_default();
    let lost = LOST.map(|(name, what)| format!("{} {what}", number(name))).join(", ");
    Ok(format!("the fake at {control} has {lost}, and every change that was made to its seed"))
}
