//! What happens to organizations, and to the links to their portals.

use serde::Serialize;

use super::{EXPIRED_LINKS_ARE_KEPT, Organization, PortalLink};
use crate::environment::event::{Happened, names};
use crate::environment::{Environment, Names, OrganizationId, SubjectRef};
use crate::secret::Secret;

/// An event of an organization.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OrganizationEvent {
    /// An organization was created.
    Created {
        /// The new organization.
        organization: Box<Organization>,
    },
    /// An organization's names, settings or policies changed.
    Updated {
        /// The organization from now on.
        organization: Box<Organization>,
    },
    /// An organization was deleted, with its memberships and its own roles; sessions in it ended before.
    Deleted {
        /// The organization as it was.
        organization: Box<Organization>,
    },
    /// A link to an organization's admin portal was made.
    PortalLinkGenerated {
        /// The link.
        link: PortalLink,
    },
    /// A link to an admin portal was opened; it works once.
    PortalLinkOpened {
        /// The link.
        link: Secret,
        /// The portal's organization.
        organization: OrganizationId,
    },
}

names! { OrganizationEvent:
    Created => "organization.created",
    Updated => "organization.updated",
    Deleted => "organization.deleted",
    PortalLinkGenerated => "portal_link.generated",
    PortalLinkOpened => "portal_link.opened",
}

impl Happened for OrganizationEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { organization } | Self::Updated { organization } => {
                environment.organizations.keep((**organization).clone());
            }
            Self::Deleted { organization } => environment.remove_organization(&organization.id),
            Self::PortalLinkGenerated { link } => environment.keep_portal_link(link),
            Self::PortalLinkOpened { link, .. } => {
                let now = environment.now;
                if let Some(link) = environment.portal_links.get_mut(link) {
                    link.opened_at = Some(now);
                }
            }
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { organization }
            | Self::Updated { organization }
            | Self::Deleted { organization } => organization.name.clone(),
            Self::PortalLinkGenerated { link } => {
                format!("{}: {}", names.organization(&link.organization), link.features.join(", "))
            }
            Self::PortalLinkOpened { organization, .. } => names.organization(organization),
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        match self {
            Self::Created { organization }
            | Self::Updated { organization }
            | Self::Deleted { organization } => Some(SubjectRef::Organization(organization)),
            Self::PortalLinkGenerated { .. } | Self::PortalLinkOpened { .. } => None,
        }
    }
}

impl Environment {
    /// Removes an organization and what belongs to it. Ended sessions keep it in their past.
    fn remove_organization(&mut self, id: &OrganizationId) {
        self.organizations.remove(id);
        self.roles.retain(|role| role.organization.as_ref() != Some(id));
        self.portal_links.retain(|link| &link.organization != id);
        for user in self.users.values_mut() {
            user.memberships.retain(|membership| &membership.organization != id);
        }
        for session in self.sessions.values_mut() {
            session.leave(id);
        }
    }

    /// Keeps a link, and drops those that expired long ago, so that there are never many.
    fn keep_portal_link(&mut self, link: &PortalLink) {
        let now = self.now;
        self.portal_links.retain(|link| now < link.expires_at + EXPIRED_LINKS_ARE_KEPT);
        self.portal_links.keep(link.clone());
    }
}
