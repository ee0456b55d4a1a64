//! Messages of Scalekit’s, taken from a post box and carried to the application by hand.

use serde_json::{Value, json};
use url::Url;

use crate::probe::control;
use crate::stage::{Letter, PostBox};
use crate::{NotTried, Stage, Visitor};

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

/// Opens a post box that gets the webhooks of sign-outs.
///
/// # Errors
///
/// [`NotTried`] if the fake takes no such address.
pub(super) async fn webhooks(stage: &Stage) -> Result<PostBox, NotTried> {
    let post_box = PostBox::open().await?;
    let endpoint = json!({ "url": post_box.url().as_str(), "events": ["user.logout"] });
    stage.fake.call("webhooks/endpoints", &endpoint).await?;
    Ok(post_box)
}

/// Opens a post box that gets the logout tokens of the application’s sessions; the application itself gets none.
///
/// # Errors
///
/// [`NotTried`] if the fake takes no such address.
pub(super) async fn logout_tokens(stage: &Stage) -> Result<PostBox, NotTried> {
    let post_box = PostBox::open().await?;
    let path = format!("clients/{}/back_channel_logout_uris", stage.subject.client.id);
    let uris = json!({ "back_channel_logout_uris": [post_box.url().as_str()] });
    stage.fake.call(&path, &uris).await?;
    Ok(post_box)
}

/// Lets the fake send the newest message once more, in another way, and returns the letter.
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

/// Returns the number of the newest message.
///
/// # Errors
///
/// [`NotTried`] if there is none.
pub(super) async fn newest(stage: &Stage) -> Result<u64, NotTried> {
    let query = [("wait_ms", LONGEST_WAIT_MS)];
    let answer = stage.fake.read("webhooks/deliveries", &query).await?;
    let numbers = answer["deliveries"].as_array().into_iter().flatten();
    let newest = numbers.filter_map(|one| one["number"].as_u64()).max();
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

/// Says whether a status says that a message was taken.
pub(super) fn is_taken(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Says whether a status says that nothing is at an address: a mistake in the configuration, not in the application.
pub(super) fn is_nowhere(status: u16) -> bool {
    matches!(status, 404 | 405 | 501)
}
