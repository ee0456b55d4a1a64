//! Row 5: the logout URL has what the SDK was given.
//!
//! `getLogoutUrl(idToken, uri)` of the Node SDK, which takes one object, gives a URL without any parameter. Innocent: an
//! application that got no ID token.

use practices::SDK_ARGUMENTS;

use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let logout = departure.hop_to(&stage.fake, "/oidc/logout");
    control(logout.is_some(), "the sign-out leads the browser nowhere near /oidc/logout")?;
    let is_bare = logout.is_some_and(|hop| hop.url().query_pairs().next().is_none());
    Ok(vec![if is_bare {
        let what = "the sign-out leads to /oidc/logout without any parameter: arguments of another shape were dropped";
        broken(&SDK_ARGUMENTS, what).with(departure.evidence())
    } else {
        holds(&SDK_ARGUMENTS)
    }])
}
