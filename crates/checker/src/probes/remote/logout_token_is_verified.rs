//! Rows 103 and 104: a logout token is believed if it is genuine, and ends the session of its `sid` alone.
//!
//! Innocent: a repetition that is answered 200 is harmless, and advice alone.

use practices::{LOGOUT_TOKEN_IS_VERIFIED, SESSION_KEEPS_SID};
use serde_json::json;
use url::Url;

use super::messages::{
    again, back_channel_url, carried, is_nowhere, is_taken, logout_tokens, newest, without_renewals,
};
use crate::probe::{broken, control, holds, not_tried};
use crate::stage::{Letter, PostBox, post};
use crate::{Finding, NotTried, Presence, Stage, Tried, Visitor};

/// The header `{"alg":"none","typ":"logout+jwt"}`, as a JWT has it.
const UNSIGNED: &str = "eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9";

/// What a message is called that Scalekit sent, and nobody changed.
const GENUINE: &str = "a genuine logout token";

/// The forgeries of the fake, each with what it is.
const LIES: [(&str, &str); 4] = [
    ("wrong_signature", "that a stranger’s key signed"),
    ("wrong_audience", "for another client"),
    ("with_nonce", "with a nonce, as only ID tokens have one"),
    ("without_events", "without the event, which is no logout token"),
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let to = back_channel_url(stage)?;
    let mut post_box = logout_tokens(stage).await?;
    let mut one = stage.alice().await?;
    let sid = stage.fake.active_sessions(&one.person).await?;
    let mut other = stage.alice().await?;
    let [sid] = sid.as_slice() else { return Err(NotTried::because("a sign-in made no session")) };

    without_renewals(stage).await?;
    stage.fake.revoke_session(sid).await?;
    let letter = post_box.next().await?;
    control(stage.sees(&mut one).await?.is_in(), "the session ended before its logout token came")?;
    let status = post(&to, &letter).await?;
    if is_nowhere(status) {
        let why = format!("{} answers {status}: is `back_channel` the right path", to.path());
        return Err(NotTried::because(why));
    }
    if !is_taken(status) {
        let why = "the application takes no logout token: see logout-token-is-verified";
        let what = format!("{} answers {status} to a genuine logout token", to.path());
        return Ok(vec![
            broken(&LOGOUT_TOKEN_IS_VERIFIED, what).with([carried(&to, GENUINE, status)]),
            not_tried(&SESSION_KEEPS_SID, why),
        ]);
    }
    let keeps_sid = keeps_sid(stage, &mut one, &mut other).await?;
    let keeps_sid = keeps_sid.with([carried(&to, GENUINE, status)]);
    let repeated = post(&to, &letter).await?;
    let verified = if matches!(keeps_sid.outcome, crate::Outcome::Holds) {
        verified(stage, &to, &mut post_box, &mut other, repeated).await?
    } else {
        not_tried(
            &LOGOUT_TOKEN_IS_VERIFIED,
            "no logout token ends the right session: see session-keeps-sid",
        )
    };
    Ok(vec![verified, keeps_sid])
}

/// Says whether a token ended its own session, and no other.
async fn keeps_sid(
    stage: &Stage,
    one: &mut Visitor,
    other: &mut Visitor,
) -> Result<Finding, NotTried> {
    let practice = &SESSION_KEEPS_SID;
    Ok(match (stage.sees(one).await?, stage.sees(other).await?) {
        (Presence::In, _) => {
            broken(practice, "a logout token was taken, and the session that it names goes on")
        }
        (Presence::Out, Presence::Out) => broken(
            practice,
            "a logout token for one session ended another one of the same person, too",
        ),
        (Presence::Out, Presence::In) => holds(practice),
        _ => not_tried(practice, "the application answered with an error or not at all"),
    })
}

/// Carries forged tokens for a session that lives to the application, and then the genuine one.
async fn verified(
    stage: &Stage,
    to: &Url,
    post_box: &mut PostBox,
    other: &mut Visitor,
    repeated: u16,
) -> Result<Finding, NotTried> {
    let practice = &LOGOUT_TOKEN_IS_VERIFIED;
    stage.fake.revoke_sessions(&other.person).await?;
    let genuine = post_box.next().await?;
    let number = newest(stage, post_box).await?;
    let mut forged = vec![("that says it needs no signature", unsigned(&genuine))];
    for (lie, how) in LIES {
        forged.push((how, again(stage, post_box, number, &json!({ "lie": lie })).await?));
    }
    for (how, letter) in &forged {
        let status = post(to, letter).await?;
        let mark = other.browser.requests();
        if stage.sees(other).await?.is_out() {
            let what = format!("a logout token {how} ends the session that it names");
            let sent = carried(to, &format!("a logout token {how}"), status);
            let seen = other.browser.records(mark);
            let seen = seen.first().map(ToString::to_string);
            return Ok(broken(practice, what).with([sent].into_iter().chain(seen)));
        }
    }
    post(to, &genuine).await?;
    let after = stage.sees(other).await?;
    control(after.is_out(), "after the forged logout tokens even the genuine one ends nothing")?;
    Ok(if is_taken(repeated) {
        let what =
            format!("{} answers {repeated} to a logout token that it has had before", to.path());
        let sent = carried(to, "a logout token for the second time", repeated);
        broken(practice, what).with([sent]).as_advice()
    } else {
        holds(practice)
    })
}

/// Returns a token with the claims of a genuine one and no signature.
fn unsigned(genuine: &Letter) -> Letter {
    let claims = genuine.body.split('.').nth(1).unwrap_or_default();
    Letter { body: format!("logout_token={UNSIGNED}.{claims}."), ..genuine.clone() }
}
