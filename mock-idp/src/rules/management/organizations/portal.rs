//! Links to the admin portal. `rules::portal` opens them.

use jiff::SignedDuration;

use crate::environment::{Environment, OrganizationEvent, PortalLink};
use crate::ids::Ids;
use crate::rules::management::{Failure, known};
use crate::rules::{Granted, Ruling};
use crate::wire::management::organizations::{self as wire, GeneratePortalLink, Link};

/// How long a link opens the portal.
const LIFETIME: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn generate(
    environment: &Environment,
    ids: &mut Ids,
    ask: &GeneratePortalLink,
) -> Ruling<wire::PortalLink, Failure> {
    let organization = known::organization(environment, &ask.id)?;
    let link = PortalLink {
        id: ids.uuid(),
        organization: organization.id.clone(),
        features: features(ask),
        expires_at: environment.now() + LIFETIME,
        opened_at: None,
    };
    let id = link.id.reveal().to_owned();
    let reply = Link {
        location: format!("{}/magicLink/{id}", environment.issuer()),
        id,
        expire_time: link.expires_at,
    };
    Ok(Granted {
        reply: wire::PortalLink { link: reply },
        events: vec![OrganizationEvent::PortalLinkGenerated { link }.into()],
    })
}

/// What is asked for, in the new words or the old; whoever asks for nothing gets everything.
fn features(ask: &GeneratePortalLink) -> Vec<&'static str> {
    let old = [("sso", ask.sso), ("dir_sync", ask.directory_sync)];
    let asked: Vec<&'static str> = old
        .into_iter()
        .filter(|(name, flag)| *flag == Some(true) || ask.features.iter().any(|one| one == name))
        .map(|(name, _)| name)
        .collect();
    if asked.is_empty() { vec!["sso", "dir_sync"] } else { asked }
}
