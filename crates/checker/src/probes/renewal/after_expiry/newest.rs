//! Row 57: the second renewal presents the refresh token that the first one brought.

use practices::NEWEST_REFRESH_TOKEN;

use super::Trial;
use crate::probe::{broken, control, holds};
use crate::stage::token_of;
use crate::{Exchange, Finding, NotTried, Stage, Visitor};

/// What is said of every other trial where a session ends at a renewal that shows a spent token.
pub(super) const ENDS_SESSIONS: &str =
    "a session ends at a renewal that shows a spent refresh token: see newest-refresh-token";

/// Lets the tokens be renewed once, and returns the renewal.
pub(super) async fn first(stage: &Stage, visitor: &mut Visitor) -> Result<Exchange, NotTried> {
    let mark = stage.fake.last_exchange().await?;
    let presence = stage.sees(visitor).await?;
    control(presence.is_in(), "a page did not show the person after the first renewal")?;
    let renewals = stage.renewals(mark).await?;
    let with_token = renewals.into_iter().next_back().filter(|one| token_of(one).is_some());
    with_token.ok_or_else(|| NotTried::because("no first renewal came"))
}

/// Lets the tokens be renewed once more, a lifetime later.
pub(super) async fn second(stage: &Stage, visitor: &mut Visitor, first: &Exchange) -> Trial {
    let (mark, seen) = (stage.fake.last_exchange().await?, visitor.browser.requests());
    // What it shows, follows from the renewal.
    let _presence = stage.sees(visitor).await?;
    let renewals = stage.renewals(mark).await?;
    control(!renewals.is_empty(), "no second renewal came")?;
    let spent = renewals.iter().find(|renewal| token_of(renewal) == token_of(first));
    Ok(match spent {
        Some(second) => {
            let what =
                "the second renewal shows the refresh token of the first once more, which is spent";
            let records = visitor.browser.records(seen);
            let records = records.iter().map(ToString::to_string);
            let both = [format!("first: {first}"), format!("second: {second}")];
            broken(&NEWEST_REFRESH_TOKEN, what).with(records.chain(both))
        }
        None => holds(&NEWEST_REFRESH_TOKEN),
    })
}

/// Signs in and looks at a page at once, and finds whether a spent refresh token was shown: an application that renews early
/// renews at each request while tokens live for seconds, and may have lost a session before the first one expires.
pub(super) async fn early(stage: &Stage) -> Result<Option<Finding>, NotTried> {
    let mut visitor = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let begun = stage.fake.last_exchange().await?;
    stage.try_to_enter(visitor.browser.as_mut(), &visitor.person).await?;
    let entered = stage.fake.last_exchange().await?;
    // What the page shows, follows from the renewals.
    let _presence = stage.sees(&mut visitor).await?;
    let renewals = stage.renewals(begun).await?;
    // Requests of one page may run side by side in a browser with scripts: two renewals of them are another row's.
    let is_apart = |first: &Exchange, then: &Exchange| {
        !visitor.browser.runs_scripts() || (first.number <= entered && entered < then.number)
    };
    let spends = |first: &Exchange, then: &Exchange| {
        let is_same = token_of(first).is_some_and(|token| token_of(then) == Some(token));
        first.status() == Some(200) && is_same && is_apart(first, then)
    };
    let spent = renewals.iter().enumerate().find_map(|(at, then)| {
        let mut before = renewals.iter().take(at);
        before.find(|first| spends(first, then)).map(|first| [first, then])
    });
    let records = visitor.browser.records(0);
    let what =
        "the next renewal shows a refresh token that one before has spent, and the session ends";
    let records = records.iter().map(ToString::to_string);
    Ok(spent.map(|both| {
        let both = both.map(ToString::to_string);
        broken(&NEWEST_REFRESH_TOKEN, what).with(records.chain(both))
    }))
}
