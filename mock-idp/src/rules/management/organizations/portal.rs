//! Links to the admin portal. `rules::portal` opens them.

use jiff::SignedDuration;

use crate::environment::{OrganizationEvent, PortalLink};
use crate::rules::management::{Ruling, find};
use crate::rules::{Desk, Granted};
use crate::wire::management::organizations as wire;

/// How long a link opens the portal.
const LIFETIME: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn generate(
    desk: &mut Desk<'_>,
    request: &wire::GeneratePortalLinkRequest,
) -> Ruling<wire::GeneratePortalLinkResponse> {
    let organization = find::organization(desk.env, &request.id)?;
    let link = PortalLink {
        id: desk.ids.uuid(),
        organization: organization.id.clone(),
        features: features(request),
        expires_at: desk.env.now() + LIFETIME,
        opened_at: None,
    };
    let id = link.id.reveal().to_owned();
    let reply = wire::Link {
        location: format!("{}/magicLink/{id}", desk.env.issuer()),
        id,
        expire_time: Some(link.expires_at),
    };
    Ok(Granted {
        reply: wire::GeneratePortalLinkResponse { link: Some(reply) },
        events: vec![OrganizationEvent::PortalLinkGenerated { link }.into()],
    })
}

/// Returns the requested features, by the new fields or the old ones, or all features if the request names none.
fn features(request: &wire::GeneratePortalLinkRequest) -> Vec<&'static str> {
    let old = [("sso", request.sso), ("dir_sync", request.directory_sync)];
    let requested: Vec<&'static str> = old
        .into_iter()
        .filter(|(name, flag)| {
            *flag == Some(true) || request.features.iter().any(|feature| feature == name)
        })
        .map(|(name, _)| name)
        .collect();
    if requested.is_empty() { vec!["sso", "dir_sync"] } else { requested }
}
