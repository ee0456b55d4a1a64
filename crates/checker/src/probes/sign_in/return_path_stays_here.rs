//! Row 21: whatever the address of the sign-in names, a person returns to the application.

use practices::RETURN_PATH_STAYS_HERE;
use url::Url;
use user_agent::{Hop, Page};

use crate::probe::{broken, does_not_apply, holds};
use crate::stage::parameter;
use crate::{Browser, Doorstep, NotTried, Stage, Tried};

/// Names under which applications take a page to return to.
const NAMES: [&str; 12] = [
    "next",
    "returnTo",
    "return_to",
    "returnUrl",
    "return_url",
    "redirect",
    "redirect_to",
    "redirectTo",
    "callbackUrl",
    "continue",
    "url",
    "from",
];

/// What looks like a path, or not even that, and leads elsewhere in a browser.
const ELSEWHERE: [&str; 18] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "///evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    " //evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//evil.example/..//dashboard",
    "/.//evil.example/",
    "/%2F/../evil.example",
    "//localhost@evil.example/",
    "https://localhost@evil.example/",
    "//evil%2Eexample/",
];

/// How many of them are tried through a whole sign-in; the others through one that is over at once.
const THROUGH_A_SIGN_IN: usize = 8;

pub(super) async fn run(stage: &Stage) -> Tried {
    let doorstep = stage.doorstep().await?;
    let names = names(stage, &doorstep).await?;
    if names.is_empty() {
        let why = "no parameter of the sign-in was found that names a page to return to";
        return Ok(vec![does_not_apply(&RETURN_PATH_STAYS_HERE, why)]);
    }
    let mut alice = stage.alice().await?;
    for (number, payload) in ELSEWHERE.into_iter().enumerate() {
        let url = named(&doorstep, &names, payload);
        let mut strays = strays(stage, alice.browser.as_mut(), &url).await?;
        if strays.is_none() && number < THROUGH_A_SIGN_IN {
            stage.fake.next_browser_is(&alice.person).await?;
            strays = self::strays(stage, stage.browser().as_mut(), &url).await?;
        }
        if let Some(evidence) = strays {
            let what = format!(
                "after the sign-in a person is led off the application to where {} says: {payload:?}",
                names.join(" or ")
            );
            return Ok(vec![broken(&RETURN_PATH_STAYS_HERE, what).with(evidence)]);
        }
    }
    Ok(vec![holds(&RETURN_PATH_STAYS_HERE)])
}

/// Returns the names that the sign-in takes a page to return to from: with one of its own pages, it leads there.
async fn names(stage: &Stage, doorstep: &Doorstep) -> Result<Vec<String>, NotTried> {
    let own = stage.subject.pages.iter().find(|url| url.path() != stage.subject.lands_at.path());
    let Some(own) = own else { return Ok(Vec::new()) };
    let mut candidates: Vec<String> = NAMES.map(str::to_owned).to_vec();
    candidates.extend(doorstep.url.query_pairs().map(|(name, _)| name.into_owned()));
    candidates.extend(named_by_guard(stage).await);
    candidates.sort();
    candidates.dedup();
    let mut names: Vec<String> = Vec::new();
    // All at once, as long as the page at the end says by which name it was found.
    while let Some(name) = name_that_leads(stage, doorstep, &candidates, own).await? {
        names.push(candidates.swap_remove(name));
    }
    if !names.is_empty() {
        return Ok(names);
    }
    for name in candidates {
        let tried = [(name.as_str(), own.path())];
        if leads_to(stage, &doorstep.with(&tried), own).await?.is_some() {
            names.push(name);
        }
    }
    Ok(names)
}

/// Gives each of these names an own page to return to, with a query that says which name it was, and returns the place of the
/// name that led there; `None` if none did, or the application leaves the query out.
async fn name_that_leads(
    stage: &Stage,
    doorstep: &Doorstep,
    names: &[String],
    own: &Url,
) -> Result<Option<usize>, NotTried> {
    let values: Vec<_> = (0..names.len()).map(|at| format!("{}?by={at}", own.path())).collect();
    let pairs = names.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str()));
    let page = leads_to(stage, &doorstep.with(&pairs.collect::<Vec<_>>()), own).await?;
    let by = page.and_then(|page| parameter(page.url(), "by"));
    Ok(by.and_then(|by| by.parse().ok()).filter(|at| *at < names.len()))
}

/// Signs the first person in by this address, and returns the page at the end if it is `own`.
async fn leads_to(stage: &Stage, url: &Url, own: &Url) -> Result<Option<Page>, NotTried> {
    stage.fake.next_browser_is(stage.person()?).await?;
    let page = stage.browser().open(url.as_str()).await;
    Ok(page.ok().filter(|page| page.url().path() == own.path()))
}

/// Returns the names by which the guards of pages tell the sign-in where a person wanted to go.
async fn named_by_guard(stage: &Stage) -> Vec<String> {
    let mut names = Vec::new();
    for sight in stage.subject.guarded.iter().filter(|sight| !sight.is_api).take(2) {
        let Ok(page) = stage.browser().open(sight.url.as_str()).await else { continue };
        let own = page.hops().iter().filter(|hop| stage.subject.has(hop.url())).map(Hop::url);
        let pairs = own.flat_map(Url::query_pairs);
        let wanted = pairs.filter(|(_, value)| value.contains(sight.url.path()));
        names.extend(wanted.map(|(name, _)| name.into_owned()));
    }
    names
}

fn named(doorstep: &Doorstep, names: &[String], value: &str) -> Url {
    let pairs: Vec<_> = names.iter().map(|name| (name.as_str(), value)).collect();
    doorstep.with(&pairs)
}

/// Opens an address, and returns the requests if they lead to another host than the application's and the fake's.
async fn strays(
    stage: &Stage,
    browser: &mut dyn Browser,
    url: &Url,
) -> Result<Option<Vec<String>>, NotTried> {
    let mark = browser.requests();
    // A page that cannot be reached was not there: who is led to it was led away.
    let answer = browser.open(url.as_str()).await;
    let is_away = answer.as_ref().is_ok_and(|page| leads_away(stage, page));
    Ok(is_away.then(|| browser.records(mark).iter().map(ToString::to_string).collect()))
}

fn leads_away(stage: &Stage, page: &Page) -> bool {
    let is_known = |url: &Url| stage.subject.has(url) || stage.fake.has(url);
    let targets = page.hops().iter().filter_map(Hop::redirects_to);
    page.left_for().is_some() || targets.into_iter().any(|url| !is_known(url))
}
