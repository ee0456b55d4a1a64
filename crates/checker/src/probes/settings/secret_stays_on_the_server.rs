//! Row 3: the client secret is in nothing that a browser gets.

use practices::SECRET_STAYS_ON_THE_SERVER;
use url::Url;
use user_agent::{Hop, Page};

use crate::probe::{broken, does_not_apply, holds};
use crate::{Browser, Stage, Tried};

/// The shortest secret that is looked for, in characters: a shorter one stands in a page by accident.
const SHORTEST: usize = 8;

/// The most scripts and styles that are fetched: what a bundler makes of a page is fewer.
const MOST_ASSETS: usize = 40;

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut secrets = stage.fake.secrets_of(&stage.subject.client.id).await?;
    secrets.retain(|secret| secret.len() >= SHORTEST);
    if secrets.is_empty() {
        let why = "the application has no secret";
        return Ok(vec![does_not_apply(&SECRET_STAYS_ON_THE_SERVER, why)]);
    }
    let alice = stage.alice().await?;
    let mut assets = Vec::new();
    for mut browser in [stage.browser(), alice.browser] {
        let start = [&stage.subject.app, &stage.subject.login.page, &stage.subject.redirect_uri];
        for url in start.into_iter().chain(&stage.subject.pages) {
            let Ok(page) = browser.open(url.as_str()).await else { continue };
            if let Some(place) = found(stage, &page, &secrets) {
                let what = format!("the client secret is in {place}, which every browser gets");
                return Ok(vec![broken(&SECRET_STAYS_ON_THE_SERVER, what)]);
            }
            assets.extend(assets_of(stage, &page));
        }
        assets.sort();
        assets.dedup();
        for url in assets.iter().take(MOST_ASSETS) {
            if let Some(place) = in_asset(stage, browser.as_ref(), url, &secrets).await {
                let what = format!("the client secret is in {place}, which every browser gets");
                return Ok(vec![broken(&SECRET_STAYS_ON_THE_SERVER, what)]);
            }
        }
    }
    Ok(vec![holds(&SECRET_STAYS_ON_THE_SERVER)])
}

async fn in_asset(
    stage: &Stage,
    browser: &dyn Browser,
    url: &Url,
    secrets: &[String],
) -> Option<String> {
    let page = browser.request(user_agent::Probe::get(url.as_str())).await.ok()?;
    found(stage, &page, secrets)
}

/// Returns the place of the way to a page, or of the page itself, that has a secret in it.
fn found(stage: &Stage, page: &Page, secrets: &[String]) -> Option<String> {
    let has = |text: &str| secrets.iter().any(|secret| text.contains(secret.as_str()));
    if stage.subject.has(page.url()) && has(page.body()) {
        return Some(page.url().path().to_owned());
    }
    let leaks = |hop: &&Hop| hop.redirects_to().is_some_and(|url| has(url.as_str()));
    let hop = page.hops().iter().find(leaks)?;
    Some(format!("the redirect of {}", hop.url().path()))
}

/// Returns the scripts and styles of a page that the application serves.
fn assets_of(stage: &Stage, page: &Page) -> Vec<Url> {
    let named = |css: &str, attribute: &str| page.attributes(css, attribute).unwrap_or_default();
    let all = named("script[src]", "src").into_iter().chain(named("link[href]", "href"));
    let urls = all.filter_map(|address| page.url().join(&address).ok());
    urls.filter(|url| stage.subject.has(url)).collect()
}
