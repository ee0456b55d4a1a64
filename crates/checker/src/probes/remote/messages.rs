//! Messages of Scalekit’s, taken from a post box and carried to the application by hand.

use serde_json::{Value, json};
use url::Url;

use crate::probe::control;
use crate::stage::{Letter, PostBox};
use crate::{FaultPlan, NotTried, Stage, Visitor};

/// How long the fake may take to send what is due, in milliseconds.
const LONGEST_WAIT_MS: &str = "5000";

/// Signs somebody out at Scalekit as another application does: the browser goes to `/oidc/logout`, and this application
/// sees nothing of it.
///
/// # Errors
///
/// [`NotTried`] if the session at Scalekit goes on.
pub(super) async fn sign_out_elsewhere(
    stage: &Stage,
    visitor: &mut Visitor,
) -> Result<(), NotTried> {
    let url = stage.fake.environment().join("/oidc/logout");
    let url = url.map_err(|why| NotTried::because(why.to_string()))?;
    let before = stage.fake.active_sessions(&visitor.person).await?;
    visitor.browser.open(url.as_str()).await?;
    let after = stage.fake.active_sessions(&visitor.person).await?;
    let is_over = before.iter().any(|session| !after.contains(session));
    control(is_over, "the sign-out at Scalekit ended no session")
}

/// Lets no renewal come about: who renews at each request would learn of the end of a session by that, and not by its message.
///
/// # Errors
///
/// [`NotTried`] if the fake cannot be steered.
pub(super) async fn without_renewals(stage: &Stage) -> Result<(), NotTried> {
    let fault = FaultPlan::new(json!({ "status": 503 })).at("token").until_cleared();
    Ok(stage.fake.plan(fault).await?)
}

/// Opens a post box that gets the webhooks of sign-outs; the application itself gets no message.
///
/// # Errors
///
/// [`NotTried`] if the fake takes no such address.
pub(super) async fn webhooks(stage: &Stage) -> Result<PostBox, NotTried> {
    stage.fake.withhold_messages(&stage.subject.client).await?;
    let post_box = PostBox::open().await?;
    let endpoint = json!({ "url": post_box.url().as_str(), "events": ["user.logout"] });
    stage.fake.call("webhooks/endpoints", &endpoint).await?;
    Ok(post_box)
}

/// Opens a post box that gets the logout tokens of the application’s sessions; the application itself gets no message.
///
/// # Errors
///
/// [`NotTried`] if the fake takes no such address.
pub(super) async fn logout_tokens(stage: &Stage) -> Result<PostBox, NotTried> {
    let client = &stage.subject.client;
    stage.fake.withhold_messages(client).await?;
    let post_box = PostBox::open().await?;
    stage.fake.send_logout_tokens_to(client, &[post_box.url().as_str()]).await?;
    Ok(post_box)
}

/// Lets the fake send a message once more, in another way, and returns the letter.
///
/// # Errors
///
/// [`NotTried`] if nothing was sent before.
pub(super) async fn again(
    stage: &Stage,
    post_box: &mut PostBox,
    number: u64,
    how: &Value,
) -> Result<Letter, NotTried> {
    stage.fake.call(&format!("webhooks/deliveries/{number}/replay"), how).await?;
    post_box.next().await
}

/// Returns the number of the newest message that a post box got.
///
/// # Errors
///
/// [`NotTried`] if there is none.
pub(super) async fn newest(stage: &Stage, post_box: &PostBox) -> Result<u64, NotTried> {
    let query = [("wait_ms", LONGEST_WAIT_MS)];
    let answer = stage.fake.read("webhooks/deliveries", &query).await?;
    let all = answer["deliveries"].as_array().into_iter().flatten();
    let own = all.filter(|one| one["url"] == post_box.url().as_str());
    let newest = own.filter_map(|one| one["number"].as_u64()).max();
    newest.ok_or_else(|| NotTried::because("the fake has sent no message"))
}

/// Returns where the application takes webhooks.
///
/// # Errors
///
/// [`NotTried`] if the configuration names none.
pub(super) fn webhook_url(stage: &Stage) -> Result<Url, NotTried> {
    let path = stage.options.configuration.webhook.as_deref();
    stage.at(path.ok_or_else(|| NotTried::because("check.toml names no `webhook`"))?)
}

/// Returns where the application takes logout tokens.
///
/// # Errors
///
/// [`NotTried`] if neither the configuration nor the seed names an address.
pub(super) fn back_channel_url(stage: &Stage) -> Result<Url, NotTried> {
    if let Some(path) = stage.options.configuration.back_channel.as_deref() {
        return stage.at(path);
    }
    let known = stage.subject.client.back_channel_logout_uris.first();
    let known = known.and_then(|uri| uri.parse().ok());
    known.ok_or_else(|| NotTried::because("no address for logout tokens is known"))
}

/// Returns the line of evidence about a message that was carried to the application: `POST http://… (a webhook) → 200`.
pub(super) fn carried(to: &Url, what: &str, status: u16) -> String {
    format!("POST {to} ({what}) → {status}")
}

/// Says whether a status says that a message was taken.
pub(super) fn is_taken(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Says whether a status says that nothing is at an address: a mistake in the configuration, not in the application.
pub(super) fn is_nowhere(status: u16) -> bool {
    matches!(status, 404 | 405 | 501)
}
