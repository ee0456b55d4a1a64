//! Roles and permissions: every role allows what exists.

use super::Drafting;
use crate::environment::Role;
use crate::seed::mistake::{Mistake, Place};
use crate::seed::role as asked;

impl Drafting<'_> {
    pub(super) fn roles(&mut self) -> Vec<Role> {
        self.check_permissions();
        let roles = &self.seed.roles;
        self.distinct("roles", "name", roles, |one| Some(one.name.clone()));
        if roles.is_empty() {
            return scalekits_own();
        }
        let place = Place::section("roles");
        self.someone_gets("default_creator", "founds", |role| role.default_creator);
        self.someone_gets("default_member", "joins", |role| role.default_member);
        roles
            .iter()
            .enumerate()
            .map(|(index, role)| self.role(role, &place.item(index)))
            .collect()
    }

    fn role(&mut self, role: &asked::Role, place: &Place) -> Role {
        self.not_blank(&role.name, place.field("name"));
        let names: Vec<&str> = self
            .seed
            .permissions
            .iter()
            .map(|permission| permission.name.as_str())
            .collect();
        for (index, permission) in role.permissions.iter().enumerate() {
            self.exists(
                "permission",
                permission,
                &names,
                place.field("permissions").item(index),
            );
        }
        Role {
            name: role.name.clone(),
            description: role.description.clone(),
            permissions: role.permissions.clone(),
            default_creator: role.default_creator,
            default_member: role.default_member,
        }
    }

    /// Whoever signs up founds an organization, and whoever joins one is told no role: without a role
    /// that is given to them they would have none, and the application would turn them away.
    fn someone_gets(
        &mut self,
        field: &'static str,
        does: &str,
        is_given: fn(&asked::Role) -> bool,
    ) {
        if !self.seed.roles.iter().any(is_given) {
            let what = format!("whoever {does} an organization would have no role in it");
            let help = format!("add `{field} = true` to one of the roles");
            let place = Place::section("roles").item(0);
            self.note(Mistake::new(place, what, help));
        }
    }

    fn check_permissions(&mut self) {
        let permissions = &self.seed.permissions;
        self.distinct("permissions", "name", permissions, |one| {
            Some(one.name.clone())
        });
        for (index, asked::Permission { name, .. }) in permissions.iter().enumerate() {
            if !is_resource_and_action(name) {
                let place = Place::section("permissions").item(index).field("name");
                let what = format!("`{name}` is not `resource:action`");
                self.note(Mistake::new(
                    place,
                    what,
                    "name what is acted on, and how, like `invoices:read`",
                ));
            }
        }
    }
}

fn is_resource_and_action(name: &str) -> bool {
    let is_word = |text: &str| !text.is_empty() && !text.contains([':', ' ']);
    name.split_once(':')
        .is_some_and(|(resource, action)| is_word(resource) && is_word(action))
}

/// The roles that every Scalekit environment begins with (`behaviours.md` 6.1).
fn scalekits_own() -> Vec<Role> {
    let role = |name: &str, description: &str| Role {
        name: name.to_owned(),
        description: description.to_owned(),
        permissions: Vec::new(),
        default_creator: name == "admin",
        default_member: name == "member",
    };
    vec![
        role("admin", "Whoever founds an organization"),
        role("member", "Whoever joins one"),
    ]
}
