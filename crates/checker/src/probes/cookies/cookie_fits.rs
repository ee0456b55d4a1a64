//! Row 46: browsers keep every cookie, also those of a person with sixty roles.

use practices::COOKIE_FITS;
use serde_json::json;
use user_agent::{CookieError, Jar};

use crate::probe::{broken, control, holds, not_tried};
use crate::{FaultPlan, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let ordinary = stage.journey().await?;
    if let Some(what) = dropped(stage, &ordinary.jar) {
        return Ok(vec![broken(&COOKIE_FITS, what)]);
    }
    let (person, mut browser) = (ordinary.person.clone(), stage.browser());
    let mark = stage.fake.last_entry().await?;
    stage.fake.plan(FaultPlan::new(json!({ "access_token": "sixty_roles" })).at("token")).await?;
    let entrance = stage.try_to_enter(browser.as_mut(), &person).await?;
    let has_many_roles = entrance.has_tokens && stage.has_fired(mark).await?;
    control(has_many_roles, "nobody could sign in with sixty roles")?;
    let presence = stage.presence(browser.as_mut(), stage.best()?, &person).await?;
    Ok(vec![match dropped(stage, &browser.jar().await?) {
        Some(what) => broken(&COOKIE_FITS, format!("with sixty roles {what}")),
        None if presence.is_in() => holds(&COOKIE_FITS),
        None => {
            not_tried(&COOKIE_FITS, "somebody with sixty roles is not in, and no cookie says why")
        }
    }])
}

/// Returns a sentence about the first cookie of the application that is too long for a browser.
fn dropped(stage: &Stage, jar: &Jar) -> Option<String> {
    let origin = stage.subject.app.origin().ascii_serialization();
    let own = jar.refused().iter().filter(|refused| refused.url.starts_with(&origin));
    let (name, octets) = own.into_iter().find_map(|refused| match refused.why {
        CookieError::TooLarge(octets) => Some((&refused.name, octets)),
        _ => None,
    })?;
    Some(format!("{name} has {octets} octets, and browsers drop a cookie of more than 4096"))
}
