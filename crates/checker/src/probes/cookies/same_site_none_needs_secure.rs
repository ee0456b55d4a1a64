//! Row 41: no cookie is `SameSite=None` without `Secure`.

use practices::SAME_SITE_NONE_NEEDS_SECURE;
use user_agent::{CookieError, SameSite};

use crate::probe::{broken, does_not_apply, holds};
use crate::{Browser, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    for sight in stage.subject.guarded.iter().chain(&stage.subject.personal) {
        // What the page shows, does not matter: its cookies do.
        let _presence = stage.presence(alice.browser.as_mut(), sight, &alice.person).await?;
    }
    // Without a way out there are fewer answers to look at.
    let _departure = stage.sign_out(&mut alice).await;
    let jar = alice.browser.jar().await?;
    let origin = stage.subject.app.origin().ascii_serialization();
    let dropped = jar.refused().iter().filter(|refused| {
        refused.why == CookieError::NoneWithoutSecure && refused.url.starts_with(&origin)
    });
    let mut dropped: Vec<_> =
        dropped.map(|refused| format!("{} at {}", refused.name, refused.url)).collect();
    dropped.dedup();
    Ok(vec![match dropped.first() {
        Some(first) => {
            let what = format!("the browser drops {first}: it is SameSite=None and not Secure");
            broken(&SAME_SITE_NONE_NEEDS_SECURE, what).with(dropped.clone())
        }
        None if sets_none(alice.browser.as_ref()) => holds(&SAME_SITE_NONE_NEEDS_SECURE),
        None => does_not_apply(&SAME_SITE_NONE_NEEDS_SECURE, "no cookie is SameSite=None"),
    }])
}

/// Says whether an answer has set a cookie for requests of every site.
fn sets_none(browser: &dyn Browser) -> bool {
    let records = browser.records(0);
    let mut lines = records.iter().flat_map(|record| &record.set_cookies);
    lines.any(|line| {
        let attributes = line.attributes.as_ref();
        attributes.is_some_and(|attributes| attributes.same_site == Some(SameSite::None))
    })
}
