//! Users, who can sign in.

mod event;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::UserEvent;
use super::{Environment, Membership, MembershipStatus, OrganizationId, Profile, UserId};

/// A person, identified by an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// `usr_…`, the `sub` of tokens.
    pub id: UserId,
    /// The address, in lower case.
    pub email: String,
    /// Whether the address was proven: by a code, by an accepted invitation, or by the word of the seed or the
    /// application.
    pub email_verified: bool,
    /// The personal details.
    #[serde(flatten)]
    pub profile: Profile,
    /// The id in the application's own system, `xuid` in tokens.
    pub external_id: Option<String>,
    /// Pairs of the application's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Whether the user can sign in; a deactivated user gets `user_not_active`.
    pub active: bool,
    /// Whether the user comes from the seed; the sign-in page offers such users.
    pub seeded: bool,
    /// Memberships and invitations, in the order in which they were made.
    pub memberships: Vec<Membership>,
    /// When the user was made.
    pub created_at: Timestamp,
    /// When the user was last changed.
    pub updated_at: Timestamp,
    /// When the user last signed in.
    pub last_login_at: Option<Timestamp>,
}

impl User {
    /// Returns an active user without memberships, whose address is not proven yet.
    pub(crate) fn new(id: UserId, email: String, at: Timestamp) -> Self {
        Self {
            id,
            email,
            email_verified: false,
            profile: Profile::default(),
            external_id: None,
            metadata: BTreeMap::new(),
            active: true,
            seeded: false,
            memberships: Vec::new(),
            created_at: at,
            updated_at: at,
            last_login_at: None,
        }
    }

    /// Returns the user with all times set to `at`, because a seed is read before its time is known.
    pub(super) fn since(mut self, at: Timestamp) -> Self {
        self.created_at = at;
        self.updated_at = at;
        for membership in &mut self.memberships {
            membership.created_at = at;
        }
        self
    }

    /// Returns the whole name, or else given and family name, as far as they are known.
    pub fn name(&self) -> Option<String> {
        let Profile { given_name, family_name, name, .. } = &self.profile;
        let parts: Vec<&str> =
            [given_name, family_name].into_iter().flatten().map(String::as_str).collect();
        let together = (!parts.is_empty()).then(|| parts.join(" "));
        name.clone().or(together)
    }

    /// Returns the membership in `organization`, unless it is an invitation that waits.
    pub fn membership(&self, organization: &OrganizationId) -> Option<&Membership> {
        self.any_membership(organization).filter(|membership| membership.is_accepted())
    }

    /// Returns the membership in `organization`, or the invitation to it.
    pub fn any_membership(&self, organization: &OrganizationId) -> Option<&Membership> {
        self.memberships.iter().find(|membership| &membership.organization == organization)
    }

    /// Returns the membership in `organization`, or the invitation to it that can still be accepted at `now`.
    pub(crate) fn usable_membership(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Option<&Membership> {
        self.any_membership(organization)
            .filter(|membership| membership.is_accepted() || membership.is_open(now))
    }

    /// Returns the status of a membership at `now`. That deactivation makes it inactive is our reading.
    pub fn status(&self, membership: &Membership, now: Timestamp) -> MembershipStatus {
        match (membership.is_accepted(), self.active) {
            (true, true) => MembershipStatus::Active,
            (true, false) => MembershipStatus::Inactive,
            (false, _) if membership.is_open(now) => MembershipStatus::PendingInvite,
            (false, _) => MembershipStatus::InviteExpired,
        }
    }

    /// Returns the memberships that a sign-in at `now` may lead to; without memberships, the open invitations, so that
    /// an invited person does not found an organization by mistake. The invitations are our choice.
    pub(crate) fn sign_in_choices(&self, now: Timestamp) -> Vec<&Membership> {
        let all = || self.memberships.iter();
        let taken_up: Vec<&Membership> = all().filter(|one| one.is_accepted()).collect();
        if taken_up.is_empty() { all().filter(|one| one.is_open(now)).collect() } else { taken_up }
    }

    /// Puts a membership in the place of the one in the same organization, or behind the others.
    pub(crate) fn put(&mut self, membership: Membership) {
        let organization = &membership.organization;
        match self.memberships.iter_mut().find(|known| &known.organization == organization) {
            Some(known) => *known = membership,
            None => self.memberships.push(membership),
        }
    }
}

impl Environment {
    pub(super) fn with_user(&mut self, user: &UserId, change: impl FnOnce(&mut User, Timestamp)) {
        if let Some(user) = self.users.get_mut(user) {
            change(user, self.now);
        }
    }
}
