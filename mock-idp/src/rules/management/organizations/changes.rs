//! An organization's names, ids and metadata: created, changed and validated.

use jiff::Timestamp;
use url::Url;

use crate::environment::{
    Client, Environment, LONGEST_EXTERNAL_ID, Misfit, Organization, OrganizationId, Region,
    RegisteredUri,
};
use crate::rules::management::OperationError;
use crate::rules::management::mask::Mask;
use crate::wire::contract::Violation;
use crate::wire::management::organizations::{CreateOrganization, UpdateOrganization};

/// The fields that a mask can name, in a mask's spelling.
const FIELDS: [&str; 5] = ["displayName", "externalId", "metadata", "slug", "logoUrl"];

/// Creates an organization as a request describes it.
pub(super) fn create(
    id: OrganizationId,
    given: &CreateOrganization,
    now: Timestamp,
) -> Organization {
    Organization {
        slug: given.slug.clone(),
        external_id: unless_empty(given.external_id.as_ref()),
        metadata: given.metadata.clone(),
        // Scalekit's documents have the United States alone, which is the default too.
        region: if given.region_code == Region::Eu.as_str() { Region::Eu } else { Region::Us },
        logo_url: unless_empty(given.logo_url.as_ref()),
        ..Organization::new(id, &given.display_name, now)
    }
}

/// Returns `known` with the fields changed that the mask names, or without a mask those that are present. An empty
/// text removes the old one: Scalekit documents that of the slug, and the others follow it. New metadata replace all
/// of the old.
pub(super) fn change(
    known: &Organization,
    given: &UpdateOrganization,
    mask: Option<&str>,
) -> Result<Organization, OperationError> {
    let mask = Mask::read("update_mask", mask, &FIELDS)?;
    let mut changed = known.clone();
    if mask.touches("displayName", given.display_name.is_some()) {
        let required = || OperationError::invalid("organization.display_name", "is required");
        changed.name = given.display_name.clone().ok_or_else(required)?;
    }
    if mask.touches("externalId", given.external_id.is_some()) {
        changed.external_id = unless_empty(given.external_id.as_ref());
    }
    if mask.touches("metadata", !given.metadata.is_empty()) {
        changed.metadata = given.metadata.clone();
    }
    if mask.touches("slug", given.slug.is_some()) {
        changed.slug = unless_empty(given.slug.as_ref());
    }
    if mask.touches("logoUrl", given.logo_url.is_some()) {
        changed.logo_url = unless_empty(given.logo_url.as_ref());
    }
    Ok(changed)
}

fn unless_empty(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// Refuses an organization with an invalid value, or with an external id or a slug that another organization has.
pub(super) fn ensure_valid(env: &Environment, draft: &Organization) -> Result<(), OperationError> {
    let mut violations = Vec::new();
    if draft.external_id.as_ref().is_some_and(|id| id.chars().count() > LONGEST_EXTERNAL_ID) {
        violations.push(Violation {
            field: "organization.external_id".into(),
            description: format!("must have at most {LONGEST_EXTERNAL_ID} characters"),
        });
    }
    if draft.logo_url.as_deref().is_some_and(is_not_https) {
        violations.push(Violation {
            field: "organization.logo_url".into(),
            description: "must be an https URL".into(),
        });
    }
    violations.extend(misfits(env, draft));
    if !violations.is_empty() {
        return Err(OperationError::Invalid(violations));
    }
    unique(env, draft, "external id", |one| one.external_id.as_deref())?;
    unique(env, draft, "slug", |one| one.slug.as_deref())
}

/// Returns the violations of new values in `draft` that would not fill a redirect URI's template.
fn misfits(env: &Environment, draft: &Organization) -> Vec<Violation> {
    let before = env.organization(&draft.id);
    let is_new = |misfit: &Misfit<'_>| {
        before.and_then(|before| before.variable(misfit.name)) != draft.variable(misfit.name)
    };
    let uris = env.clients().flat_map(Client::registered_uris);
    let violation = |misfit: Misfit<'_>| Violation {
        field: match misfit.field {
            "metadata" => format!("organization.metadata.{}", misfit.name),
            field => format!("organization.{field}"),
        },
        description: misfit.to_string(),
    };
    // Collected, because each value needs an iteration.
    let uris: Vec<&RegisteredUri> = uris.collect();
    draft.misfits(uris.iter().copied()).filter(is_new).map(violation).collect()
}

fn is_not_https(text: &str) -> bool {
    Url::parse(text).map_or(true, |url| url.scheme() != "https")
}

fn unique(
    env: &Environment,
    draft: &Organization,
    what: &str,
    value: fn(&Organization) -> Option<&str>,
) -> Result<(), OperationError> {
    let Some(wanted) = value(draft) else {
        return Ok(());
    };
    let taken =
        env.organizations().find(|known| known.id != draft.id && value(known) == Some(wanted));
    taken.map_or(Ok(()), |known| {
        let sentence = format!("organization {} has the {what} {wanted} already", known.id);
        Err(OperationError::AlreadyExists(sentence))
    })
}
