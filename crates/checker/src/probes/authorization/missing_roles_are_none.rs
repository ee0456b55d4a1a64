//! Row 72: an access token without roles opens nothing, and breaks nothing.

use practices::MISSING_ROLES_ARE_NONE;
use serde_json::json;

use super::admins;
use crate::probe::{broken, control, holds, not_tried};
use crate::stage::Reply;
use crate::{FaultPlan, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = admins::two_people(stage).await?;
    let pages = admins::exclusive(stage, &mut alice, &mut bob).await?;
    let fault = FaultPlan::new(json!({ "access_token": "no_roles" })).at("token");
    stage.fake.plan(fault.until_cleared()).await?;
    let mut browser = stage.browser();
    let entrance = stage.try_to_enter(browser.as_mut(), &bob.person).await?;
    control(entrance.has_tokens, "a person without roles got no tokens")?;
    let practice = &MISSING_ROLES_ARE_NONE;
    if entrance.page.status() >= 500 {
        let status = entrance.page.status();
        let what = format!("the sign-in of a person whose token has no roles ends in {status}");
        return Ok(vec![broken(practice, what)]);
    }
    for sight in &pages {
        let path = sight.url.path();
        let what = match stage.reply(browser.as_mut(), sight).await?.0 {
            Reply::Opens => {
                format!("{path} is for administrators, and opens to a token without roles")
            }
            Reply::Fails(status) => format!("{path} answers {status} to a token without roles"),
            Reply::Unclear => {
                return Ok(vec![not_tried(
                    practice,
                    format!("{path} answered with an error or not at all"),
                )]);
            }
            _ => continue,
        };
        return Ok(vec![broken(practice, what)]);
    }
    Ok(vec![if pages.is_empty() { admins::no_page(stage, practice) } else { holds(practice) }])
}
