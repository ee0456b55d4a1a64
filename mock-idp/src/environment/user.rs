//! Who can sign in: users.

mod event;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use self::event::UserEvent;
use super::{Environment, Membership, MembershipStatus, OrganizationId, Profile, UserId};

/// A person, known by one e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// `usr_…`, the `sub` of tokens.
    pub id: UserId,
    /// The address, in lower case.
    pub email: String,
    /// Whether the address was proven; in the fake it is, once a code was typed, an invitation was
    /// accepted, or whoever put them here says so.
    pub email_verified: bool,
    /// What else is known of them.
    #[serde(flatten)]
    pub profile: Profile,
    /// The id in the application's own system, `xuid` in tokens.
    pub external_id: Option<String>,
    /// Pairs of the application's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Deactivated people cannot sign in: `user_not_active`.
    pub active: bool,
    /// Whether the seed put them here, so that the sign-in page offers them.
    pub seeded: bool,
    /// Where they belong or are invited to, in the order in which it came about.
    pub memberships: Vec<Membership>,
    /// When the environment first knew them.
    pub created_at: Timestamp,
    /// When what is known of them last changed.
    pub updated_at: Timestamp,
    /// When they last signed in.
    pub last_login_at: Option<Timestamp>,
}

impl User {
    /// Somebody active whose address is not proven yet, and who belongs nowhere.
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

    /// The same person, and all that concerns them, as of `at`: a seed is drafted before its time is known.
    pub(super) fn known_since(mut self, at: Timestamp) -> Self {
        self.created_at = at;
        self.updated_at = at;
        for membership in &mut self.memberships {
            membership.created_at = at;
        }
        self
    }

    /// The whole name as it was told, or else given and family name, as far as they are known.
    pub fn name(&self) -> Option<String> {
        let Profile { given_name, family_name, name, .. } = &self.profile;
        let parts: Vec<&str> =
            [given_name, family_name].into_iter().flatten().map(String::as_str).collect();
        let together = (!parts.is_empty()).then(|| parts.join(" "));
        name.clone().or(together)
    }

    /// The membership in `organization`, which the person has taken up.
    pub fn membership(&self, organization: &OrganizationId) -> Option<&Membership> {
        self.place(organization).filter(|membership| membership.is_taken_up())
    }

    /// The membership in `organization`, or the invitation to it.
    pub fn place(&self, organization: &OrganizationId) -> Option<&Membership> {
        self.memberships.iter().find(|membership| &membership.organization == organization)
    }

    /// The membership in `organization`, or the invitation to it that can still be accepted at `now`.
    pub(crate) fn door(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Option<&Membership> {
        self.place(organization)
            .filter(|membership| membership.is_taken_up() || membership.is_open(now))
    }

    /// How far the membership has come by `now`. That deactivation makes it inactive is our reading.
    pub fn status(&self, membership: &Membership, now: Timestamp) -> MembershipStatus {
        match (membership.is_taken_up(), self.active) {
            (true, true) => MembershipStatus::Active,
            (true, false) => MembershipStatus::Inactive,
            (false, _) if membership.is_open(now) => MembershipStatus::PendingInvite,
            (false, _) => MembershipStatus::InviteExpired,
        }
    }

    /// Where a sign-in at `now` may lead: to where the person belongs; or to where they are invited,
    /// if they belong nowhere, so that nobody who was asked in founds an organization by mistake.
    /// That second half is ours.
    pub(crate) fn doors(&self, now: Timestamp) -> Vec<&Membership> {
        let all = || self.memberships.iter();
        let taken_up: Vec<&Membership> = all().filter(|one| one.is_taken_up()).collect();
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
