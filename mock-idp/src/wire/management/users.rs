//! `scalekit.v1.users`: users, memberships, invitations.

mod person;
mod profile;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use self::person::{ExternalIdentity, Person, Place, profile_id};
use self::profile::{CreateUserProfile, UpdateUserProfile};
use self::profile::{pairs, text};
use crate::environment::{
    Invitation, Membership, OrganizationId, Permission, PermissionId, Role, RoleId, User, UserId,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OneUser {
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListUsers {
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SearchUsers {
    pub(crate) query: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ListOrganizationUsers {
    pub(crate) organization_id: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SearchOrganizationUsers {
    pub(crate) organization_id: String,
    pub(crate) query: String,
    pub(crate) page_size: u32,
    pub(crate) page_token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateUserAndMembership {
    pub(crate) organization_id: String,
    pub(crate) user: CreateUser,
    pub(crate) send_invitation_email: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateUser {
    pub(crate) email: String,
    pub(crate) external_id: Option<String>,
    pub(crate) membership: CreateMembership,
    pub(crate) user_profile: CreateUserProfile,
    pub(crate) metadata: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateUserRequest {
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) user: UpdateUser,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateUser {
    pub(crate) external_id: Option<String>,
    pub(crate) user_profile: UpdateUserProfile,
    pub(crate) metadata: BTreeMap<String, String>,
}

impl UpdateUser {
    /// `known` with the changes, as of `now`.
    pub(crate) fn over(&self, known: User, now: Timestamp) -> User {
        User {
            external_id: text(self.external_id.as_ref(), known.external_id),
            profile: self.user_profile.over(known.profile),
            metadata: pairs(&self.metadata, known.metadata),
            updated_at: now,
            ..known
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateMembershipRequest {
    pub(crate) organization_id: String,
    pub(crate) membership: CreateMembership,
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) send_invitation_email: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CreateMembership {
    pub(crate) roles: Vec<AskedRole>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) inviter_email: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateMembershipRequest {
    pub(crate) organization_id: String,
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) membership: UpdateMembership,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UpdateMembership {
    pub(crate) roles: Vec<AskedRole>,
    pub(crate) metadata: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DeleteMembership {
    pub(crate) organization_id: String,
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) cascade: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ResendInvite {
    pub(crate) organization_id: String,
    pub(crate) id: String,
}

/// The roles, or the permissions, of one user in one organization.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OneMember {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AssignUserRoles {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    pub(crate) roles: Vec<AskedRole>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RemoveUserRole {
    pub(crate) organization_id: String,
    pub(crate) user_id: String,
    pub(crate) role_name: String,
}

/// A role as a request names it; what people call it is only told.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AskedRole {
    pub(crate) id: String,
    #[serde(alias = "role_name")]
    pub(crate) name: String,
    #[serde(rename = "display_name")]
    _display_name: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct UserReply {
    pub(crate) user: Person,
}

#[derive(Debug, Serialize)]
pub(crate) struct Users {
    pub(crate) users: Vec<Person>,
    pub(crate) next_page_token: String,
    pub(crate) prev_page_token: String,
    pub(crate) total_size: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct Invited {
    pub(crate) invite: Invite,
}

/// An invitation that was just mailed again.
#[derive(Debug, Serialize)]
pub(crate) struct Invite {
    organization_id: OrganizationId,
    user_id: UserId,
    inviter_email: Option<String>,
    status: &'static str,
    created_at: Timestamp,
    expires_at: Timestamp,
    resent_at: Option<Timestamp>,
    resent_count: u32,
}

impl Invite {
    /// `invitation`, which is that of `membership`.
    pub(crate) fn of(user: UserId, membership: &Membership, invitation: &Invitation) -> Self {
        Self {
            organization_id: membership.organization.clone(),
            user_id: user,
            inviter_email: membership.inviter_email.clone(),
            // In small letters, unlike the status of the membership (the example of the OpenAPI document).
            status: "pending_invite",
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            resent_at: invitation.resent_at,
            resent_count: invitation.resent_count,
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Roles {
    pub(crate) roles: Vec<HeldRole>,
}

/// A role, where it is held.
#[derive(Debug, Serialize)]
pub(crate) struct HeldRole {
    id: RoleId,
    name: String,
    display_name: String,
}

impl HeldRole {
    pub(crate) fn of(role: &Role) -> Self {
        Self {
            id: role.id.clone(),
            name: role.name.clone(),
            display_name: role.display_name.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Permissions {
    pub(crate) permissions: Vec<HeldPermission>,
}

/// A permission, where it is held.
#[derive(Debug, Serialize)]
pub(crate) struct HeldPermission {
    id: PermissionId,
    name: String,
    description: String,
}

impl HeldPermission {
    pub(crate) fn of(permission: &Permission) -> Self {
        Self {
            id: permission.id.clone(),
            name: permission.name.clone(),
            description: permission.description.clone(),
        }
    }
}
