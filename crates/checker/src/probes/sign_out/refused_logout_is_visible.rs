//! Row 85: whose sign-out was refused stays signed in, and sees that.
//!
//! Innocent: a page with the button again, whatever its status; an application that refuses nothing (row 84 says more).

use practices::REFUSED_LOGOUT_IS_VISIBLE;
use url::Position;

use super::forged::{Forged, neighbour};
use super::only_the_person_signs_out::button;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &REFUSED_LOGOUT_IS_VISIBLE;
    let landing = stage
        .exit()
        .await?
        .departure
        .page
        .as_ref()
        .ok()
        .map(|page| page.url()[..Position::AfterPath].to_owned());

    let mut alice = stage.alice().await?;
    let page = stage.open_way_out(alice.browser.as_mut()).await?;
    let forged = Forged::form("a form of another port", neighbour(&stage.subject.app));
    let mark = alice.browser.requests();
    let answer = forged.send(alice.browser.as_mut(), &page, &button(stage, &page)?).await?;
    match stage.sees(&mut alice).await? {
        Presence::In => {}
        Presence::Out => {
            return Ok(vec![does_not_apply(practice, "nothing refuses a sign-out here")]);
        }
        Presence::Unanswered => {
            return Ok(vec![not_tried(practice, "the page answered with an error or not at all")]);
        }
    }
    let Some(answer) = answer else {
        return Ok(vec![not_tried(practice, "the refused sign-out got no answer")]);
    };
    let rests = answer.url()[..Position::AfterPath].to_owned();
    let is_success = answer.status() < 400 && landing.is_some_and(|landing| landing == rests);
    Ok(vec![if is_success {
        let records = alice.browser.records(mark);
        let path = answer.url().path();
        let what = format!(
            "a refused sign-out ends at {path}, as one that succeeded does, and the person is still signed in"
        );
        broken(practice, what).with(records.iter().map(ToString::to_string))
    } else {
        holds(practice)
    }])
}
