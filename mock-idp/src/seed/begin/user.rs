//! People, and where they belong.

use super::super::mistake::{Mistake, Place};
use super::super::person as asked;
use super::Drafting;
use crate::environment::{Membership, Organization, Role, User};

impl Drafting<'_> {
    pub(super) fn users(&mut self, organizations: &[Organization], roles: &[Role]) -> Vec<User> {
        let users = &self.seed.users;
        self.distinct("users", "id", users, |user| user.id.clone());
        self.distinct("users", "email", users, |user| {
            Some(user.email.to_lowercase())
        });
        self.distinct("users", "external_id", users, |user| {
            user.external_id.clone()
        });
        let mut drafted = Vec::new();
        for (index, user) in users.iter().enumerate() {
            let place = Place::section("users").item(index);
            let memberships = self.memberships(&user.memberships, &place, (organizations, roles));
            drafted.push(User {
                memberships,
                ..self.user(user, &place)
            });
        }
        drafted
    }

    fn user(&mut self, user: &asked::User, place: &Place) -> User {
        if !is_an_address(&user.email) {
            let what = format!("`{}` is not an e-mail address", user.email);
            self.mistakes.push(Mistake::new(
                place.field("email"),
                what,
                "write one like `alice@acme.example`",
            ));
        }
        User {
            id: self.id(user.id.as_ref(), place),
            email: user.email.to_lowercase(),
            email_verified: user.email_verified,
            given_name: user.given_name.clone(),
            family_name: user.family_name.clone(),
            picture: user.picture.clone(),
            locale: user.locale.clone(),
            external_id: self.external_id(user.external_id.as_ref(), place),
            active: user.active,
            seeded: true,
            memberships: Vec::new(),
        }
    }

    fn memberships(
        &mut self,
        memberships: &[asked::Membership],
        user: &Place,
        (organizations, roles): (&[Organization], &[Role]),
    ) -> Vec<Membership> {
        let mut drafted: Vec<Membership> = Vec::new();
        for (index, membership) in memberships.iter().enumerate() {
            let place = user.field("memberships").item(index);
            let held = self.held(membership, &place, roles);
            let Some(organization) = self.joined(membership, &place, organizations) else {
                continue;
            };
            if let Some(first) = drafted
                .iter()
                .position(|other| other.organization == organization.id)
            {
                let what = format!("there is a membership in `{}` already", organization.name);
                let help = "write all roles into one membership";
                let first = user.field("memberships").item(first).field("organization");
                self.mistakes
                    .push(Mistake::new(place.field("organization"), what, help).taken_at(&first));
            }
            drafted.push(Membership {
                organization: organization.id.clone(),
                roles: held,
            });
        }
        drafted
    }

    fn joined<'o>(
        &mut self,
        membership: &asked::Membership,
        place: &Place,
        organizations: &'o [Organization],
    ) -> Option<&'o Organization> {
        let asked = &membership.organization;
        let found = organizations
            .iter()
            .find(|known| known.id.as_str() == asked || &known.name == asked);
        if found.is_none() {
            let names = organizations.iter().map(|known| known.name.as_str());
            let noun = ("organization", "organizations");
            self.mistakes.push(Mistake::unknown(
                place.field("organization"),
                noun,
                asked,
                names,
            ));
        }
        found
    }

    /// The roles that a membership names, or those of whoever joins.
    fn held(
        &mut self,
        membership: &asked::Membership,
        place: &Place,
        roles: &[Role],
    ) -> Vec<String> {
        let Some(names) = &membership.roles else {
            return roles
                .iter()
                .filter(|role| role.default_member)
                .map(|role| role.name.clone())
                .collect();
        };
        for (index, name) in names.iter().enumerate() {
            if !roles.iter().any(|role| &role.name == name) {
                let known = roles.iter().map(|role| role.name.as_str());
                let place = place.field("roles").item(index);
                self.mistakes
                    .push(Mistake::unknown(place, ("role", "roles"), name, known));
            }
        }
        names.clone()
    }
}

/// Close enough to RFC 5321's mailboxes to catch what was not meant to be one.
fn is_an_address(text: &str) -> bool {
    let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let parts = text.split_once('@');
    clean && parts.is_some_and(|(local, domain)| !local.is_empty() && is_a_domain(domain))
}

fn is_a_domain(text: &str) -> bool {
    text.split('.').all(|label| !label.is_empty()) && !text.contains('@')
}
