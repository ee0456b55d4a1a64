//! Users, and where they belong. Whoever was only invited somewhere does not belong there yet.

use crate::environment as there;
use crate::environment::Environment;
use crate::seed::{Membership, Passkey, User};

pub(super) fn users(environment: &Environment) -> Vec<User> {
    environment.users().map(|known| user(environment, known)).collect()
}

fn user(environment: &Environment, known: &there::User) -> User {
    let memberships = known.memberships.iter();
    User {
        id: Some(known.id.to_string()),
        email: known.email.clone(),
        email_verified: known.email_verified,
        given_name: known.profile.given_name.clone(),
        family_name: known.profile.family_name.clone(),
        picture: known.profile.picture.clone(),
        locale: known.profile.locale.clone(),
        external_id: known.external_id.clone(),
        active: known.active,
        memberships: memberships
            .filter(|one| one.is_accepted())
            .filter(|one| environment.organization(&one.organization).is_some())
            .map(|one| membership(environment, one))
            .collect(),
        passkeys: environment.passkeys(&known.id).map(passkey).collect(),
    }
}

/// With the roles that mean something there.
fn membership(environment: &Environment, known: &there::Membership) -> Membership {
    let organization = &known.organization;
    let roles = known.roles.iter();
    let roles = roles.filter(|role| environment.role_in(organization, role).is_some());
    Membership { organization: organization.to_string(), roles: Some(roles.cloned().collect()) }
}

fn passkey(known: &there::Passkey) -> Passkey {
    Passkey { id: Some(known.id.to_string()), display_name: known.display_name.clone() }
}
