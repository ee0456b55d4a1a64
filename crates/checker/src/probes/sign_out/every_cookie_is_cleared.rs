//! Row 81: after the sign-out no cookie is left that opened something, at whichever path.
//!
//! Innocent: a new cookie for the anonymous session; a cookie that never opened anything (row 97 looks at those).

use practices::EVERY_COOKIE_IS_CLEARED;
use user_agent::Cookie;

use crate::probe::{broken, control, holds, not_tried};
use crate::{Departure, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let departure = &stage.exit().await?.departure;
    let is_of_session = |cookie: &&Cookie| {
        let identity = cookie.identity();
        let session = &stage.subject.session_cookies;
        session.contains(&identity)
            || is_credential(cookie)
            || (session.is_empty() && is_called_session(cookie))
    };
    let own = departure.before.cookies().iter().filter(|cookie| !stage.fake.owns(cookie));
    let opened: Vec<_> = own.filter(is_of_session).collect();
    control(!opened.is_empty(), "no cookie of the session was there before the sign-out")?;
    let after = departure.after.cookies();
    let is_left = |cookie: &&&Cookie| {
        after.iter().any(|kept| kept.identity() == cookie.identity() && kept.value == cookie.value)
    };
    let left: Vec<_> = opened.iter().filter(is_left).map(|cookie| shown(cookie)).collect();
    let finding = if !left.is_empty() {
        let left = left.join(" and ");
        broken(&EVERY_COOKIE_IS_CLEARED, format!("after the sign-out the browser still has {left}"))
    } else if let Some(why) = unknown(stage, departure) {
        not_tried(&EVERY_COOKIE_IS_CLEARED, why)
    } else {
        holds(&EVERY_COOKIE_IS_CLEARED)
    };
    Ok(vec![finding.with(departure.evidence())])
}

/// Returns why a sign-out that leaves cookies in the browser is not judged, where nobody knows which of them is the session.
fn unknown(stage: &Stage, departure: &Departure) -> Option<String> {
    let own = departure.after.cookies().iter().filter(|cookie| !stage.fake.owns(cookie));
    let names: Vec<_> = own.map(shown).collect();
    if names.is_empty() || !stage.subject.session_cookies.is_empty() {
        return None;
    }
    let names = names.join(" and ");
    Some(format!(
        "after the sign-out the browser still has {names}, and without a page that shows who is signed in nobody knows whether that is the session"
    ))
}

/// Says whether a cookie is a token or a session by its name or value, though no page needs it.
fn is_credential(cookie: &Cookie) -> bool {
    const NAMES: [&str; 7] =
        ["access_token", "accesstoken", "refresh", "id_token", "idtoken", "jwt", "session"];
    let name = cookie.name.to_ascii_lowercase();
    cookie.value.starts_with("eyJ") || NAMES.iter().any(|part| name.contains(part))
}

/// Says whether a cookie has the name that frameworks give to that of a session, where no page shows which one it is:
/// `sid`, `connect.sid`.
fn is_called_session(cookie: &Cookie) -> bool {
    let name = cookie.name.to_ascii_lowercase();
    name.rsplit('.').next() == Some("sid")
}

fn shown(cookie: &Cookie) -> String {
    format!("{} (Path={})", cookie.name, cookie.path)
}
