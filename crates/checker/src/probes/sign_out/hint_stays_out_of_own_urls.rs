//! Row 94: the ID token is in no address of the application.

use practices::HINT_STAYS_OUT_OF_OWN_URLS;
use url::Url;

use crate::probe::{broken, holds};
use crate::stage::{TokenKind, token_in};
use crate::{Stage, Tried};

pub(super) async fn run(stage: &Stage) -> Tried {
    let (entrance, exit) = (&stage.journey().await?.entrance, stage.exit().await?);
    let departure = &exit.departure;
    let links = exit.page.controls().into_iter().filter_map(|control| control.url().cloned());
    let links: Vec<Url> = links.collect();
    let hops = entrance.hops.iter().chain(&departure.hops).map(|hop| hop.url().clone());
    let own = hops.chain(links).filter(|url| stage.subject.has(url));
    let issuer = stage.fake.environment();
    let finding = match own.into_iter().find(|url| has_id_token(issuer, url)) {
        Some(url) => {
            let path = url.path();
            broken(
                &HINT_STAYS_OUT_OF_OWN_URLS,
                format!("{path} of the application has the ID token in its address"),
            )
        }
        None => holds(&HINT_STAYS_OUT_OF_OWN_URLS),
    };
    Ok(vec![finding.with(departure.evidence())])
}

/// Says whether an address has an ID token in it. Other tokens there are another practice's matter (row 44).
fn has_id_token(issuer: &Url, url: &Url) -> bool {
    let mut parts = url.as_str().split(['?', '&', '#']);
    parts.any(|part| token_in(issuer, part) == Some(TokenKind::Id))
}
