//! Row 39: the session cookie is for this host alone, says `SameSite`, and no script can read it.
//!
//! Innocent: a cookie that scripts read and that is not the session; `Secure` over http, where nobody could say it.

use practices::SESSION_COOKIE_ATTRIBUTES;
use user_agent::{Cookie, SameSite};

use super::{own, shown};
use crate::probe::{broken, control, holds};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let jar = &stage.journey().await?.jar;
    let is_session = |cookie: &&Cookie| stage.subject.session_cookies.contains(&cookie.identity());
    let session: Vec<_> = own(stage, jar).filter(is_session).collect();
    control(!session.is_empty(), "no cookie was found without which nobody is signed in")?;
    let is_https = stage.subject.app.scheme() == "https";
    let wrong = session.iter().flat_map(|cookie| wrong(cookie, is_https)).collect::<Vec<_>>();
    Ok(vec![if wrong.is_empty() {
        holds(&SESSION_COOKIE_ATTRIBUTES)
    } else {
        let evidence = session.iter().map(|cookie| shown(cookie));
        broken(&SESSION_COOKIE_ATTRIBUTES, wrong.join("; ")).with(evidence)
    }])
}

/// Returns what is wrong with the attributes of a session cookie, a sentence each.
fn wrong(cookie: &Cookie, is_https: bool) -> Vec<String> {
    let name = &cookie.name;
    let open =
        (!cookie.http_only).then(|| format!("{name} is not HttpOnly: every script reads it"));
    let silent = (!cookie.says_same_site).then(|| format!("{name} says no SameSite"));
    let none = (cookie.same_site == SameSite::None)
        .then(|| format!("{name} is SameSite=None: it goes with the requests of every site"));
    let wide = (!cookie.host_only)
        .then(|| format!("{name} has a Domain: every host of {} gets it", cookie.domain));
    let plain = (is_https && !cookie.secure).then(|| format!("{name} is not Secure"));
    [open, silent, none, wide, plain].into_iter().flatten().collect()
}
