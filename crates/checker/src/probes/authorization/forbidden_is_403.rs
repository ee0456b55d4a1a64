//! Row 67: whoever lacks the role gets 403, and is neither taken for a stranger nor sent round in circles.
//!
//! Innocent: 404, which hides the page; a redirect of a page that has nothing to do with roles.

use practices::FORBIDDEN_IS_403;

use super::admins::{self, named};
use crate::probe::{broken, control, holds};
use crate::stage::Reply;
use crate::{Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = admins::two_people(stage).await?;
    let candidates = admins::candidates(stage)?;
    let of_roles: Vec<Sight> = candidates.into_iter().map(|one| one.sight).collect();
    let others = stage.subject.guarded.iter().filter(|sight| !of_roles.contains(sight)).cloned();
    let mut is_refused = false;
    for (sight, is_of_role) in
        of_roles.iter().cloned().map(|one| (one, true)).chain(others.map(|one| (one, false)))
    {
        let (his, _) = stage.reply(bob.browser.as_mut(), &sight).await?;
        let what = match his {
            Reply::Unauthorized => "answers 401",
            Reply::SentAway if is_of_role => "redirects",
            Reply::Forbids => {
                is_refused |= is_of_role;
                continue;
            }
            _ => continue,
        };
        let (hers, _) = stage.reply(alice.browser.as_mut(), &sight).await?;
        if hers != Reply::Opens {
            continue;
        }
        control(
            stage.sees(&mut bob).await?.is_in(),
            "the second person is not signed in any more",
        )?;
        let (path, who) = (sight.url.path(), named(&bob.person));
        let what = format!("{path} {what} to {who}, although {} is signed in", bob.person.name());
        return Ok(vec![broken(&FORBIDDEN_IS_403, what)]);
    }
    Ok(vec![if is_refused {
        holds(&FORBIDDEN_IS_403)
    } else {
        admins::no_page(stage, &FORBIDDEN_IS_403)
    }])
}
