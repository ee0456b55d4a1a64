//! Row 68: a script without a session gets 401, and no redirect that fails by CORS.
//!
//! Innocent: a page that is no call of scripts; 403.

use practices::SCRIPTS_GET_401;
use user_agent::Probe;

use crate::probe::{broken, holds, not_tried};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let calls = stage.subject.guarded.iter().filter(|sight| sight.is_api);
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
                return Ok(vec![broken(&SCRIPTS_GET_401, what).with(evidence)]);
            }
            _ => {}
        }
    }
    let why = "no call of scripts answered a stranger in a way that says anything";
    Ok(vec![if is_refused { holds(&SCRIPTS_GET_401) } else { not_tried(&SCRIPTS_GET_401, why) }])
}
