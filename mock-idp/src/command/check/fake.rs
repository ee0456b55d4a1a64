//! A check of an application that runs, behind a fake that runs.

use std::env;

use checker::{Fake, Options, Report};
use serde_json::Value;
use url::Url;

use super::Check;
use crate::command::CommandError;
use crate::command::address::{Address, PORT};
use crate::command::output::say;

/// The path of the control API at a fake.
const CONTROL: &str = "/_mock";

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
    if named.is_none() && !Address::is_port_named() {
        say(&format!(
            "MOCK_IDP_CONTROL_URL names no fake, so the check uses the one at port {PORT}; `mock-idp check -- COMMAND` starts one"
        ));
    }
    Ok(Address::of(named.as_deref())?.url(CONTROL))
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
