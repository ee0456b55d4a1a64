//! Row 69: where the guard refuses, nothing of the page is made.
//!
//! Innocent: a first page that shows less to strangers; a layout with the same heading on every page; a page that offers
//! both to sign in and to sign out; a page of scripts, the same file for everybody, which a call fills.

use practices::GUARD_STOPS_HANDLER;
use user_agent::{Page, Probe};

use crate::discovery::words;
use crate::probe::{broken, control, holds};
use crate::stage::Reply;
use crate::{NotTried, Sight, Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let subject = &stage.subject;
    let named = stage.options.configuration.guarded.iter();
    let named: Vec<_> = named.filter_map(|path| subject.at(path).ok()).collect();
    let mut has_opened = false;
    for sight in subject.guarded.iter().chain(&subject.personal).filter(|sight| !sight.is_api) {
        let (reply, hers) = stage.reply(alice.browser.as_mut(), sight).await?;
        let Some(hers) = hers.filter(|_| reply == Reply::Opens) else { continue };
        has_opened = true;
        let answer = stage.browser().request(Probe::get(sight.url.as_str())).await?;
        let is_named = named.iter().any(|url| url.path() == sight.url.path());
        let is_open = is_named && (200..300).contains(&answer.status());
        let is_made = is_made(&hers, &answer) && !is_filled_by_script(&mut alice, &hers).await?;
        if is_open || is_made {
            return Ok(vec![broken(&GUARD_STOPS_HANDLER, what(sight, &answer))]);
        }
    }
    control(
        has_opened,
        "no page of HTML was found that opens to the person who signed in alone: what answers scripts has no heading to compare",
    )?;
    Ok(vec![holds(&GUARD_STOPS_HANDLER)])
}

/// Says whether an answer to a stranger is the page itself, without a person in it: the same heading, and a way to sign
/// out where there is nobody to sign out.
fn is_made(hers: &Page, strangers: &Page) -> bool {
    let (heading, controls) = (hers.heading(), strangers.controls());
    let is_same = !heading.is_empty() && strangers.heading() == heading;
    let has = |is: fn(&str) -> bool| controls.iter().any(|control| is(&control.name));
    is_same && has(words::is_sign_out) && !has(words::is_sign_in)
}

/// Says whether the page shows the person by a script alone: in what the server sent, the person is not.
async fn is_filled_by_script(visitor: &mut Visitor, hers: &Page) -> Result<bool, NotTried> {
    let person = &visitor.person;
    if !person.is_shown_in(hers.body()) {
        return Ok(false);
    }
    let sent = visitor.browser.request(Probe::get(hers.url().as_str()).with_cookies()).await?;
    Ok(!person.is_shown_in(sent.body()))
}

fn what(sight: &Sight, answer: &Page) -> String {
    let (path, status) = (sight.url.path(), answer.status());
    format!("{path} answers {status} to a stranger with the page itself, made for nobody")
}
