//! Row 7: the redirect URI is of the settings, whatever the headers of a request say.
//!
//! Innocent: an application that refuses a host which is not its own; one that believes a scheme which the proxy before it
//! names.

use practices::OWN_ADDRESS_IS_CONFIGURED;

use crate::probe::{broken, control, holds};
use crate::stage::parameter;
use crate::{Stage, Tried};

/// A host that is not the application's.
const EVIL: &str = "evil.example";

/// Headers that name the host of a request.
const HEADERS: [(&str, &str); 4] = [
    ("host", EVIL),
    ("x-forwarded-host", EVIL),
    ("forwarded", "host=evil.example;proto=https"),
    ("x-original-host", EVIL),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let doorstep = stage.doorstep().await?;
    let plain = stage.authorization(&doorstep, doorstep.probe()).await?;
    control(plain.is_some(), "the sign-in does not lead to the authorization endpoint")?;
    for (name, value) in HEADERS {
        let request = doorstep.probe().header(name, value);
        // No answer at all is a refusal, too.
        let Ok(Some(url)) = stage.authorization(&doorstep, request).await else { continue };
        if parameter(&url, "redirect_uri").is_some_and(|uri| uri.contains(EVIL)) {
            let what = format!(
                "a request whose {name} names another host gets a redirect URI of that host"
            );
            return Ok(vec![broken(&OWN_ADDRESS_IS_CONFIGURED, what)]);
        }
    }
    Ok(vec![holds(&OWN_ADDRESS_IS_CONFIGURED)])
}
