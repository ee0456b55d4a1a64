//! Row 84: nothing but the person’s own press signs out: no link, form, image or prefetch of another page.
//!
//! Where a script signs out, its requests are repeated, each as a form of another site can send it: without the headers that
//! only scripts set, and in an encoding of forms.
//!
//! Innocent: a GET that shows a question; a form without a token whose sender the application checks by `Origin` or
//! `Sec-Fetch-Site`, as long as it takes none of another origin; a script’s request with a header, a media type or a method
//! that no form has, as long as the application takes it with that alone.

use practices::ONLY_THE_PERSON_SIGNS_OUT;
use user_agent::{Control, Page};

use super::forged::{Forged, neighbour, stranger};
use super::request::Request;
use crate::probe::{broken, control, holds, not_tried};
use crate::{Finding, NotTried, Presence, Stage, Tried};

/// Fields of a form.
type Fields = [(String, String)];

pub(super) async fn run(stage: &Stage) -> Tried {
    let of_scripts = Request::of_scripts(stage).await?;
    let mut alice = stage.alice().await?;
    let foreign = foreign_fields(stage).await;
    let (mut breaches, mut evidence) = (Vec::new(), Vec::new());
    for (request, forged) in tries(stage, &of_scripts, foreign.as_deref())? {
        let page = stage.open_way_out(alice.browser.as_mut()).await?;
        let request = match request {
            Some(of_script) => of_script.clone(),
            None => of_control(stage, &page)?,
        };
        let mark = alice.browser.requests();
        forged.send(alice.browser.as_mut(), &request).await?;
        let after = alice.browser.requests();
        match stage.sees(&mut alice).await? {
            Presence::In => {}
            Presence::Unanswered => return Ok(vec![silent()]),
            Presence::Out => {
                // What was sent, and once that it signed out.
                let sent = alice.browser.records(mark);
                let seen = alice.browser.records(after);
                let sent = sent.iter().find(|record| record.url.path == request.url.path());
                let seen = seen.first().filter(|_| breaches.is_empty());
                evidence.extend(sent.into_iter().chain(seen).map(ToString::to_string));
                breaches.push(forged.how);
                alice = stage.alice().await?;
            }
        }
    }
    let Some(first) = breaches.first() else {
        // The control: the same button, pressed, does sign out, by the same requests.
        let departure = stage.sign_out(&mut alice).await?;
        let after = stage.sees(&mut alice).await?;
        control(after.is_out(), "even a press of the button leaves the person signed in")?;
        let are_its = of_scripts.iter().all(|request| request.is_among(&departure.sent));
        control(are_its, "another press of the button sends other requests")?;
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

/// Returns what is tried, the likeliest first: with each request of a script, and with that of the control, for which there is
/// `None`, as it is on the page.
///
/// # Errors
///
/// [`NotTried`] if there is no request that could be repeated.
fn tries<'r>(
    stage: &Stage,
    of_scripts: &'r [Request],
    foreign: Option<&'r Fields>,
) -> Result<Vec<(Option<&'r Request>, Forged<'r>)>, NotTried> {
    let last = stage.way_out()?.last();
    let has_address = last.is_some_and(|control| control.url().is_some());
    control(
        has_address || !of_scripts.is_empty(),
        "the press of the control sent no request that another page could repeat",
    )?;
    let of_scripts = of_scripts.iter().flat_map(|request| {
        forgeries(stage, Some(request), None).map(move |forged| (Some(request), forged))
    });
    let of_control =
        has_address.then(|| forgeries(stage, None, foreign).map(|forged| (None, forged)));
    Ok(of_scripts.chain(of_control.into_iter().flatten()).collect())
}

/// Returns the ways in which a request is sent that is not the person's.
fn forgeries<'f>(
    stage: &Stage,
    of_script: Option<&Request>,
    foreign: Option<&'f Fields>,
) -> impl Iterator<Item = Forged<'f>> + use<'f> {
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
    if let Some(fields) = foreign {
        let how = "a form of another port of its host, with the token of somebody else,";
        all.push(Forged::with(how, next.clone(), fields));
    }
    if of_script.is_some() {
        let how = "a form of another port of its host, with the values of an ended session,";
        all.push(Forged::old(how, next.clone()));
        all.push(Forged::script("a script of another port of its host", next));
    }
    all.into_iter()
}

/// Returns the sign-out's fields on another person’s page: what an attacker has who has an account.
async fn foreign_fields(stage: &Stage) -> Option<Vec<(String, String)>> {
    let mut bob = stage.bob().await.ok()?;
    let page = stage.open_way_out(bob.browser.as_mut()).await.ok()?;
    let request = of_control(stage, &page).ok()?;
    Some(request.fields).filter(|fields| !fields.is_empty())
}

/// Returns what a press of the sign-out's control sends on the open page, if no script takes the press.
pub(super) fn of_control(stage: &Stage, page: &Page) -> Result<Request, NotTried> {
    let found = button(stage, page)?;
    let why = "a script alone gives the control a meaning, and it sent nothing that another page could repeat";
    Request::of_control(page, &found).ok_or_else(|| NotTried::because(why))
}

/// Returns the sign-out's control on the open page.
pub(super) fn button(stage: &Stage, page: &Page) -> Result<Control, NotTried> {
    let last = stage.way_out()?.last();
    let found = last.and_then(|control| page.find_again(control));
    found.ok_or_else(|| NotTried::because("the control is not there any more"))
}
