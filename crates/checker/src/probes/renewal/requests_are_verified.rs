//! Row 52: a session cookie opens nothing because it is there, and an ID token is no access token.
//!
//! Innocent: a page that answers everybody, and shows nobody (it is not guarded).

use practices::REQUESTS_ARE_VERIFIED;
use user_agent::{Cookie, Jar};

use super::{believes, sign_in_with};
use crate::probe::{broken, control, holds};
use crate::{Finding, NotTried, Stage, Tried};

/// A value that no application has given out.
const GARBAGE: &str = "deadbeefdeadbeefdeadbeefdeadbeef";

pub(super) async fn run(stage: &Stage) -> Tried {
    let alice = stage.alice().await?;
    let jar = alice.browser.jar().await?;
    let session = &stage.subject.session_cookies;
    let is_session = |cookie: &&Cookie| session.contains(&cookie.identity());
    let session: Vec<_> = jar.cookies().iter().filter(is_session).collect();
    control(!session.is_empty(), "no cookie was found without which nobody is signed in")?;
    let mut forgeries = vec![("of garbage", changed(&jar, &session, |_| GARBAGE.to_owned()))];
    let (tokens, others): (Vec<_>, Vec<_>) =
        session.into_iter().partition(|cookie| is_jwt(&cookie.value));
    if !tokens.is_empty() {
        let jar = stage.without_substitutes(&jar, &tokens, &others).await?;
        let signed_with = |signature| changed(&jar, &tokens, |value| unsigned(value, signature));
        forgeries.push(("whose signature is another", signed_with("c2lnbmF0dXJl")));
        forgeries.push(("without a signature", signed_with("")));
    }
    for (how, jar) in forgeries {
        for sight in &stage.subject.guarded {
            if let Some(records) = stage.opens_to(&jar, sight).await? {
                let what = format!("{} opens to a session cookie {how}", sight.url.path());
                return Ok(vec![broken(&REQUESTS_ARE_VERIFIED, what).with(records)]);
            }
        }
    }
    Ok(vec![id_token_instead(stage).await?])
}

/// Returns the cookies with other values in some of them.
fn changed(jar: &Jar, cookies: &[&Cookie], change: impl Fn(&str) -> String) -> Jar {
    cookies.iter().fold(jar.clone(), |mut jar, cookie| {
        let mut forged = (*cookie).clone();
        forged.value = change(&cookie.value);
        jar.put(forged);
        jar
    })
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
