//! Memberships of users in organizations, and invitations to them.

mod event;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use self::event::MembershipEvent;
use super::{OrganizationId, Secret};

/// How long the link of an invitation works (`docs/policies.md#lifetimes`: 15 days).
pub(crate) const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(15 * 24);

/// A user's membership in an organization, with its roles; or an invitation to it, until it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// The names of the roles held there.
    pub roles: Vec<String>,
    /// Metadata of the application's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// How it was made.
    pub provisioned: Provisioned,
    /// When it was made; an invitation may have been accepted later.
    pub created_at: Timestamp,
    /// The inviter's address, if it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inviter_email: Option<String>,
    /// The invitation by mail, if the membership began with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invitation>,
}

/// Scalekit's words for how a membership was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Provisioned {
    /// The person founded the organization.
    OrgCreator,
    /// An application's server, a seed or a test added the person.
    DirectProvision,
    /// The person was invited by mail.
    Invitation,
    /// The person signed in at the organization's identity provider.
    JitUsingSso,
    /// The person has an address at a domain whose people may join.
    AllowedEmailDomain,
}

impl Membership {
    /// Returns since when the person is a member; `None` while an invitation waits.
    pub fn joined_at(&self) -> Option<Timestamp> {
        match &self.invitation {
            Some(invitation) => invitation.accepted_at,
            None => Some(self.created_at),
        }
    }
}

/// An invitation by mail, and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invitation {
    /// The token in the link.
    pub token: Secret,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the link expires.
    pub expires_at: Timestamp,
    /// When it was last mailed again.
    pub resent_at: Option<Timestamp>,
    /// How often it was mailed again; an invitation that replaces an expired one continues its count.
    pub resent_count: u32,
    /// When it was accepted; a link works once.
    pub accepted_at: Option<Timestamp>,
}

/// The status of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MembershipStatus {
    /// The person is a member.
    Active,
    /// The person is a member, and is deactivated.
    Inactive,
    /// The invitation waits to be accepted.
    PendingInvite,
    /// The invitation was not accepted in time.
    InviteExpired,
}

impl MembershipStatus {
    /// Returns the word as it travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::PendingInvite => "PENDING_INVITE",
            Self::InviteExpired => "INVITE_EXPIRED",
        }
    }
}

impl Provisioned {
    /// Returns the word as it travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrgCreator => "org_creator",
            Self::DirectProvision => "direct_provision",
            Self::Invitation => "invitation",
            Self::JitUsingSso => "jit_using_sso",
            Self::AllowedEmailDomain => "allowed_email_domain",
        }
    }
}

impl Membership {
    /// Returns a membership without an invitation.
    pub(crate) fn new(
        organization: OrganizationId,
        roles: Vec<String>,
        provisioned: Provisioned,
        at: Timestamp,
    ) -> Self {
        Self {
            organization,
            roles,
            metadata: BTreeMap::new(),
            provisioned,
            created_at: at,
            inviter_email: None,
            invitation: None,
        }
    }

    /// Returns whether the person is a member: without an invitation, or because they accepted it.
    pub fn is_accepted(&self) -> bool {
        self.invitation.as_ref().is_none_or(|invitation| invitation.accepted_at.is_some())
    }

    /// Returns whether the invitation can still be accepted at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.invitation.as_ref().is_some_and(|invitation| invitation.is_open(now))
    }
}

impl Invitation {
    /// Returns an invitation whose link works from now on.
    pub(crate) fn new(token: Secret, now: Timestamp) -> Self {
        Self {
            token,
            created_at: now,
            expires_at: now + INVITATION_LIFETIME,
            resent_at: None,
            resent_count: 0,
            accepted_at: None,
        }
    }

    /// Returns whether the invitation can still be accepted at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.accepted_at.is_none() && now < self.expires_at
    }
}
