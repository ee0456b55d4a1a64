//! Directories, with their users and groups.

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{
    Directory, DirectoryGroup, DirectoryProvider, DirectoryType, DirectoryUser, Organization,
};
use crate::seed::directory as given;
use crate::seed::field_error::{FieldError, FieldPath};

/// Returns the words for vendors of directories.
pub(in crate::seed) fn directory_providers() -> Vec<String> {
    DirectoryProvider::ALL.iter().map(|one| one.key()).collect()
}

impl Resolver<'_> {
    pub(in crate::seed) fn directories(
        &mut self,
        organizations: &[Organization],
    ) -> Vec<Directory> {
        let directories = &self.seed.directories;
        self.distinct("directories", "id", directories, |one| one.id.clone());
        let mut resolved = Vec::new();
        for (index, directory) in directories.iter().enumerate() {
            let path = FieldPath::section("directories").item(index);
            resolved.extend(self.directory(directory, &path, organizations));
        }
        resolved
    }

    fn directory(
        &mut self,
        given: &given::Directory,
        path: &FieldPath,
        organizations: &[Organization],
    ) -> Option<Directory> {
        self.known_word("provider", &given.provider, &directory_providers(), path);
        let groups: Vec<DirectoryGroup> = given
            .groups
            .iter()
            .map(|name| DirectoryGroup { id: self.ids.id(), name: name.clone() })
            .collect();
        let users = self.directory_users(given, &groups, &path.field("users"));
        let owner_path = path.field("organization");
        let owner = self.organization_named(&given.organization, &owner_path, organizations)?;
        let provider = DirectoryProvider::with_key(&given.provider)?;
        Some(Directory {
            id: self.id(given.id.as_ref(), path),
            organization: owner.id.clone(),
            name: given.name.clone().unwrap_or_else(|| provider.directory_name()),
            directory_type: DirectoryType::Scim,
            provider: Some(provider),
            enabled: given.enabled,
            users,
            groups,
            created_at: Timestamp::UNIX_EPOCH,
            last_synced_at: None,
        })
    }

    fn directory_users(
        &mut self,
        given: &given::Directory,
        groups: &[DirectoryGroup],
        path: &FieldPath,
    ) -> Vec<DirectoryUser> {
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        let mut resolved = Vec::new();
        for (index, user) in given.users.iter().enumerate() {
            let path = path.item(index);
            self.email_address(&user.email, path.field("email"));
            for (index, name) in user.groups.iter().enumerate() {
                self.in_group(name, &names, path.field("groups").item(index));
            }
            let of_theirs = groups.iter().filter(|one| user.groups.contains(&one.name));
            resolved.push(DirectoryUser {
                id: self.ids.id(),
                email: user.email.to_lowercase(),
                given_name: user.given_name.clone(),
                family_name: user.family_name.clone(),
                groups: of_theirs.map(|group| group.id.clone()).collect(),
            });
        }
        resolved
    }

    fn in_group(&mut self, name: &str, names: &[&str], path: FieldPath) {
        if names.is_empty() {
            let what = format!("no group `{name}`");
            let help = format!("give the directory `groups = [\"{name}\"]`");
            self.note(FieldError::new(path, what, help));
        } else {
            self.exists("group", name, names, path);
        }
    }
}
