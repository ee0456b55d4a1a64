//! Roles and permissions.

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{Permission, Role};
use crate::ids::Ids;
use crate::seed::field_error::{FieldError, FieldPath};
use crate::seed::role as given;

impl Resolver<'_> {
    /// Resolves the permissions. Their ids and those of roles are drawn from a second stream, because they were added
    /// later, and the other ids were to stay.
    pub(in crate::seed) fn permissions(&mut self) -> Vec<Permission> {
        self.check_permissions();
        let ids = self.access_ids.get_or_insert_with(|| self.ids.beside());
        let permissions = self.seed.permissions.iter();
        permissions.map(|given| permission(ids, given)).collect()
    }

    pub(in crate::seed) fn roles(&mut self) -> Vec<Role> {
        let mut ids = self.access_ids.take().unwrap_or_else(|| self.ids.beside());
        let roles = &self.seed.roles;
        self.distinct("roles", "name", roles, |one| Some(one.name.clone()));
        if roles.is_empty() {
            return scalekits_own(&mut ids);
        }
        let path = FieldPath::section("roles");
        self.someone_gets("default_creator", "founds", |role| role.default_creator);
        self.someone_gets("default_member", "joins", |role| role.default_member);
        roles
            .iter()
            .enumerate()
            .map(|(index, role)| self.role(&mut ids, role, &path.item(index)))
            .collect()
    }

    fn role(&mut self, ids: &mut Ids, role: &given::Role, path: &FieldPath) -> Role {
        self.not_blank(&role.name, path.field("name"));
        let names: Vec<&str> =
            self.seed.permissions.iter().map(|permission| permission.name.as_str()).collect();
        for (index, permission) in role.permissions.iter().enumerate() {
            self.exists("permission", permission, &names, path.field("permissions").item(index));
        }
        Role {
            permissions: role.permissions.clone(),
            default_creator: role.default_creator,
            default_member: role.default_member,
            ..plain(ids, &role.name, &role.description)
        }
    }

    /// Notes that no role is given to founders, or to new members, of organizations. Without a default role they
    /// would have no role, and the application would refuse them.
    fn someone_gets(
        &mut self,
        field: &'static str,
        does: &str,
        is_given: fn(&given::Role) -> bool,
    ) {
        if !self.seed.roles.iter().any(is_given) {
            let what = format!("whoever {does} an organization would have no role in it");
            let help = format!("add `{field} = true` to one of the roles");
            let path = FieldPath::section("roles").item(0);
            self.note(FieldError::new(path, what, help));
        }
    }

    fn check_permissions(&mut self) {
        let permissions = &self.seed.permissions;
        self.distinct("permissions", "name", permissions, |one| Some(one.name.clone()));
        for (index, given::Permission { name, .. }) in permissions.iter().enumerate() {
            if !is_resource_and_action(name) {
                let path = FieldPath::section("permissions").item(index).field("name");
                let what = format!("`{name}` is not `resource:action`");
                self.note(FieldError::new(
                    path,
                    what,
                    "name what is acted on, and how, like `invoices:read`",
                ));
            }
        }
    }
}

fn is_resource_and_action(name: &str) -> bool {
    let is_word = |text: &str| !text.is_empty() && !text.contains([':', ' ']);
    name.split_once(':').is_some_and(|(resource, action)| is_word(resource) && is_word(action))
}

fn permission(ids: &mut Ids, given: &given::Permission) -> Permission {
    Permission {
        id: ids.id(),
        name: given.name.clone(),
        description: given.description.clone(),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// Returns a role of the environment that allows nothing.
fn plain(ids: &mut Ids, name: &str, description: &str) -> Role {
    Role {
        id: ids.id(),
        organization: None,
        name: name.to_owned(),
        display_name: spoken(name),
        description: description.to_owned(),
        extends: None,
        permissions: Vec::new(),
        default_creator: false,
        default_member: false,
    }
}

/// Returns a display name: `Support lead` for `support_lead`.
fn spoken(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next();
    first.into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Returns the roles that every Scalekit environment begins with (`docs/management.md#roles-and-memberships`).
fn scalekits_own(ids: &mut Ids) -> Vec<Role> {
    vec![
        Role { default_creator: true, ..plain(ids, "admin", "Whoever founds an organization") },
        Role { default_member: true, ..plain(ids, "member", "Whoever joins one") },
    ]
}
