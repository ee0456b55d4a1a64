//! Row 9: the redirect URI is a registered one, also where the sign-in begins at a page that a person wanted.

use practices::REDIRECT_URI_IS_REGISTERED;
use url::Url;
use user_agent::{Hop, Page};

use crate::probe::{broken, control, holds};
use crate::stage::parameter;
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let doorstep = stage.doorstep().await?;
    let plain = stage.authorization(&doorstep, doorstep.probe()).await?;
    let mut uris = Vec::from_iter(plain.as_ref().map(redirect_uri));
    control(!uris.is_empty(), "the sign-in does not lead to the authorization endpoint")?;
    for sight in stage.subject.guarded.iter().filter(|sight| !sight.is_api) {
        let page = stage.browser().open(sight.url.as_str()).await?;
        uris.extend(requested(stage, &page).map(redirect_uri));
    }
    let registered = &stage.subject.client.redirect_uris;
    let finding = match uris.iter().find(|uri| !registered.contains(uri)) {
        // What follows the path may have the wanted page in it, and no secret.
        Some(uri) => {
            let what = format!("a sign-in names the redirect URI {uri}, which is not registered");
            let known = format!("registered: {}", registered.join(", "));
            broken(&REDIRECT_URI_IS_REGISTERED, what).with([known])
        }
        None => holds(&REDIRECT_URI_IS_REGISTERED),
    };
    Ok(vec![finding])
}

fn requested<'p>(stage: &Stage, page: &'p Page) -> Option<&'p Url> {
    page.hops().iter().map(Hop::url).find(|url| stage.fake.is_at(url, "/oauth/authorize"))
}

fn redirect_uri(request: &Url) -> String {
    parameter(request, "redirect_uri").unwrap_or_default()
}
