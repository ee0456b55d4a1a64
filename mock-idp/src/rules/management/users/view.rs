//! Users, memberships and invitations as the API shows them.

use crate::environment::{
    Connection, Environment, Identity, Invitation, Membership, Permission, Role, User,
};
use crate::rules::management::saturated;
use crate::wire::management::commons;
use crate::wire::management::users as wire;

/// Describes a user with every membership.
pub(super) fn user(env: &Environment, user: &User) -> wire::User {
    let memberships = user.memberships.iter();
    wire::User {
        id: user.id.to_string(),
        environment_id: env.settings().environment_id().to_string(),
        create_time: Some(user.created_at),
        update_time: Some(user.updated_at),
        email: user.email.clone(),
        external_id: user.external_id.clone(),
        memberships: memberships.map(|place| membership(env, user, place)).collect(),
        user_profile: Some(profile(env, user)),
        metadata: user.metadata.clone(),
        last_login_time: user.last_login_at,
    }
}

/// Describes a membership of `user`. It has no `join_time` until an invitation is accepted.
fn membership(
    env: &Environment,
    user: &User,
    membership: &Membership,
) -> commons::OrganizationMembership {
    let invitation = membership.invitation.as_ref();
    let organization = env.organization(&membership.organization);
    let name = organization.map(|organization| organization.name.clone());
    commons::OrganizationMembership {
        organization_id: membership.organization.to_string(),
        join_time: membership.joined_at(),
        membership_status: user.status(membership, env.now()).as_str().to_owned(),
        roles: roles(env, membership),
        name: name.clone(),
        metadata: membership.metadata.clone(),
        display_name: name,
        inviter_email: membership.inviter_email.clone(),
        created_at: invitation.map(|invitation| invitation.created_at),
        accepted_at: invitation.and_then(|invitation| invitation.accepted_at),
        expires_at: invitation.map(|invitation| invitation.expires_at),
        provisioning_method: Some(membership.provisioned.as_str().to_owned()),
        permissions: env.allowed(&membership.organization, &membership.roles),
    }
}

/// Describes the roles of a membership.
pub(super) fn roles(env: &Environment, membership: &Membership) -> Vec<commons::Role> {
    let names = membership.roles.iter();
    names.filter_map(|name| env.role_in(&membership.organization, name)).map(role).collect()
}

fn role(role: &Role) -> commons::Role {
    commons::Role {
        id: role.id.to_string(),
        name: role.name.clone(),
        display_name: role.display_name.clone(),
    }
}

/// Describes a permission that a user has. It has no tags: Scalekit does not say what they are.
pub(super) fn permission(permission: &Permission) -> wire::Permission {
    wire::Permission {
        id: permission.id.to_string(),
        name: permission.name.clone(),
        description: permission.description.clone(),
        ..wire::Permission::default()
    }
}

/// Describes the personal details. No telephone number is ever verified here.
fn profile(env: &Environment, user: &User) -> commons::UserProfile {
    let profile = user.profile.clone();
    let given_name = profile.given_name.unwrap_or_default();
    let family_name = profile.family_name.unwrap_or_default();
    let identities = env.identities_of(&user.id).filter_map(|identity| {
        let connection = env.connection(&identity.connection)?;
        Some(external_identity(identity, connection))
    });
    commons::UserProfile {
        id: profile_id(user),
        first_name: given_name.clone(),
        last_name: family_name.clone(),
        given_name,
        family_name,
        name: user.name().unwrap_or_default(),
        locale: profile.locale.unwrap_or_default(),
        email_verified: user.email_verified,
        phone_number: profile.phone_number.unwrap_or_default(),
        phone_number_verified: false,
        metadata: profile.metadata,
        custom_attributes: profile.custom_attributes,
        preferred_username: profile.preferred_username.unwrap_or_default(),
        picture: profile.picture.unwrap_or_default(),
        groups: profile.groups,
        gender: profile.gender.unwrap_or_default(),
        external_identities: identities.collect(),
    }
}

/// Returns the id of a user's profile, which has the digits of the user's own.
pub(in crate::rules::management) fn profile_id(user: &User) -> String {
    user.id.as_str().replacen("usr_", "usp_", 1)
}

/// Describes a user at the identity provider of `connection`.
pub(in crate::rules::management) fn external_identity(
    identity: &Identity,
    connection: &Connection,
) -> commons::ExternalIdentity {
    commons::ExternalIdentity {
        connection_id: connection.id.to_string(),
        connection_type: connection.connection_type.as_str().to_owned(),
        connection_provider: connection.provider.as_str().to_owned(),
        connection_user_id: identity.subject.clone(),
        is_social: connection.is_social(),
        last_login_time: Some(identity.last_login_at),
        created_time: Some(identity.created_at),
        last_synced_time: None,
    }
}

/// Describes the invitation of a membership of `user` that was just mailed again.
pub(super) fn invite(
    user: &User,
    membership: &Membership,
    invitation: &Invitation,
) -> wire::Invite {
    wire::Invite {
        organization_id: membership.organization.to_string(),
        user_id: user.id.to_string(),
        inviter_email: membership.inviter_email.clone(),
        // In lower case, unlike the status of the membership (the example of the OpenAPI document).
        status: "pending_invite".to_owned(),
        created_at: Some(invitation.created_at),
        expires_at: Some(invitation.expires_at),
        resent_at: invitation.resent_at,
        resent_count: saturated(invitation.resent_count),
    }
}
