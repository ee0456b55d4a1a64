//! Row 23: after a second sign-in in one browser, a sign-out leaves no session behind.
//!
//! Innocent: an application that sends a person who is signed in straight on; one that gives the session cookie another
//! value from time to time, while older values of the living session stay good.

use practices::SESSIONS_DO_NOT_STACK;

use crate::probe::{broken, control, holds};
use crate::{NotTried, Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    for is_under_way in [false, true] {
        if is_left_behind(stage, is_under_way).await? {
            let what = "of two sign-ins in one browser, the sign-out ended one: kept cookies of the other still open \
                        its session";
            return Ok(vec![broken(&SESSIONS_DO_NOT_STACK, what)]);
        }
    }
    Ok(vec![holds(&SESSIONS_DO_NOT_STACK)])
}

/// Signs in twice in one browser and out once; says whether the cookies of the first time still open a page. The second
/// sign-in is begun after the first one, or before and finished after it, as another tab does.
async fn is_left_behind(stage: &Stage, is_under_way: bool) -> Result<bool, NotTried> {
    let person = stage.person()?.clone();
    let mut visitor = Visitor { person: person.clone(), browser: stage.browser() };
    let browser = visitor.browser.as_mut();
    let attempt = if is_under_way { Some(stage.attempt(browser, &person).await?) } else { None };
    stage.enter(&mut visitor).await?;
    let first = visitor.browser.jar().await?;
    match attempt {
        Some(attempt) => drop(visitor.browser.open(attempt.callback.as_str()).await?),
        None => stage.knock(visitor.browser.as_mut()).await?,
    }
    control(stage.sees(&mut visitor).await?.is_in(), "a second sign-in signs the person out")?;
    let second = visitor.browser.jar().await?;
    stage.sign_out(&mut visitor).await?;
    let mut thief = stage.thief_with(&second).await?;
    let presence = stage.shows(thief.as_mut(), &person).await?;
    control(
        presence.is_out(),
        "a sign-out does not end the session: see session-dies-on-the-server",
    )?;
    let mut thief = stage.thief_with(&first).await?;
    Ok(stage.shows(thief.as_mut(), &person).await?.is_in())
}
