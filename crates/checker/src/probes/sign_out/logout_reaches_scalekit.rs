//! Row 78: whoever signs out is signed out at Scalekit as well, and nobody is let in without a question.

use practices::LOGOUT_REACHES_SCALEKIT;

use crate::probe::{broken, control, holds};
use crate::stage::go;
use crate::{Departure, Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    let [before, after] = &stage.exit().await?.sessions;
    control(!before.is_empty(), "nobody is signed in at Scalekit after the sign-in")?;
    let goes_on = before.iter().any(|session| after.contains(session));
    if !goes_on {
        return Ok(vec![holds(&LOGOUT_REACHES_SCALEKIT)]);
    }
    // Once more, to see what the next sign-in asks.
    let mut alice = stage.alice().await?;
    let departure = stage.sign_out(&mut alice).await?;
    let what = what(stage, &departure);
    let mut evidence = departure.evidence();
    evidence.extend(next_sign_in(stage, &mut alice).await);
    Ok(vec![broken(&LOGOUT_REACHES_SCALEKIT, what).with(evidence)])
}

fn what(stage: &Stage, departure: &Departure) -> String {
    let control = stage.subject.sign_out.as_ref().ok().and_then(|way| way.last());
    let name = control.map(|control| control.name.as_str()).unwrap_or_default();
    match departure.hop_to(&stage.fake, "/oidc/logout") {
        None => format!("after “{name}” the browser was never sent to /oidc/logout"),
        Some(hop) if hop.status() >= 400 => {
            format!("after “{name}” /oidc/logout refused, and the session at Scalekit goes on")
        }
        Some(_) => format!("after “{name}” the session at Scalekit goes on"),
    }
}

/// Signs in again and says whether it was without a question.
async fn next_sign_in(stage: &Stage, alice: &mut Visitor) -> Option<String> {
    let mark = stage.fake.last_entry().await.ok()?;
    go(alice.browser.as_mut(), &stage.subject.login).await.ok()?;
    let entries = stage.fake.entries(mark).await.ok()?;
    let is_in = entries.iter().any(|entry| entry.event == "tokens.issued");
    is_in.then(|| {
        format!("then {} let {} in without a question", stage.subject.login, alice.person.name())
    })
}
