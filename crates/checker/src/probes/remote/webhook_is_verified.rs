//! Row 106: a webhook is believed if it is signed and new, in whichever way it is signed well.
//!
//! What a webhook changes in the application’s data nobody sees from outside: the answers are judged.

use practices::WEBHOOK_IS_VERIFIED;
use serde_json::{Value, json};
use url::Url;

use super::messages::{
    again, carried, is_nowhere, is_taken, newest, sign_out_elsewhere, webhook_url, webhooks,
};
use crate::probe::{broken, control, holds};
use crate::stage::{Letter, PostBox, post};
use crate::{NotTried, Stage, Tried};

/// A signature that nobody made.
const NO_SIGNATURE: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// How late a webhook is that is too late, in seconds: the tolerance is five minutes.
const TOO_LATE: u32 = 600;

/// A type that Scalekit does not have yet.
const UNKNOWN_TYPE: &str = "weather.changed";

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &WEBHOOK_IS_VERIFIED;
    let to = webhook_url(stage)?;
    let mut post_box = webhooks(stage).await?;
    let mut alice = stage.alice().await?;
    sign_out_elsewhere(stage, &mut alice).await?;
    let genuine = post_box.next().await?;
    let mut breaches = Vec::new();
    for (how, letter) in unbelievable(stage, &mut post_box, &genuine).await? {
        let status = post(&to, &letter).await?;
        if is_taken(status) {
            let what = format!("{} takes a webhook {how}", to.path());
            breaches.push((what, carried(&to, &format!("a webhook {how}"), status)));
        }
    }
    let first = genuine.header("webhook-signature").unwrap_or_default();
    let both = format!("{NO_SIGNATURE} {first}");
    let of_two = post(&to, &genuine.clone().with_header("webhook-signature", &both)).await?;
    ensure_taken(&to, post(&to, &genuine).await?)?;
    let repeated = post(&to, &genuine).await?;
    let unknown = post(&to, &unknown(stage, &genuine).await?).await?;
    for (status, how) in [
        (of_two, "with two signatures, of which the second is right"),
        (repeated, "that comes a second time"),
        (unknown, "of a type that it does not know"),
    ] {
        if !is_taken(status) {
            let what = format!("{} answers {status} to a webhook {how}", to.path());
            breaches.push((what, carried(&to, &format!("a webhook {how}"), status)));
        }
    }
    let Some((first, _)) = breaches.first().cloned() else { return Ok(vec![holds(practice)]) };
    Ok(vec![broken(practice, first).with(breaches.into_iter().map(|(_, sent)| sent))])
}

/// Returns webhooks that are not to be believed, each with what is wrong with it.
async fn unbelievable(
    stage: &Stage,
    post_box: &mut PostBox,
    genuine: &Letter,
) -> Result<Vec<(&'static str, Letter)>, NotTried> {
    let number = newest(stage, post_box).await?;
    let wrong = again(stage, post_box, number, &json!({ "lie": "wrong_signature" })).await?;
    let late = again(stage, post_box, number, &json!({ "seconds_late": TOO_LATE })).await?;
    let altered = Letter { body: format!("{} ", genuine.body), ..genuine.clone() };
    Ok(vec![
        ("with a wrong signature", wrong),
        ("whose body was altered", altered),
        ("that was signed ten minutes ago", late),
    ])
}

/// The control: a genuine webhook is taken.
fn ensure_taken(to: &Url, status: u16) -> Result<(), NotTried> {
    let path = to.path();
    let why = if is_nowhere(status) {
        format!("{path} answers {status}: is `webhook` the right path")
    } else {
        format!("{path} answers {status} to a genuine webhook: does it have the fake’s secret")
    };
    control(is_taken(status), &why)
}

/// Returns a genuine webhook of a type that nobody knows.
async fn unknown(stage: &Stage, like: &Letter) -> Result<Letter, NotTried> {
    let mut payload: Value = serde_json::from_str(&like.body).unwrap_or_default();
    payload["type"] = UNKNOWN_TYPE.into();
    payload["id"] = "evt_200000000000000001".into();
    let wanted = json!({ "kind": "webhook", "payload": payload });
    let signed = stage.fake.call("webhooks/sign", &wanted).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = signed["headers"].as_object().into_iter().flatten();
    let letter = Letter { headers: like.headers.clone(), body: text(&signed["body"]) };
    Ok(headers.fold(letter, |letter, (name, value)| letter.with_header(name, &text(value))))
}
