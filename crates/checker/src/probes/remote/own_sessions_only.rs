//! Row 100: a person ends their own sessions, and nobody else’s.
//!
//! Innocent: an application whose forms name no session of Scalekit’s.

use practices::OWN_SESSIONS_ONLY;

use super::session_forms::{Sent, find, new_sessions};
use crate::probe::{broken, control, does_not_apply, holds};
use crate::{NotTried, Person, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &OWN_SESSIONS_ONLY;
    let mut alice = stage.alice().await?;
    let person = alice.person.clone();
    // Two more devices: the form of one is tried out, the form of the other is turned against somebody else.
    let (second, third) = (device(stage, &person).await?, device(stage, &person).await?);
    let browser = alice.browser.as_mut();
    let Some(form) = find(stage, browser, &second).await else {
        return Ok(vec![does_not_apply(practice, "no form or link names a session at Scalekit")]);
    };
    form.send(browser, &second, Sent::Pressed).await?;
    let after = stage.fake.active_sessions(&person).await?;
    control(!after.contains(&second), "the form does not end even a session of the person’s own")?;

    let bob = stage.bob().await?;
    let theirs = stage.fake.active_sessions(&bob.person).await?;
    let form = find(stage, browser, &third).await;
    let form =
        form.ok_or_else(|| NotTried::because("the form for the third session is not there"))?;
    for session in &theirs {
        form.send(browser, session, Sent::Pressed).await?;
    }
    let left = stage.fake.active_sessions(&bob.person).await?;
    let ends = theirs.iter().any(|session| !left.contains(session));
    Ok(vec![if ends {
        let (button, name, whose) = (form.name(), person.name(), bob.person.name());
        let what =
            format!("{button} ends {whose}’s session for {name}, with its id in the request");
        broken(practice, what)
    } else {
        holds(practice)
    }])
}

/// Signs the person in with another browser, and returns the session.
async fn device(stage: &Stage, person: &Person) -> Result<String, NotTried> {
    let before = stage.fake.active_sessions(person).await?;
    stage.alice().await?;
    let new = new_sessions(stage, person, &before).await?;
    let none = || NotTried::because("a second sign-in made no session of its own");
    new.into_iter().next().ok_or_else(none)
}
