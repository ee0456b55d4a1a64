//! Links to the admin portal. `rules::portal` opens them.

use jiff::SignedDuration;

use crate::environment::{OrganizationEvent, PortalLink};
use crate::rules::management::{Failure, known};
use crate::rules::{Desk, Granted, Ruling};
use crate::wire::management::organizations::{self as wire, GeneratePortalLink, Link};

/// How long a link opens the portal.
const LIFETIME: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn generate(
    desk: &mut Desk<'_>,
    ask: &GeneratePortalLink,
) -> Ruling<wire::PortalLink, Failure> {
    let organization = known::organization(desk.env, &ask.id)?;
    let link = PortalLink {
        id: desk.ids.uuid(),
        organization: organization.id.clone(),
        features: features(ask),
        expires_at: desk.env.now() + LIFETIME,
        opened_at: None,
    };
    let id = link.id.reveal().to_owned();
    let reply = Link {
        location: format!("{}/magicLink/{id}", desk.env.issuer()),
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
