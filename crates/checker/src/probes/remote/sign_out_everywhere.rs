//! Row 99: “sign out” ends the session of this device, and “sign out everywhere” that of each.

use practices::SIGN_OUT_EVERYWHERE;
use url::Url;
use user_agent::Control;

use crate::discovery::words;
use crate::probe::{broken, control, does_not_apply, holds, not_tried};
use crate::{Browser, Finding, NotTried, Presence, Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &SIGN_OUT_EVERYWHERE;
    let (mut here, elsewhere, theirs) = two_devices(stage).await?;
    stage.sign_out(&mut here).await?;
    let active = stage.fake.active_sessions(&elsewhere.person).await?;
    if theirs.iter().any(|session| !active.contains(session)) {
        let name = here.person.name();
        let what =
            format!("a sign-out in one browser ends {name}’s session in another one as well");
        return Ok(vec![broken(practice, what)]);
    }
    Ok(vec![everywhere(stage).await?])
}

/// Presses “sign out everywhere”, if there is such a control, and sees whether the other browser is out.
async fn everywhere(stage: &Stage) -> Result<Finding, NotTried> {
    let practice = &SIGN_OUT_EVERYWHERE;
    let (mut here, mut elsewhere, theirs) = two_devices(stage).await?;
    let Some((_, button)) = control_everywhere(stage, here.browser.as_mut()).await else {
        let why = "no control was found that signs out everywhere, and the one that there is ends its own session alone";
        return Ok(does_not_apply(practice, why));
    };
    let mark = here.browser.requests();
    here.browser.press(&button).await?;
    let records = here.browser.records(mark);
    let evidence = records.iter().map(ToString::to_string);
    let after = stage.sees(&mut here).await?;
    control(after.is_out(), "“sign out everywhere” does nothing, not even here")?;
    let active = stage.fake.active_sessions(&elsewhere.person).await?;
    if theirs.iter().any(|session| active.contains(session)) {
        let what =
            format!("after “{}” the session of another browser goes on at Scalekit", button.name);
        return Ok(broken(practice, what).with(evidence));
    }
    Ok(match stage.sees(&mut elsewhere).await? {
        Presence::In => {
            let what = format!(
                "after “{}” another browser is still signed in to the application",
                button.name
            );
            broken(practice, what).with(evidence)
        }
        Presence::Out => holds(practice),
        Presence::Unanswered => not_tried(practice, "the other browser got no answer"),
    })
}

/// Signs one person in with two browsers; returns the sessions at Scalekit of the second.
async fn two_devices(stage: &Stage) -> Result<(Visitor, Visitor, Vec<String>), NotTried> {
    let here = stage.alice().await?;
    let before = stage.fake.active_sessions(&here.person).await?;
    let elsewhere = stage.alice().await?;
    let after = stage.fake.active_sessions(&here.person).await?;
    let theirs: Vec<_> = after.into_iter().filter(|session| !before.contains(session)).collect();
    control(!theirs.is_empty(), "a second browser got no session of its own at Scalekit")?;
    Ok((here, elsewhere, theirs))
}

/// Returns the control that signs out everywhere, and the page that has it, which is open then.
pub(super) async fn control_everywhere(
    stage: &Stage,
    browser: &mut dyn Browser,
) -> Option<(Url, Control)> {
    for url in &stage.subject.pages {
        let Ok(page) = browser.open(url.as_str()).await else { continue };
        let mut controls = page.controls().into_iter();
        let is_it = |control: &Control| {
            words::is_sign_out_everywhere(&control.name)
                && !control.is_script()
                && !control.disabled
        };
        if let Some(control) = controls.find(is_it) {
            return Some((url.clone(), control));
        }
    }
    None
}
