//! Users, and their memberships.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{Contents, Membership, Organization, Profile, Provisioned, Role, User};
use crate::seed::field_error::{FieldError, FieldPath};
use crate::seed::person as given;

/// A placeholder for the time at which the environment begins, which sets it then.
const UNKNOWN_YET: Timestamp = Timestamp::UNIX_EPOCH;

impl Resolver<'_> {
    pub(in crate::seed) fn users(&mut self, known: &Contents) -> Vec<User> {
        let users = &self.seed.users;
        self.distinct("users", "id", users, |one| one.id.clone());
        self.distinct("users", "email", users, |one| Some(one.email.to_lowercase()));
        self.distinct("users", "external_id", users, |one| one.external_id.clone());
        let mut resolved = Vec::new();
        for (index, user) in users.iter().enumerate() {
            let path = FieldPath::section("users").item(index);
            let memberships =
                self.memberships(&user.memberships, &path.field("memberships"), known);
            resolved.push(User { memberships, ..self.user(user, &path) });
        }
        resolved
    }

    fn user(&mut self, user: &given::User, path: &FieldPath) -> User {
        self.email_address(&user.email, path.field("email"));
        let id = self.id(user.id.as_ref(), path);
        let profile = Profile {
            given_name: user.given_name.clone(),
            family_name: user.family_name.clone(),
            picture: user.picture.clone(),
            locale: user.locale.clone(),
            ..Profile::default()
        };
        User {
            email_verified: user.email_verified,
            profile,
            external_id: self.external_id(user.external_id.as_ref(), path),
            active: user.active,
            seeded: true,
            ..User::new(id, user.email.to_lowercase(), UNKNOWN_YET)
        }
    }

    fn memberships(
        &mut self,
        memberships: &[given::Membership],
        path: &FieldPath,
        known: &Contents,
    ) -> Vec<Membership> {
        let mut resolved = Vec::new();
        let mut first = BTreeMap::new();
        for (index, membership) in memberships.iter().enumerate() {
            let path = path.item(index);
            let roles = self.held(membership, &path, &known.roles);
            let path = path.field("organization");
            let Some(organization) =
                self.organization_named(&membership.organization, &path, &known.organizations)
            else {
                continue;
            };
            if let Some(first) = first.insert(&organization.id, path.clone()) {
                let what = format!("there is a membership in `{}` already", organization.name);
                let help = "write all roles into one membership";
                self.note(FieldError::new(path, what, help).taken_at(&first));
            }
            resolved.push(Membership::new(
                organization.id.clone(),
                roles,
                Provisioned::DirectProvision,
                UNKNOWN_YET,
            ));
        }
        resolved
    }

    /// Returns the organization with this name or id.
    pub(super) fn organization_named<'o>(
        &mut self,
        given: &str,
        path: &FieldPath,
        organizations: &'o [Organization],
    ) -> Option<&'o Organization> {
        let found =
            organizations.iter().find(|known| known.id.as_str() == given || known.name == given);
        if found.is_none() {
            let names: Vec<&str> = organizations.iter().map(|known| known.name.as_str()).collect();
            self.note(FieldError::unknown(path.clone(), "organization", given, &names));
        }
        found
    }

    /// Returns the roles that a membership names, or the default roles of new members.
    fn held(
        &mut self,
        membership: &given::Membership,
        path: &FieldPath,
        roles: &[Role],
    ) -> Vec<String> {
        let Some(held) = &membership.roles else {
            return roles
                .iter()
                .filter(|role| role.default_member)
                .map(|role| role.name.clone())
                .collect();
        };
        let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
        for (index, name) in held.iter().enumerate() {
            self.exists("role", name, &names, path.field("roles").item(index));
        }
        held.clone()
    }
}
