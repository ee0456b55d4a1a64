//! Row 41: no cookie is `SameSite=None` without `Secure`.

use practices::SAME_SITE_NONE_NEEDS_SECURE;
use user_agent::CookieError;

use crate::probe::{broken, holds};
use crate::{Stage, Tried};

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
        None => holds(&SAME_SITE_NONE_NEEDS_SECURE),
    }])
}
