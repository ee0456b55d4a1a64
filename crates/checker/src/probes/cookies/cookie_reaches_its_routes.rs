//! Row 42: the sign-out gets the cookies that it needs.
//!
//! Innocent: a cookie for other paths that the sign-out does not need, such as one with a refresh token alone; a sign-out without
//! a hint to which every cookie came (row 77).

use practices::COOKIE_REACHES_ITS_ROUTES;
use user_agent::{Cookie, Hop};

use super::{own, shown, token_of};
use crate::probe::{broken, control, holds, not_tried};
use crate::stage::TokenKind;
use crate::{Departure, Stage, Tried};

/// What the names of cookies that have an ID token have in them.
const OF_HINTS: [&str; 4] = ["id_token", "id-token", "idtoken", "hint"];

/// What the names of cookies that a sign-out may need have in them: a session may have the ID token in it.
const OF_SESSIONS: [&str; 5] = ["token", "jwt", "session", "auth", "sid"];

/// What the names of cookies have in them that have something else than a hint: another token, or an attempt to sign in.
const OF_OTHERS: [&str; 8] =
    ["refresh", "access", "csrf", "xsrf", "state", "nonce", "verifier", "pkce"];

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
            "the sign-out has no hint, and no cookie was kept from it that could have one: see logout-carries-hint",
        ),
    }])
}

/// Returns the cookies that could have the hint and did not go with the sign-out's request, the likeliest first.
fn held_back<'d>(
    stage: &'d Stage,
    departure: &'d Departure,
    request: Option<&Hop>,
) -> Vec<&'d Cookie> {
    let came = request.map(Hop::cookies).unwrap_or_default();
    let own = own(stage, &departure.before).filter(|cookie| !came.contains(&cookie.name));
    let ranked =
        own.filter_map(|cookie| Some((rank(&cookie.name, token_of(stage, cookie))?, cookie)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, cookie)| cookie).collect()
}

/// Returns how far a cookie of this name, in which everybody can read such a token, is from having the hint; `None` if it has
/// something else.
fn rank(name: &str, token: Option<TokenKind>) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    let is_named = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match token {
        Some(TokenKind::Id) => Some(0),
        Some(TokenKind::Access | TokenKind::Refresh) => None,
        None if is_named(&OF_HINTS) => Some(1),
        None if is_named(&OF_OTHERS) => None,
        None => is_named(&OF_SESSIONS).then_some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cookie_that_may_have_an_id_token_is_missed_at_a_sign_out() {
        for (name, token, expected) in [
            ("a", Some(TokenKind::Id), Some(0)),
            ("idToken", None, Some(1)),
            ("session", None, Some(2)),
            ("refreshToken", None, None),
            ("accessToken", None, None),
            ("session", Some(TokenKind::Access), None),
            ("auth_state", None, None),
            ("theme", None, None),
        ] {
            assert_eq!(rank(name, token), expected, "{name}");
        }
    }
}
