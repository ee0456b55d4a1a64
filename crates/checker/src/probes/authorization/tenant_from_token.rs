//! Row 73: an organization's id in a URL opens no other organization.
//!
//! Innocent: a page that shows the person's own organization whatever the URL says, or says that there is no such one.

use practices::TENANT_FROM_TOKEN;
use url::Url;

use super::super::unseen::not_looked_at;
use crate::probe::{broken, control, holds, not_tried};
use crate::stage::Reply;
use crate::{Mark, NotTried, Person, Sight, Stage, Tried};

/// What a checker cannot know: which data belong to whom.
const UNSEEN: &str = "no page was found with the organization’s id in its address and on it: sign in as a person of one \
                      organization, and request the data of another by its id";

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = stage.alice().await?;
    let Some((own, other)) = organizations(stage, &alice.person).await? else {
        return Ok(vec![not_tried(&TENANT_FROM_TOKEN, "the seed has no second organization")]);
    };
    let pages = stage.subject.pages.iter();
    let of_own: Vec<&Url> = pages.filter(|url| url.as_str().contains(&own)).collect();
    let mut is_refused = false;
    for url in of_own {
        let browser = alice.browser.as_mut();
        let sight = |url: &Url| Sight { url: url.clone(), mark: Mark::Itself, is_api: false };
        let (reply, hers) = stage.reply(browser, &sight(url)).await?;
        let Some(hers) = hers.filter(|_| reply == Reply::Opens) else { continue };
        let elsewhere: Url =
            url.as_str().replace(&own, &other).parse().map_err(|why: url::ParseError| {
                NotTried::because(format!("the address is none: {why}"))
            })?;
        let (reply, theirs) = stage.reply(browser, &sight(&elsewhere)).await?;
        is_refused |= matches!(reply, Reply::Forbids | Reply::Unauthorized | Reply::SentAway);
        let Some(theirs) = theirs.filter(|_| reply == Reply::Opens) else { continue };
        let is_shown = hers.text().contains(&own) && theirs.text().contains(&other);
        if is_shown && hers.text().replace(&own, &other) == theirs.text().replace(&own, &other) {
            let (path, name) = (elsewhere.path(), alice.person.name());
            let what = format!("{path} opens to {name}, who does not belong to that organization");
            return Ok(vec![broken(&TENANT_FROM_TOKEN, what)]);
        }
    }
    if is_refused {
        Ok(vec![holds(&TENANT_FROM_TOKEN)])
    } else {
        not_looked_at(&TENANT_FROM_TOKEN, UNSEEN)
    }
}

/// Returns the id of a person's organization and that of one to which they do not belong.
async fn organizations(
    stage: &Stage,
    person: &Person,
) -> Result<Option<(String, String)>, NotTried> {
    let user = stage.fake.read(&format!("api/v1/users/{}", person.id), &[]).await?;
    let memberships = user["user"]["memberships"].as_array().into_iter().flatten();
    let own: Vec<_> = memberships.filter_map(|one| one["organization_id"].as_str()).collect();
    control(!own.is_empty(), "the person belongs to no organization")?;
    let all = stage.fake.read("api/v1/organizations", &[]).await?;
    let all = all["organizations"].as_array().into_iter().flatten();
    let mut others = all.filter_map(|one| one["id"].as_str()).filter(|id| !own.contains(id));
    let other = others.next().map(ToOwned::to_owned);
    Ok(own.first().map(|own| (*own).to_owned()).zip(other))
}
