//! Links to the admin portal, each of which opens it once, and not for long. The fake's portal has nothing to set up.

use super::{Granted, Refusal, Ruling, ensure};
use crate::environment::{Environment, Organization, OrganizationEvent};
use crate::wire::{Endpoint, ErrorCode, Refuser};

/// The reason why a link does not open the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PortalError {
    #[error("no such link was made, or its organization is gone")]
    Unknown,
    #[error(
        "this link was opened before; it works once, so make one each time the portal is shown"
    )]
    Used,
    #[error("this link is too old; it opens for a minute")]
    Expired,
}

impl Refusal for PortalError {
    type Code = ErrorCode;

    const REFUSER: Refuser = Refuser::Endpoint(Endpoint::Portal);

    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidRequest
    }
}

/// The contents of the portal.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) organization: Organization,
    pub(crate) features: Vec<&'static str>,
}

/// Opens a link.
pub(crate) fn open(env: &Environment, presented: &str) -> Ruling<Portal, PortalError> {
    let link = env.portal_link(presented).ok_or(PortalError::Unknown)?;
    let organization = env.organization(&link.organization).ok_or(PortalError::Unknown)?;
    ensure(link.opened_at.is_none(), PortalError::Used)?;
    ensure(env.now() < link.expires_at, PortalError::Expired)?;
    Ok(Granted {
        reply: Portal { organization: organization.clone(), features: link.features.clone() },
        events: vec![
            OrganizationEvent::PortalLinkOpened {
                link: link.id.clone(),
                organization: link.organization.clone(),
            }
            .into(),
        ],
    })
}
