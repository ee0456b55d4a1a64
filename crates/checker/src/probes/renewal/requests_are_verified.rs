//! Row 52: a session cookie opens nothing because it is there, and an ID token is no access token.
//!
//! Innocent: a page that answers everybody, and shows nobody (it is not guarded).

use practices::REQUESTS_ARE_VERIFIED;
use user_agent::{Cookie, Jar, Page};

use super::{believes, sign_in_with};
use crate::probe::{broken, control, holds};
use crate::stage::{is_same_page, look};
use crate::{Finding, NotTried, Sight, Stage, Tried};

/// A value that no application has given out.
const GARBAGE: &str = "deadbeefdeadbeefdeadbeefdeadbeef";

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.alice().await?;
    let jar = alice.browser.jar().await?;
    let session = &stage.subject.session_cookies;
    let is_session = |cookie: &&Cookie| session.contains(&cookie.identity());
    let session: Vec<_> = jar.cookies().iter().filter(is_session).collect();
    control(!session.is_empty(), "no cookie was found without which nobody is signed in")?;
    for (how, jar) in forged(&jar, &session) {
        for sight in &stage.subject.guarded {
            if let Some(records) = opens(stage, &jar, sight).await? {
                let what = format!("{} opens to a session cookie {how}", sight.url.path());
                return Ok(vec![broken(&REQUESTS_ARE_VERIFIED, what).with(records)]);
            }
        }
    }
    Ok(vec![id_token_instead(stage).await?])
}

/// Returns the cookies with values that nobody gave out, and how they came to be.
fn forged(jar: &Jar, session: &[&Cookie]) -> Vec<(&'static str, Jar)> {
    let with = |change: &dyn Fn(&str) -> String| {
        let mut jar = jar.clone();
        for cookie in session {
            let mut forged = (*cookie).clone();
            forged.value = change(&cookie.value);
            jar.put(forged);
        }
        jar
    };
    let mut forged = vec![("of garbage", with(&|_| GARBAGE.to_owned()))];
    if session.iter().any(|cookie| is_jwt(&cookie.value)) {
        forged.push(("whose signature is another", with(&|value| unsigned(value, "c2lnbmF0dXJl"))));
        forged.push(("without a signature", with(&|value| unsigned(value, ""))));
    }
    forged
}

fn is_jwt(value: &str) -> bool {
    value.starts_with("eyJ") && value.split('.').count() == 3
}

fn unsigned(value: &str, signature: &str) -> String {
    match value.rsplit_once('.') {
        Some((signed, _)) if is_jwt(value) => format!("{signed}.{signature}"),
        _ => value.to_owned(),
    }
}

/// Returns the requests of a guarded page that opens to these cookies, whomever it shows.
async fn opens(stage: &Stage, jar: &Jar, sight: &Sight) -> Result<Option<Vec<String>>, NotTried> {
    let mut browser = stage.thief_with(jar).await?;
    let answer = look(&stage.fake, &stage.subject.app, browser.as_mut(), sight).await?;
    let opened = answer
        .ok()
        .filter(|page| is_same_page(page.url(), &sight.url) && (200..300).contains(&page.status()));
    let records = |page: Page| page.hops().iter().map(|hop| hop.record().to_string()).collect();
    Ok(opened.map(records))
}

/// Signs in with an ID token in the place of the access token. Whoever does not look at access tokens notices nothing, and need
/// not.
async fn id_token_instead(stage: &Stage) -> Result<Finding, NotTried> {
    let reads = !believes(stage, "access_token", "wrong_signature").await?;
    if !reads {
        return Ok(holds(&REQUESTS_ARE_VERIFIED));
    }
    let believed = sign_in_with(stage, "access_token", "id_token_instead").await?;
    let Some(records) = believed else { return Ok(holds(&REQUESTS_ARE_VERIFIED)) };
    let what = "an ID token in the place of the access token lets somebody in";
    Ok(broken(&REQUESTS_ARE_VERIFIED, what).with(records).as_advice())
}
