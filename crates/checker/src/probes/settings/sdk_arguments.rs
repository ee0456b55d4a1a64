//! Row 5: the logout URL has what the SDK was given.
//!
//! `getLogoutUrl(idToken, uri)` of the Node SDK, which takes one object, gives a URL without any parameter. Innocent: an
//! application that got no ID token.

use practices::SDK_ARGUMENTS;

use crate::probe::{broken, control, does_not_apply, holds};
use crate::{Exchange, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (journey, departure) = (stage.journey().await?, &stage.exit().await?.departure);
    let logout = departure.hop_to(&stage.fake, "/oidc/logout");
    control(logout.is_some(), "the sign-out leads the browser nowhere near /oidc/logout")?;
    let is_bare = logout.is_some_and(|hop| hop.url().query_pairs().next().is_none());
    Ok(vec![if is_bare {
        let what = "the sign-out leads to /oidc/logout without any parameter: arguments of another shape were dropped";
        broken(&SDK_ARGUMENTS, what).with(departure.evidence())
    } else if !journey.entering.iter().any(names_sdk) {
        does_not_apply(&SDK_ARGUMENTS, "no request of the application names an SDK of Scalekit")
    } else {
        holds(&SDK_ARGUMENTS)
    }])
}

/// Says whether a request was sent by an SDK, as that names itself.
fn names_sdk(exchange: &Exchange) -> bool {
    exchange.members.get("sdk").is_some_and(|sdk| !sdk.is_null())
}
