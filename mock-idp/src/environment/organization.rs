//! Organizations: the tenants of an application, their settings, and the links to their portals.

mod event;

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use self::event::OrganizationEvent;
use super::{Environment, Filling, OrganizationId, RegisteredUri};
use crate::secret::Secret;

/// Longest id in the application's own system, in characters (`docs/management.md#roles-and-memberships`).
pub(crate) const LONGEST_EXTERNAL_ID: usize = 255;

/// The feature without which an organization has no session policy of its own.
pub(crate) const SESSION_POLICY: &str = "session_policy";

/// For how long an expired link is kept, so that its page can say why it does not work.
const EXPIRED_LINKS_ARE_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// A tenant of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// `org_…`, the `oid` of tokens.
    pub id: OrganizationId,
    /// The display name.
    pub name: String,
    /// Fills `{{org_slug}}` in redirect URIs.
    pub slug: Option<String>,
    /// The id in the application's own system, `xoid` in tokens; fills `{{external_id}}`.
    pub external_id: Option<String>,
    /// Values by free keys. Each fills the template of its key in redirect URIs.
    pub metadata: BTreeMap<String, String>,
    /// The region in which Scalekit would keep its data.
    pub region: Region,
    /// A picture's `https` URL.
    pub logo_url: Option<String>,
    /// The features that were turned on or off, by name.
    pub features: BTreeMap<String, bool>,
    /// Its own bounds on sessions, if it has any.
    pub session_policy: Option<SessionPolicy>,
    /// Most members that it may have; `None` and 0 set no limit.
    pub max_allowed_users: Option<i32>,
    /// The role of new members, if it is not the environment's default.
    pub default_member_role: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The region in which Scalekit would keep an organization's data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Region {
    /// The United States.
    #[default]
    Us,
    /// The European Union.
    Eu,
}

/// How long an organization lets sessions live, in minutes. The environment's own policy stays a bound:
/// the shorter time counts (`docs/sessions.md#session-policies`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SessionPolicy {
    /// The longest life of a session, in use or not.
    pub absolute_minutes: u32,
    /// The longest life of an unused session; `None` without such a bound.
    pub idle_minutes: Option<u32>,
}

/// A link to the portal where an organization's administrator would set up connections and directories.
#[derive(Clone, Debug, Serialize)]
pub struct PortalLink {
    /// The last segment of the link, which opens the portal once.
    pub id: Secret,
    /// The portal's organization.
    pub organization: OrganizationId,
    /// The features that may be set up there, such as `sso`.
    pub features: Vec<&'static str>,
    /// When the link expires.
    pub expires_at: Timestamp,
    /// When it was opened, if it was.
    pub opened_at: Option<Timestamp>,
}

/// A value of an organization that does not fill a template of a registered URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misfit<'a> {
    /// The field of the organization: `slug`, `external_id` or `metadata`.
    pub(crate) field: &'static str,
    /// The name in the template: `org_slug`, `external_id`, or a key of `metadata`.
    pub(crate) name: &'a str,
    /// The URI that has the template.
    pub(crate) uri: &'a RegisteredUri,
    /// What the template stands for.
    pub(crate) filling: Filling,
}

impl Display for Misfit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, uri, filling) = (self.name, self.uri.as_str(), self.filling);
        write!(f, "cannot fill {{{{{name}}}}} of the redirect URI {uri}, which takes {filling}")
    }
}

impl Organization {
    /// Returns an organization that has nothing but a name.
    pub(crate) fn new(id: OrganizationId, name: impl Into<String>, now: Timestamp) -> Self {
        Self {
            id,
            name: name.into(),
            slug: None,
            external_id: None,
            metadata: BTreeMap::new(),
            region: Region::default(),
            logo_url: None,
            features: BTreeMap::new(),
            session_policy: None,
            max_allowed_users: None,
            default_member_role: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Returns the organization as the seed makes it at `now`, when the environment begins.
    pub(super) fn begun(self, now: Timestamp) -> Self {
        Self { created_at: now, updated_at: now, ..self }
    }

    /// Returns the value of `{{variable}}` for this organization.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        match name {
            "org_slug" => self.slug.as_deref(),
            "external_id" => self.external_id.as_deref(),
            other => self.metadata.get(other).map(String::as_str),
        }
    }

    /// Returns the variables whose values do not fill the templates that `uris` have for them.
    pub(crate) fn misfits<'a>(
        &'a self,
        uris: impl Iterator<Item = &'a RegisteredUri> + Clone,
    ) -> impl Iterator<Item = Misfit<'a>> {
        let own = [
            ("slug", "org_slug", self.slug.as_deref()),
            ("external_id", "external_id", self.external_id.as_deref()),
        ];
        let own = own.into_iter().filter_map(|(field, name, value)| Some((field, name, value?)));
        let metadata =
            self.metadata.iter().map(|(name, value)| ("metadata", name.as_str(), value.as_str()));
        own.chain(metadata).flat_map(move |(field, name, value)| {
            uris.clone().filter_map(move |uri| {
                let filling = uri.misfit(name, value)?;
                Some(Misfit { field, name, uri, filling })
            })
        })
    }

    /// Returns the session policy, unless the feature is turned off. Features are on here until they are turned off;
    /// at Scalekit a new organization may begin without this feature.
    pub(crate) fn session_policy(&self) -> Option<SessionPolicy> {
        self.session_policy.filter(|_| self.features.get(SESSION_POLICY) != Some(&false))
    }
}

impl Region {
    /// Returns the region as it travels.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Us => "US",
            Self::Eu => "EU",
        }
    }
}

impl Environment {
    pub(crate) fn organization(&self, id: &OrganizationId) -> Option<&Organization> {
        self.organizations.get(id)
    }

    pub(crate) fn organizations(&self) -> impl Iterator<Item = &Organization> {
        self.organizations.values()
    }

    /// Returns the organizations, each with its number in the list.
    pub(crate) fn numbered_organizations(&self) -> impl Iterator<Item = (u64, &Organization)> {
        self.organizations.numbered()
    }

    pub(crate) fn portal_link(&self, presented: &str) -> Option<&PortalLink> {
        self.portal_links.get(presented)
    }
}
