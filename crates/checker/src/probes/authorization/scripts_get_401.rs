//! Row 68: without a session a script gets 401, and no redirect that fails by CORS; and a person who navigates gets a way to
//! sign in, and no data for scripts.
//!
//! Innocent: a page that is no call of scripts; 403; a page of HTML that says 401.

use practices::SCRIPTS_GET_401;
use user_agent::{Page, Probe};

use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{Finding, NotTried, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (calls, pages): (Vec<_>, Vec<_>) =
        stage.subject.guarded.iter().partition(|sight| sight.is_api);
    let of_scripts = scripts(stage, &calls).await?;
    if of_scripts.outcome.breach().is_some() {
        return Ok(vec![of_scripts]);
    }
    Ok(vec![people(stage, &pages).await?.unwrap_or(of_scripts)])
}

/// Calls what scripts call, as a script without a session does.
async fn scripts(stage: &Stage, calls: &[&Sight]) -> Result<Finding, NotTried> {
    if calls.is_empty() {
        let why = "no call of scripts was found that only who signed in can make";
        return Ok(does_not_apply(&SCRIPTS_GET_401, why));
    }
    let mut is_refused = false;
    for sight in calls {
        let request = Probe::get(sight.url.as_str())
            .header("accept", "application/json")
            .header("sec-fetch-mode", "cors")
            .header("sec-fetch-dest", "empty")
            .header("sec-fetch-site", "same-origin");
        let answer = stage.browser().request(request).await?;
        let (path, status) = (sight.url.path(), answer.status());
        match status {
            401 | 403 => is_refused = true,
            300..=399 => {
                let what = format!(
                    "{path} answers {status} to a script without a session, and leads it to the sign-in"
                );
                let evidence = answer.hops().iter().map(|hop| hop.record().to_string());
                return Ok(broken(&SCRIPTS_GET_401, what).with(evidence));
            }
            _ => {}
        }
    }
    let why = "no call of scripts answered a stranger in a way that says anything";
    Ok(if is_refused { holds(&SCRIPTS_GET_401) } else { not_tried(&SCRIPTS_GET_401, why) })
}

/// Opens pages as a person without a session does; returns what is wrong if one answers as to a script.
async fn people(stage: &Stage, pages: &[&Sight]) -> Result<Option<Finding>, NotTried> {
    for sight in pages {
        let answer = stage.browser().open(sight.url.as_str()).await;
        let is_for_scripts = |page: &&Page| {
            let kind = page.header("content-type").unwrap_or_default();
            page.status() == 401 && kind.starts_with("application/json")
        };
        let Some(page) = answer.as_ref().ok().filter(is_for_scripts) else { continue };
        let what = format!(
            "{} answers 401 with JSON to a person without a session who navigates there, and no way to sign in",
            sight.url.path()
        );
        let evidence = page.hops().iter().map(|hop| hop.record().to_string());
        return Ok(Some(broken(&SCRIPTS_GET_401, what).with(evidence).as_advice()));
    }
    Ok(None)
}
