//! Row 94: the ID token is in no address of the application.

use practices::HINT_STAYS_OUT_OF_OWN_URLS;
use url::Url;

use crate::probe::{broken, holds};
use crate::{Stage, Tried, Visitor};

pub(super) async fn run(stage: &Stage) -> Tried {
    let mut alice = Visitor { person: stage.person()?.clone(), browser: stage.browser() };
    let entrance = stage.enter(&mut alice).await?;
    let page = stage.open_way_out(alice.browser.as_mut()).await?;
    let links = page.controls().into_iter().filter_map(|control| control.url().cloned());
    let links: Vec<Url> = links.collect();
    let departure = stage.sign_out(&mut alice).await?;
    let hops = entrance.hops.iter().chain(&departure.hops).map(|hop| hop.url().clone());
    let own = hops.chain(links).filter(|url| stage.subject.has(url));
    let finding = match own.into_iter().find(has_token) {
        Some(url) => {
            let path = url.path();
            broken(
                &HINT_STAYS_OUT_OF_OWN_URLS,
                format!("{path} of the application has a token in its address"),
            )
        }
        None => holds(&HINT_STAYS_OUT_OF_OWN_URLS),
    };
    Ok(vec![finding.with(departure.evidence())])
}

/// Says whether an address has a JWT in it: three parts, of which the first is a JSON object.
fn has_token(url: &Url) -> bool {
    url.as_str().split(['?', '&', '=', '/', '#']).any(|part| {
        part.starts_with("eyJ") && part.split('.').filter(|part| part.len() > 8).count() == 3
    })
}
