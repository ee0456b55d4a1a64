//! Row 71: whoever has the role `admin` in the access token gets in where administrators do.
//!
//! Innocent: a page that is called `admin` and no page of the person leads to.

use practices::DOCUMENTED_CLAIMS;
use url::Url;

use super::admins;
use crate::probe::{broken, holds};
use crate::stage::Reply;
use crate::{Mark, Sight, Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (mut alice, mut bob) = admins::two_people(stage).await?;
    let named = stage.options.configuration.admin_only.iter();
    let mut wanted: Vec<Url> = named.map(|path| stage.at(path)).collect::<Result<_, _>>()?;
    let links = admins::links(stage, alice.browser.as_mut()).await;
    wanted.extend(links.into_iter().filter(admins::is_called_so));
    let mut refused = None;
    for url in wanted {
        let sight = Sight { url, mark: Mark::Itself, is_api: false };
        match stage.reply(alice.browser.as_mut(), &sight).await?.0 {
            Reply::Forbids => refused = Some(sight.url),
            Reply::Opens => {
                let (his, _) = stage.reply(bob.browser.as_mut(), &sight).await?;
                if matches!(his, Reply::Forbids | Reply::Unauthorized | Reply::SentAway) {
                    return Ok(vec![holds(&DOCUMENTED_CLAIMS)]);
                }
            }
            _ => {}
        }
    }
    Ok(vec![match refused {
        Some(url) => {
            let (path, name) = (url.path(), alice.person.name());
            let what =
                format!("{path} refuses {name}, whose access token has `roles` with admin in it");
            broken(&DOCUMENTED_CLAIMS, what)
        }
        None => admins::no_page(stage, &DOCUMENTED_CLAIMS),
    }])
}
