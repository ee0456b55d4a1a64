//! Row 85: whose sign-out was refused stays signed in, and sees that.
//!
//! Innocent: a page with the button again, whatever its status; an application that refuses nothing (row 84 says more).

use practices::REFUSED_LOGOUT_IS_VISIBLE;
use url::Position;
use user_agent::Page;

use super::forged::{Forged, neighbour};
use super::only_the_person_signs_out::{button, of_control};
use super::refused_press::RefusedPress;
use super::request::Request;
use crate::probe::{broken, does_not_apply, holds, not_tried};
use crate::{NotTried, Presence, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &REFUSED_LOGOUT_IS_VISIBLE;
    let is_of_script = !Request::of_scripts(stage).await?.is_empty();
    let refused = if is_of_script { pressed(stage).await? } else { forged(stage).await? };
    match refused.presence {
        Presence::In => {}
        Presence::Out => {
            return Ok(vec![does_not_apply(practice, "nothing refuses a sign-out here")]);
        }
        Presence::Unanswered => {
            return Ok(vec![not_tried(practice, "the page answered with an error or not at all")]);
        }
    }
    let Some(answer) = refused.answer else {
        return Ok(vec![not_tried(practice, "the refused sign-out got no answer")]);
    };
    Ok(vec![if is_as_after_success(stage, &answer).await? {
        let path = answer.url().path();
        let what = format!(
            "a refused sign-out ends at {path}, as one that succeeded does, and the person is still signed in"
        );
        broken(practice, what).with(refused.evidence)
    } else {
        holds(practice)
    }])
}

/// A sign-out that was to be refused.
struct Refused {
    presence: Presence,
    answer: Option<Page>,
    evidence: Vec<String>,
}

/// Lets another page send the sign-out.
async fn forged(stage: &Stage) -> Result<Refused, NotTried> {
    let mut alice = stage.alice().await?;
    let page = stage.open_way_out(alice.browser.as_mut()).await?;
    let forged = Forged::form("a form of another port", neighbour(&stage.subject.app));
    let mark = alice.browser.requests();
    let answer = forged.send(alice.browser.as_mut(), &of_control(stage, &page)?).await?;
    let evidence = alice.browser.records(mark).iter().map(ToString::to_string).collect();
    Ok(Refused { presence: stage.sees(&mut alice).await?, answer, evidence })
}

/// Presses the sign-out where it is refused: a script says what people see then.
async fn pressed(stage: &Stage) -> Result<Refused, NotTried> {
    let RefusedPress { presence, page, evidence, .. } = RefusedPress::of(stage).await?;
    Ok(Refused { presence, answer: Some(page), evidence })
}

/// Says whether a page is the one on which people land after a sign-out, and has no way to sign out either.
async fn is_as_after_success(stage: &Stage, answer: &Page) -> Result<bool, NotTried> {
    let landing = &stage.exit().await?.departure.page;
    let place = |page: &Page| page.url()[..Position::AfterPath].to_owned();
    let is_there = landing.as_ref().is_ok_and(|landing| place(landing) == place(answer));
    Ok(is_there && answer.status() < 400 && button(stage, answer).is_err())
}
