//! Row 81: after the sign-out no cookie is left that opened something, at whichever path.
//!
//! Innocent: a new cookie for the anonymous session; a cookie that never opened anything (row 97 looks at those).

use practices::EVERY_COOKIE_IS_CLEARED;
use user_agent::Cookie;

use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let is_of_session = |cookie: &&Cookie| {
        let identity = cookie.identity();
        stage.subject.session_cookies.contains(&identity) || is_credential(cookie)
    };
    let own = departure.before.cookies().iter().filter(|cookie| !stage.fake.owns(cookie));
    let opened: Vec<_> = own.filter(is_of_session).collect();
    control(!opened.is_empty(), "no cookie of the session was there before the sign-out")?;
    let after = departure.after.cookies();
    let is_left = |cookie: &&&Cookie| {
        after.iter().any(|kept| kept.identity() == cookie.identity() && kept.value == cookie.value)
    };
    let left: Vec<_> = opened.iter().filter(is_left).map(|cookie| shown(cookie)).collect();
    let finding = if left.is_empty() {
        holds(&EVERY_COOKIE_IS_CLEARED)
    } else {
        let left = left.join(" and ");
        broken(&EVERY_COOKIE_IS_CLEARED, format!("after the sign-out the browser still has {left}"))
    };
    Ok(vec![finding.with(departure.evidence())])
}

/// Says whether a cookie is a token or a session by its name or value, though no page needs it.
fn is_credential(cookie: &Cookie) -> bool {
    const NAMES: [&str; 6] = ["access_token", "refresh", "id_token", "idtoken", "jwt", "session"];
    let name = cookie.name.to_ascii_lowercase();
    cookie.value.starts_with("eyJ") || NAMES.iter().any(|part| name.contains(part))
}

fn shown(cookie: &Cookie) -> String {
    format!("{} (Path={})", cookie.name, cookie.path)
}
