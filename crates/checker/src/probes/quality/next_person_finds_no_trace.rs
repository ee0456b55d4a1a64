//! Row 117: who signs in next with the same browser finds nothing of the one before.
//!
//! Innocent: a page that shows several people, or what one of them owns, to everybody.

use practices::NEXT_PERSON_FINDS_NO_TRACE;
use user_agent::Page;

use crate::probe::{broken, control, holds};
use crate::stage::look;
use crate::{NotTried, Sight, Stage, Tried, Visitor};

/// The shortest one-time value: what is shorter may be the same by chance.
const SHORTEST_TOKEN: usize = 16;

/// Paths of pages that are about whoever looks at them.
const OWN: [&str; 9] = [
    "/",
    "/me",
    "/api/me",
    "/profile",
    "/account",
    "/dashboard",
    "/settings",
    "/home",
    "/api/user",
];

pub(super) async fn run(stage: &Stage) -> Tried {
    let practice = &NEXT_PERSON_FINDS_NO_TRACE;
    let mut alice = stage.alice().await?;
    let hers = pages(stage, &mut alice).await?;
    control(!hers.is_empty(), "no page shows the first person")?;
    stage.sign_out(&mut alice).await?;
    let goes_on = !stage.fake.active_sessions(&alice.person).await?.is_empty();
    control(
        !goes_on,
        "the session at Scalekit goes on after the sign-out, so the next sign-in lets the same person in: see logout-reaches-scalekit",
    )?;
    let mut bob = Visitor { person: stage.second_person()?.clone(), browser: alice.browser };
    stage.enter(&mut bob).await?;
    for (sight, before) in hers {
        let answer = look(&stage.fake, &stage.subject.app, bob.browser.as_mut(), &sight).await?;
        let Ok(page) = answer else { continue };
        let body = page.body();
        let is_hers = alice.person.is_shown_in(body) && !bob.person.is_shown_in(body);
        let is_own = OWN.contains(&sight.url.path());
        if is_hers && (is_own || shares_a_token(&before, &page)) {
            let (path, first, next) = (sight.url.path(), alice.person.name(), bob.person.name());
            let what = format!(
                "{path} shows {first} to {next}, who signed in after {first} had signed out"
            );
            return Ok(vec![broken(practice, what)]);
        }
    }
    Ok(vec![holds(practice)])
}

/// Returns the pages that show a person, as they were.
async fn pages(stage: &Stage, alice: &mut Visitor) -> Result<Vec<(Sight, Page)>, NotTried> {
    let mut pages = Vec::new();
    for sight in stage.subject.guarded.iter().chain(&stage.subject.personal) {
        let answer = look(&stage.fake, &stage.subject.app, alice.browser.as_mut(), sight).await?;
        let page = answer.ok().filter(|page| alice.person.is_shown_in(page.body()));
        pages.extend(page.map(|page| (sight.clone(), page)));
    }
    Ok(pages)
}

/// Says whether a form of one page has a one-time value of the other one.
fn shares_a_token(one: &Page, other: &Page) -> bool {
    let values = |page: &Page| {
        let entries = page.controls().into_iter().flat_map(|control| page.entries(&control));
        let values = entries.map(|(_, value)| value);
        values.filter(|value| value.len() >= SHORTEST_TOKEN).collect::<Vec<_>>()
    };
    let before = values(one);
    values(other).iter().any(|value| before.contains(value))
}
