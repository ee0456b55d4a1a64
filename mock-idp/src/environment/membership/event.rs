//! What happens to memberships.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Membership, Provisioned};
use crate::environment::event::{Happened, names};
use crate::environment::{
    Environment, Mail, MailPurpose, Names, OrganizationId, SessionId, SubjectRef, UserId,
};

/// An event of a membership, or of an invitation to one.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MembershipEvent {
    /// A user became a member of an organization.
    Created {
        /// The user.
        user: UserId,
        /// The membership.
        membership: Box<Membership>,
    },
    /// The roles of a member changed, or a user became a member with these roles.
    RolesChanged {
        /// The user.
        user: UserId,
        /// The organization.
        organization: OrganizationId,
        /// The roles from now on.
        roles: Vec<String>,
    },
    /// The metadata of a membership changed.
    MetadataChanged {
        /// The user.
        user: UserId,
        /// The organization.
        organization: OrganizationId,
        /// All metadata from now on.
        metadata: BTreeMap<String, String>,
    },
    /// A membership, or an invitation to one, was deleted.
    Deleted {
        /// The user.
        user: UserId,
        /// The organization.
        organization: OrganizationId,
    },
    /// A mail invited a user to an organization, for the first time or again.
    Invited {
        /// The user.
        user: UserId,
        /// The membership that the user gets by accepting.
        membership: Box<Membership>,
        /// The mail, for the mailbox page.
        mail: Mail,
    },
    /// A user accepted an invitation.
    InvitationAccepted {
        /// The user.
        user: UserId,
        /// The organization.
        organization: OrganizationId,
        /// The session, which is in the organization from now on.
        session: SessionId,
    },
}

names! { MembershipEvent:
    Created | InvitationAccepted => "user.organization_membership_created",
    RolesChanged | MetadataChanged => "user.organization_membership_updated",
    Deleted => "user.organization_membership_deleted",
    Invited => "user.organization_invitation",
}

impl Happened for MembershipEvent {
    fn apply(&self, environment: &mut Environment) {
        match self {
            Self::Created { user, membership } => environment.keep_membership(user, membership),
            Self::RolesChanged { user, organization, roles } => {
                environment.set_roles(user, organization, roles);
            }
            Self::MetadataChanged { user, organization, metadata } => {
                environment.with_user(user, |user, _| {
                    if let Some(known) = user.any_membership(organization).cloned() {
                        user.put(Membership { metadata: metadata.clone(), ..known });
                    }
                });
            }
            Self::Deleted { user, organization } => environment.with_user(user, |user, _| {
                user.memberships.retain(|membership| &membership.organization != organization);
            }),
            Self::Invited { user, membership, mail } => {
                environment.keep_membership(user, membership);
                environment.keep_mail(mail);
            }
            Self::InvitationAccepted { user, organization, session } => {
                environment.use_mail(&MailPurpose::Invitation(user.clone(), organization.clone()));
                environment.accept_invitation(user, organization, session);
            }
        }
    }

    fn describe(&self, names: &Names<'_>) -> String {
        match self {
            Self::Created { user, membership } => {
                let (user, organization) =
                    (names.user(user), names.organization(&membership.organization));
                match membership.roles.as_slice() {
                    [] => format!("{user} is in {organization}"),
                    roles => format!("{user} is {} of {organization}", roles.join(" and ")),
                }
            }
            Self::RolesChanged { user, organization, roles } => {
                let (user, organization) = (names.user(user), names.organization(organization));
                format!("{user} is {} of {organization}", roles.join(" and "))
            }
            Self::MetadataChanged { user, organization, .. } => {
                format!("metadata of {} in {}", names.user(user), names.organization(organization))
            }
            Self::Deleted { user, organization } => {
                format!("{} left {}", names.user(user), names.organization(organization))
            }
            Self::Invited { membership, mail, .. } => {
                let organization = names.organization(&membership.organization);
                let resent =
                    membership.invitation.as_ref().is_some_and(|mail| mail.resent_count > 0);
                let again = if resent { ", again" } else { "" };
                format!("{} to {organization}{again}", mail.to)
            }
            Self::InvitationAccepted { user, organization, .. } => {
                let organization = names.organization(organization);
                format!("{} accepted the invitation to {organization}", names.user(user))
            }
        }
    }

    fn subject(&self) -> Option<SubjectRef<'_>> {
        let (user, organization) = match self {
            Self::Created { user, membership } | Self::Invited { user, membership, .. } => {
                (user, &membership.organization)
            }
            Self::RolesChanged { user, organization, .. }
            | Self::MetadataChanged { user, organization, .. }
            | Self::Deleted { user, organization }
            | Self::InvitationAccepted { user, organization, .. } => (user, organization),
        };
        Some(SubjectRef::Membership(user, organization))
    }
}

impl Environment {
    fn keep_membership(&mut self, user: &UserId, membership: &Membership) {
        self.with_user(user, |user, _| user.put(membership.clone()));
    }

    /// Sets the roles of a member; a user who is no member becomes one.
    fn set_roles(&mut self, user: &UserId, organization: &OrganizationId, roles: &[String]) {
        let roles = roles.to_vec();
        self.with_user(user, |user, now| {
            let membership = match user.any_membership(organization).cloned() {
                Some(known) => Membership { roles, ..known },
                None => {
                    Membership::new(organization.clone(), roles, Provisioned::DirectProvision, now)
                }
            };
            user.put(membership);
        });
    }

    fn accept_invitation(
        &mut self,
        user: &UserId,
        organization: &OrganizationId,
        session: &SessionId,
    ) {
        self.with_user(user, |user, now| {
            user.email_verified = true;
            let invitation = user
                .memberships
                .iter_mut()
                .filter(|membership| &membership.organization == organization)
                .find_map(|membership| membership.invitation.as_mut());
            if let Some(invitation) = invitation {
                invitation.accepted_at = Some(now);
            }
        });
        if let Some(session) = self.sessions.get_mut(session) {
            session.enter(organization);
        }
    }
}
