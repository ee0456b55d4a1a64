//! Row 22: a person who had to sign in first comes to the page that they wanted.
//!
//! Innocent: a guard that refuses with 401 or shows a page of its own; a page where every sign-in ends.

use practices::DEEP_LINK_IS_RESTORED;
use url::Url;
use user_agent::Page;

use crate::probe::{broken, control, does_not_apply, holds, not_tried};
use crate::stage::is_same_page;
use crate::{Mark, NotTried, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let guarded = stage.subject.guarded.iter().filter(|sight| !sight.is_api);
    let elsewhere: Vec<_> =
        guarded.filter(|sight| sight.url.path() != stage.subject.lands_at.path()).collect();
    if elsewhere.is_empty() {
        let why = "no guarded page was found but the one where each sign-in ends";
        return Ok(vec![not_tried(&DEEP_LINK_IS_RESTORED, why)]);
    }
    let mut finding = None;
    for sight in elsewhere {
        let Some(page) = wanted(stage, sight).await? else { continue };
        if is_restored(page.url(), &sight.url) {
            finding = Some(holds(&DEEP_LINK_IS_RESTORED));
            continue;
        }
        let evidence: Vec<_> = page.hops().iter().map(|hop| hop.record().to_string()).collect();
        let what =
            format!("who opens {} and signs in ends at {}", sight.url.path(), page.url().path());
        return Ok(vec![broken(&DEEP_LINK_IS_RESTORED, what).with(evidence)]);
    }
    let why = "no guarded page sends a stranger on to sign in";
    Ok(vec![finding.unwrap_or_else(|| does_not_apply(&DEEP_LINK_IS_RESTORED, why))])
}

/// Says whether an address is the one that was wanted, with its whole query; the application may have added to that.
fn is_restored(at: &Url, wanted: &Url) -> bool {
    let has = |pair| at.query_pairs().any(|other| other == pair);
    is_same_page(at, wanted) && wanted.query_pairs().all(has)
}

/// Opens a page as a stranger whom the fake signs in, and returns where that ends; `None` if the page leads to no sign-in.
async fn wanted(stage: &Stage, sight: &Sight) -> Result<Option<Page>, NotTried> {
    let alice = stage.person()?.clone();
    stage.fake.next_browser_is(&alice).await?;
    let mark = stage.fake.last_entry().await?;
    let mut browser = stage.browser();
    let mut page = browser.open(sight.url.as_str()).await?;
    let is_at_login_page = !page.hops().iter().any(|hop| stage.fake.has(hop.url()));
    if is_at_login_page {
        let control = stage.subject.login.last().and_then(|control| page.find_again(control));
        let Some(control) = control.filter(|_| page.hops().len() > 1) else { return Ok(None) };
        let outcome = browser.press(&control).await?;
        let Some(next) = outcome.page() else { return Ok(None) };
        page = next.clone();
    }
    let entries = stage.fake.entries(mark).await?;
    let is_over = entries.iter().any(|entry| entry.event == "tokens.issued");
    control(is_over, "the sign-in from a guarded page did not finish")?;
    if sight.mark == Mark::Person {
        let presence = stage.shows(browser.as_mut(), &alice).await?;
        control(presence.is_in(), "nobody is signed in after the sign-in from a guarded page")?;
    }
    Ok(Some(page))
}
