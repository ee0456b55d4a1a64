//! Row 42: the sign-out gets the cookies that it needs.
//!
//! Innocent: a cookie for other paths that the sign-out does not need; a sign-out without a hint to which every cookie came
//! (row 77).

use practices::COOKIE_REACHES_ITS_ROUTES;
use user_agent::{Cookie, Hop};

use super::{own, shown, token_of};
use crate::probe::{broken, control, holds, not_tried};
use crate::{Departure, Stage, Tried};

/// What the names of cookies that a sign-out needs have in them.
const NEEDED: [&str; 6] = ["token", "hint", "jwt", "session", "auth", "sid"];

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let hop = departure.hop_to(&stage.fake, "/oidc/logout");
    let has_hint = hop.is_some_and(|hop| {
        hop.url().query_pairs().any(|(name, value)| name == "id_token_hint" && !value.is_empty())
    });
    if has_hint {
        return Ok(vec![holds(&COOKIE_REACHES_ITS_ROUTES)]);
    }
    let request = departure.hops.iter().find(|hop| stage.subject.has(hop.url()));
    control(request.is_some(), "the sign-out sent nothing to the application")?;
    let held_back = held_back(stage, departure, request);
    Ok(vec![match (held_back.first(), request) {
        (Some(cookie), Some(request)) => {
            let (name, path, route) = (&cookie.name, &cookie.path, request.url().path());
            let what = format!(
                "{name} is for {path} alone, so {route} does not get it, and signs out without a hint"
            );
            let evidence = departure.evidence().into_iter().chain([shown(cookie)]);
            broken(&COOKIE_REACHES_ITS_ROUTES, what).with(evidence)
        }
        _ => not_tried(
            &COOKIE_REACHES_ITS_ROUTES,
            "the sign-out has no hint, though every cookie came to it: see logout-carries-hint",
        ),
    }])
}

/// Returns the cookies that the sign-out could need, and that did not go with its request.
fn held_back<'d>(
    stage: &'d Stage,
    departure: &'d Departure,
    request: Option<&Hop>,
) -> Vec<&'d Cookie> {
    let came = request.map(Hop::cookies).unwrap_or_default();
    let is_needed = |cookie: &Cookie| {
        let name = cookie.name.to_ascii_lowercase();
        NEEDED.iter().any(|part| name.contains(part)) || token_of(stage, cookie).is_some()
    };
    let own = own(stage, &departure.before);
    own.filter(|cookie| !came.contains(&cookie.name) && is_needed(cookie)).collect()
}
