//! Row 101: no other page ends a person’s sessions: not by a form without a token, nor by a link.
//!
//! Innocent: an application that ends no other session than the one of the browser.

use practices::SESSION_ROUTES_ARE_POST;
use url::Url;
use user_agent::{Control, ControlKind};

use super::session_forms::{Sent, SessionForm, find, new_sessions};
use super::sign_out_everywhere::control_everywhere;
use crate::probe::{broken, control, does_not_apply, holds};
use crate::{Lure, NotTried, Stage, Tried, Visitor};

/// A page of another site.
const STRANGER: &str = "http://evil.localhost/";

/// A port on which no application listens; nothing is fetched from it.
const NEIGHBOURS_PORT: u16 = 1;

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &SESSION_ROUTES_ARE_POST;
    let mut alice = stage.alice().await?;
    let before = stage.fake.active_sessions(&alice.person).await?;
    stage.alice().await?;
    let others = new_sessions(stage, &alice.person, &before).await?;
    let Some(other) = others.first() else {
        return Err(NotTried::because("a second sign-in made no session of its own"));
    };
    let (stranger, neighbour) = strangers(stage)?;
    let form = find(stage, alice.browser.as_mut(), other).await;
    let everywhere = control_everywhere(stage, alice.browser.as_mut()).await;
    if form.is_none() && everywhere.is_none() {
        return Ok(vec![does_not_apply(practice, "no form or link ends another session")]);
    }
    if let Some((page, control)) = &everywhere
        && let Some(how) = by_others(stage, &mut alice, page, control, &neighbour).await?
    {
        return Ok(vec![broken(practice, how)]);
    }
    let Some(form) = form else { return Ok(vec![holds(practice)]) };
    for (how, sent) in [
        ("a form of another port of its host, without a token,", Sent::FormOf(&neighbour)),
        ("a link on another site", Sent::LinkOf(&stranger)),
    ] {
        form.send(alice.browser.as_mut(), other, sent).await?;
        if !is_active(stage, &alice, other).await? {
            let what = format!("{how} does what {} does: it ends a session", form.name());
            return Ok(vec![broken(practice, what)]);
        }
    }
    pressed(stage, &mut alice, &form, other).await?;
    Ok(vec![holds(practice)])
}

/// The control: the form itself does end the session.
async fn pressed(
    stage: &Stage,
    alice: &mut Visitor,
    form: &SessionForm,
    other: &str,
) -> Result<(), NotTried> {
    form.send(alice.browser.as_mut(), other, Sent::Pressed).await?;
    let is_ended = !is_active(stage, alice, other).await?;
    control(is_ended, "the form does not end the session even when it is pressed")
}

async fn is_active(stage: &Stage, alice: &Visitor, session: &str) -> Result<bool, NotTried> {
    let active = stage.fake.active_sessions(&alice.person).await?;
    Ok(active.iter().any(|known| known == session))
}

/// Sends “sign out everywhere” from another port of the host, without its token, and says what that ended.
async fn by_others(
    stage: &Stage,
    alice: &mut Visitor,
    page: &Url,
    control: &Control,
    neighbour: &Url,
) -> Result<Option<String>, NotTried> {
    let ControlKind::Submit { url, .. } = &control.kind else { return Ok(None) };
    let before = stage.fake.active_sessions(&alice.person).await?;
    let _seen_at_the_fake = alice.browser.lure(neighbour, Lure::Form(&[]), url.as_str()).await;
    let after = stage.fake.active_sessions(&alice.person).await?;
    let is_ended = before.iter().any(|session| !after.contains(session));
    Ok(is_ended.then(|| {
        let name = &control.name;
        format!(
            "a form of another port of its host, without a token, does what “{name}” on {} does",
            page.path()
        )
    }))
}

/// Returns a page of another site, and one of another port of the application’s host.
fn strangers(stage: &Stage) -> Result<(Url, Url), NotTried> {
    let stranger = STRANGER.parse().map_err(|_| NotTried::because("a constant is no address"))?;
    let mut neighbour = stage.subject.app.clone();
    let _has_a_host = neighbour.set_port(Some(NEIGHBOURS_PORT));
    Ok((stranger, neighbour))
}
