//! Tenants.

use jiff::Timestamp;

use super::Resolver;
use crate::environment::{Client, LONGEST_EXTERNAL_ID, Organization, RegisteredUri};
use crate::seed::field_error::{FieldError, FieldPath};

impl Resolver<'_> {
    pub(in crate::seed) fn organizations(&mut self, clients: &[Client]) -> Vec<Organization> {
        let organizations = &self.seed.organizations;
        self.distinct("organizations", "id", organizations, |one| one.id.clone());
        self.distinct("organizations", "name", organizations, |one| Some(one.name.clone()));
        self.distinct("organizations", "slug", organizations, |one| one.slug.clone());
        self.distinct("organizations", "external_id", organizations, |one| one.external_id.clone());
        let mut resolved = Vec::new();
        for (index, organization) in organizations.iter().enumerate() {
            let path = FieldPath::section("organizations").item(index);
            self.not_blank(&organization.name, path.field("name"));
            let id = self.id(organization.id.as_ref(), &path);
            resolved.push(Organization {
                slug: organization.slug.clone(),
                external_id: self.external_id(organization.external_id.as_ref(), &path),
                metadata: organization.metadata.clone(),
                ..Organization::new(id, &organization.name, Timestamp::UNIX_EPOCH)
            });
        }
        self.check_templates(&resolved, clients);
        resolved
    }

    /// Notes each value that would change more of a redirect URI than the template that it fills.
    fn check_templates(&mut self, organizations: &[Organization], clients: &[Client]) {
        let uris: Vec<&RegisteredUri> = clients.iter().flat_map(Client::registered_uris).collect();
        for (index, organization) in organizations.iter().enumerate() {
            let path = FieldPath::section("organizations").item(index);
            for misfit in organization.misfits(uris.iter().copied()) {
                let (name, uri) = (misfit.name, misfit.uri.as_str());
                let what = format!("this cannot fill {{{{{name}}}}} of `{uri}`");
                let help = format!("write {}", misfit.filling);
                self.note(FieldError::new(path.field(misfit.field), what, help));
            }
        }
    }

    /// Returns the external id of an organization or a user, and notes one that is too long.
    pub(super) fn external_id(&mut self, id: Option<&String>, path: &FieldPath) -> Option<String> {
        let path = path.field("external_id");
        if id.is_some_and(|id| id.chars().count() > LONGEST_EXTERNAL_ID) {
            let what = format!("this is longer than {LONGEST_EXTERNAL_ID} characters");
            let help = "write the key of a row in your own system";
            self.note(FieldError::new(path, what, help));
        }
        id.cloned()
    }
}
