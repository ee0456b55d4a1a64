//! Row 84: nothing but the person’s own press signs out: no link, form, image or prefetch of another page.
//!
//! Innocent: a GET that shows a question; a form without a token whose sender the application checks by `Origin` or
//! `Sec-Fetch-Site`, as long as it takes none of another origin.

use practices::ONLY_THE_PERSON_SIGNS_OUT;
use user_agent::{Control, ControlKind, Page};

use super::forged::{Forged, neighbour, stranger};
use crate::probe::{broken, control, holds, not_tried};
use crate::{Finding, NotTried, Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let foreign = foreign_entries(stage).await;
    let (mut breaches, mut evidence) = (Vec::new(), Vec::new());
    for forged in forgeries(stage, foreign.as_deref()) {
        let page = stage.open_way_out(alice.browser.as_mut()).await?;
        let button = button(stage, &page)?;
        let mark = alice.browser.requests();
        forged.send(alice.browser.as_mut(), &page, &button).await?;
        let after = alice.browser.requests();
        match stage.sees(&mut alice).await? {
            Presence::In => {}
            Presence::Unanswered => return Ok(vec![silent()]),
            Presence::Out => {
                // What was sent, and once that it signed out.
                let sent = alice.browser.records(mark);
                let seen = alice.browser.records(after);
                let seen = seen.first().filter(|_| breaches.is_empty());
                evidence.extend(sent.first().into_iter().chain(seen).map(ToString::to_string));
                breaches.push(forged.how);
                alice = stage.alice().await?;
            }
        }
    }
    let Some(first) = breaches.first() else {
        // The control: the same button, pressed, does sign out.
        stage.sign_out(&mut alice).await?;
        let after = stage.sees(&mut alice).await?;
        control(after.is_out(), "even a press of the button leaves the person signed in")?;
        return Ok(vec![holds(&ONLY_THE_PERSON_SIGNS_OUT)]);
    };
    let name = alice.person.name();
    let others = breaches[1..].iter().map(|how| format!("and: {how} does"));
    let what = format!("{first} signs {name} out");
    Ok(vec![broken(&ONLY_THE_PERSON_SIGNS_OUT, what).with(others.chain(evidence))])
}

fn silent() -> Finding {
    not_tried(&ONLY_THE_PERSON_SIGNS_OUT, "the application stopped answering in between")
}

/// Returns what is tried, the likeliest first.
fn forgeries<'f>(stage: &Stage, foreign: Option<&'f [(String, String)]>) -> Vec<Forged<'f>> {
    let (evil, next) = (stranger(), neighbour(&stage.subject.app));
    let own = stage.subject.app.clone();
    let mut all = vec![
        Forged::link("a link on another site", evil.clone()),
        Forged::form("a form of another site", evil.clone()),
        Forged::image("an image on another site", evil.clone()),
        Forged::prefetch("a prefetch of another site", evil),
        Forged::image("an image on a page of its own", own.clone()),
        Forged::prefetch("a prefetch of a page of its own", own),
        Forged::form("a form of another port of its host, without a token,", next.clone()),
        Forged::guess("a form of another port of its host, with made-up values,", next.clone()),
    ];
    if let Some(entries) = foreign {
        let how = "a form of another port of its host, with the token of somebody else,";
        all.push(Forged::with(how, next, entries));
    }
    all
}

/// Returns the sign-out's entries of another person’s page: what an attacker has who has an account.
async fn foreign_entries(stage: &Stage) -> Option<Vec<(String, String)>> {
    let mut bob = stage.bob().await.ok()?;
    let page = stage.open_way_out(bob.browser.as_mut()).await.ok()?;
    let button = button(stage, &page).ok()?;
    Some(page.entries(&button)).filter(|entries| !entries.is_empty())
}

/// Returns the sign-out's control on the open page.
pub(super) fn button(stage: &Stage, page: &Page) -> Result<Control, NotTried> {
    let last = stage.way_out()?.last();
    let found = last.and_then(|control| page.find_again(control));
    let found = found.ok_or_else(|| NotTried::because("the control is not there any more"))?;
    if found.kind == ControlKind::Script {
        let why = "a script sends the request, and a check forges links, forms and images alone: see that it is refused \
                   without its token, and when a page of another site sends it";
        return Err(NotTried::because(why));
    }
    Ok(found)
}
