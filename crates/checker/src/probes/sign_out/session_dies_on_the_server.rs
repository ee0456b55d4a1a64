//! Rows 82 and 83: a copy of the cookies is worth nothing after the sign-out, at pages and at calls of scripts.
//!
//! Innocent: a page that shows nobody in particular; an application whose error page says nothing.

use practices::{LOGOUT_COUNTS_AT_ONCE, SESSION_DIES_ON_THE_SERVER};

use crate::probe::{broken, control, does_not_apply, holds, not_tried};
use crate::{Finding, Presence, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let person = alice.person.clone();
    let kept = alice.browser.jar().await?;
    // The control: the copy opens the pages before the sign-out.
    let mut opened = Vec::new();
    let mut thief = stage.thief_with(&kept).await?;
    for sight in stage.subject.guarded.iter().chain(&stage.subject.personal) {
        if stage.presence(thief.as_mut(), sight, &person).await?.is_in() {
            opened.push(sight);
        }
    }
    control(!opened.is_empty(), "a copy of the cookies opens no page even before the sign-out")?;
    // A renewal may have replaced what was kept.
    let kept = thief.jar().await?;

    let departure = stage.sign_out(&mut alice).await?;

    let (mut pages, mut calls) = (Vec::new(), Vec::new());
    for sight in opened {
        let mut thief = stage.thief_with(&kept).await?;
        let presence = stage.presence(thief.as_mut(), sight, &person).await?;
        if sight.is_api { &mut calls } else { &mut pages }.push((sight, presence));
    }
    let evidence = departure.evidence();
    Ok(vec![found(&pages, &calls, &evidence), at_once(&calls, &pages, &evidence)])
}

type Looks<'a> = Vec<(&'a Sight, Presence)>;

fn found(pages: &Looks<'_>, calls: &Looks<'_>, evidence: &[String]) -> Finding {
    // Where there are calls alone, they are what the session opens.
    let looks = if pages.is_empty() { calls } else { pages };
    judged(&SESSION_DIES_ON_THE_SERVER, looks, evidence)
}

fn at_once(calls: &Looks<'_>, pages: &Looks<'_>, evidence: &[String]) -> Finding {
    if calls.is_empty() && pages.is_empty() {
        return does_not_apply(&LOGOUT_COUNTS_AT_ONCE, "nothing was open before");
    }
    judged(&LOGOUT_COUNTS_AT_ONCE, if calls.is_empty() { pages } else { calls }, evidence)
}

fn judged(
    practice: &'static practices::Practice,
    looks: &Looks<'_>,
    evidence: &[String],
) -> Finding {
    let open: Vec<_> = looks.iter().filter(|(_, presence)| presence.is_in()).collect();
    if let Some((sight, _)) = open.first() {
        let what = format!(
            "the cookies kept from before the sign-out still open {} (they did before, too)",
            sight.url.path()
        );
        return broken(practice, what).with(evidence.to_vec());
    }
    match looks.iter().find(|(_, presence)| *presence == Presence::Unanswered) {
        Some((sight, _)) => not_tried(
            practice,
            format!("{} answered with an error or not at all after the sign-out", sight.url.path()),
        ),
        None => holds(practice),
    }
}
