//! A user as the management API tells them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::HeldRole;
use crate::environment::{
    Connection, ConnectionId, EnvironmentId, Identity, Membership, Organization, OrganizationId,
    Provider, User, UserId,
};

/// `users.User`
#[derive(Debug, Serialize)]
pub(crate) struct Person {
    id: UserId,
    environment_id: EnvironmentId,
    create_time: Timestamp,
    update_time: Timestamp,
    email: String,
    external_id: Option<String>,
    memberships: Vec<Place>,
    user_profile: UserProfile,
    metadata: BTreeMap<String, String>,
    last_login_time: Option<Timestamp>,
}

/// `commons.OrganizationMembership`
#[derive(Debug, Serialize)]
pub(crate) struct Place {
    organization_id: OrganizationId,
    /// Absent until an invitation is accepted.
    join_time: Option<Timestamp>,
    membership_status: &'static str,
    roles: Vec<HeldRole>,
    name: Option<String>,
    metadata: BTreeMap<String, String>,
    display_name: Option<String>,
    inviter_email: Option<String>,
    created_at: Option<Timestamp>,
    accepted_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    provisioning_method: &'static str,
    permissions: Vec<String>,
}

/// `commons.UserProfile`
#[derive(Debug, Serialize)]
pub(crate) struct UserProfile {
    id: String,
    given_name: Option<String>,
    family_name: Option<String>,
    name: Option<String>,
    locale: Option<String>,
    email_verified: bool,
    phone_number: Option<String>,
    metadata: BTreeMap<String, String>,
    custom_attributes: BTreeMap<String, String>,
    first_name: Option<String>,
    last_name: Option<String>,
    preferred_username: Option<String>,
    picture: Option<String>,
    groups: Vec<String>,
    gender: Option<String>,
    external_identities: Vec<ExternalIdentity>,
}

/// `commons.ExternalIdentity`
#[derive(Debug, Serialize)]
pub(crate) struct ExternalIdentity {
    connection_id: ConnectionId,
    connection_type: &'static str,
    connection_provider: Provider,
    connection_user_id: String,
    is_social: bool,
    last_login_time: Timestamp,
    created_time: Timestamp,
}

impl ExternalIdentity {
    /// Who a user is at the identity provider of `connection`.
    pub(crate) fn of(identity: &Identity, connection: &Connection) -> Self {
        Self {
            connection_id: connection.id.clone(),
            connection_type: connection.connection_type.as_str(),
            connection_provider: connection.provider,
            connection_user_id: identity.subject.clone(),
            is_social: connection.is_social(),
            last_login_time: identity.last_login_at,
            created_time: identity.created_at,
        }
    }
}

impl Person {
    /// `user`, who they are at identity providers, and where they belong as `place` tells it.
    pub(crate) fn of(
        user: &User,
        environment: EnvironmentId,
        external_identities: Vec<ExternalIdentity>,
        place: impl Fn(&Membership) -> Place,
    ) -> Self {
        Self {
            id: user.id.clone(),
            environment_id: environment,
            create_time: user.created_at,
            update_time: user.updated_at,
            email: user.email.clone(),
            external_id: user.external_id.clone(),
            memberships: user.memberships.iter().map(place).collect(),
            user_profile: UserProfile { external_identities, ..UserProfile::of(user) },
            metadata: user.metadata.clone(),
            last_login_time: user.last_login_at,
        }
    }
}

impl Place {
    /// A membership of `user` by `now`, with what the roles there are and allow.
    pub(crate) fn of(
        membership: &Membership,
        user: &User,
        organization: Option<&Organization>,
        roles: Vec<HeldRole>,
        permissions: Vec<String>,
        now: Timestamp,
    ) -> Self {
        let invitation = membership.invitation.as_ref();
        let name = organization.map(|organization| organization.name.clone());
        Self {
            organization_id: membership.organization.clone(),
            join_time: membership.joined_at(),
            membership_status: user.status(membership, now).as_str(),
            roles,
            name: name.clone(),
            metadata: membership.metadata.clone(),
            display_name: name,
            inviter_email: membership.inviter_email.clone(),
            created_at: invitation.map(|invitation| invitation.created_at),
            accepted_at: invitation.and_then(|invitation| invitation.accepted_at),
            expires_at: invitation.map(|invitation| invitation.expires_at),
            provisioning_method: membership.provisioned.as_str(),
            permissions,
        }
    }
}

/// Returns the id of a user's profile, which has the digits of the user's own.
pub(crate) fn profile_id(user: &User) -> String {
    user.id.as_str().replacen("usr_", "usp_", 1)
}

impl UserProfile {
    fn of(user: &User) -> Self {
        let profile = user.profile.clone();
        Self {
            id: profile_id(user),
            first_name: profile.given_name.clone(),
            last_name: profile.family_name.clone(),
            given_name: profile.given_name,
            family_name: profile.family_name,
            name: user.name(),
            locale: profile.locale,
            email_verified: user.email_verified,
            phone_number: profile.phone_number,
            metadata: profile.metadata,
            custom_attributes: profile.custom_attributes,
            preferred_username: profile.preferred_username,
            picture: profile.picture,
            groups: profile.groups,
            gender: profile.gender,
            external_identities: Vec::new(),
        }
    }
}
