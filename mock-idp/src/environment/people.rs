//! What events do to users and their memberships.

use jiff::Timestamp;

use super::{Environment, Membership, OrganizationId, Provisioned, SessionId, Stage, User, UserId};

impl Environment {
    pub(super) fn keep_user(&mut self, user: &User) {
        self.users_by_email.insert(user.email.clone(), user.id.clone());
        self.users.insert(user.id.clone(), user.clone());
    }

    pub(super) fn with_user(&mut self, user: &UserId, change: impl FnOnce(&mut User, Timestamp)) {
        if let Some(user) = self.users.get_mut(user) {
            change(user, self.now);
        }
    }

    /// Whoever was about to choose an organization, or to be signed in next, is asked who they are.
    pub(super) fn forget_user(&mut self, gone: &UserId, email: &str) {
        self.users.remove(gone);
        self.users_by_email.remove(email);
        self.prepared_sign_ins.retain(|user| user != gone);
        for request in self.requests.values_mut() {
            if matches!(&request.stage, Stage::Organization { user, .. } if user == gone) {
                request.stage = Stage::Email;
            }
        }
    }

    /// Other roles; a stranger joins.
    pub(super) fn change_membership(
        &mut self,
        user: &UserId,
        organization: &OrganizationId,
        roles: &[String],
    ) {
        let roles = roles.to_vec();
        self.with_user(user, |user, now| {
            let membership = match user.place(organization).cloned() {
                Some(known) => Membership { roles, ..known },
                None => {
                    Membership::new(organization.clone(), roles, Provisioned::DirectProvision, now)
                }
            };
            user.put(membership);
        });
    }

    pub(super) fn accept_invitation(
        &mut self,
        user: &UserId,
        organization: &OrganizationId,
        session: &SessionId,
    ) {
        self.with_user(user, |user, now| {
            user.email_verified = true;
            let known = user.memberships.iter_mut();
            let invitation = known
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
