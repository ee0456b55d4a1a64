//! Row 70: what is for administrators is refused to everybody else, also behind the page that shows it.
//!
//! Innocent: a page that is called `admin` and is for everybody, as long as no page says otherwise.

use practices::ROLES_ON_THE_SERVER;
use url::Url;
use user_agent::Page;

use super::admins::{self, Candidate, named};
use crate::probe::{broken, holds};
use crate::stage::Reply;
use crate::{Mark, NotTried, Sight, Stage, Tried, Visitor};

/// A page that a member opens, why he should not, and the requests.
type Open = Option<(Url, &'static str, Vec<String>)>;

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = admins::two_people(stage).await?;
    let his_links = admins::links(stage, bob.browser.as_mut()).await;
    let her_links = admins::links(stage, alice.browser.as_mut()).await;
    let is_hidden = |url: &Url| her_links.contains(url) && !his_links.contains(url);
    let (mut open, mut is_refused): (Open, bool) = (None, false);
    let mut behind = Vec::new();
    for Candidate { sight, is_named } in admins::candidates(stage)? {
        let (hers, page) = stage.reply(alice.browser.as_mut(), &sight).await?;
        if hers != Reply::Opens {
            continue;
        }
        let (his, seen) = stage.reply(bob.browser.as_mut(), &sight).await?;
        if matches!(his, Reply::Forbids | Reply::Unauthorized | Reply::SentAway) {
            is_refused = true;
            behind.extend(page.iter().flat_map(Page::links).map(|link| link.url));
        } else if his == Reply::Opens && is_named {
            open = Some((sight.url, "is for administrators", records(seen.as_ref())));
        } else if his == Reply::Opens && is_hidden(&sight.url) {
            let why = "is a link on the administrator’s pages alone";
            open = Some((sight.url, why, records(seen.as_ref())));
        }
    }
    behind.retain(|url| stage.subject.has(url) && admins::is_called_so(url));
    if open.is_none() {
        open = open_behind(stage, &mut bob, &behind).await?;
    }
    let practice = &ROLES_ON_THE_SERVER;
    Ok(vec![match open {
        Some((url, why, records)) => {
            let who = named(&bob.person);
            broken(practice, format!("{} {why}, and {who}, opens it", url.path())).with(records)
        }
        None if is_refused => holds(practice),
        None => admins::no_page(stage, practice),
    }])
}

/// Returns what the member can open of what a page that refuses him leads to.
async fn open_behind(stage: &Stage, bob: &mut Visitor, behind: &[Url]) -> Result<Open, NotTried> {
    for url in behind {
        let is_api = url.path().contains("/api/");
        let sight = Sight { url: url.clone(), mark: Mark::Itself, is_api };
        let (his, seen) = stage.reply(bob.browser.as_mut(), &sight).await?;
        if his == Reply::Opens {
            let why = "is behind a page that refuses whoever is no administrator";
            return Ok(Some((url.clone(), why, records(seen.as_ref()))));
        }
    }
    Ok(None)
}

fn records(page: Option<&Page>) -> Vec<String> {
    let hops = page.into_iter().flat_map(Page::hops);
    hops.map(|hop| hop.record().to_string()).collect()
}
