//! Directories: the users and groups that an organization synchronises from its identity provider.
//!
//! SCIM is not served, so what is in a directory comes from the seed.

mod event;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::event::DirectoryEvent;
use super::named::named;
use super::{
    DirectoryGroupId, DirectoryId, DirectoryUserId, Environment, OrganizationId, Provider,
};

/// A provider's directory that an organization is connected to.
#[derive(Clone, Debug, Serialize)]
pub struct Directory {
    /// `dir_…`
    pub id: DirectoryId,
    /// The organization that owns it.
    pub organization: OrganizationId,
    /// The display name.
    pub name: String,
    /// The way in which it is read.
    pub directory_type: DirectoryType,
    /// The vendor, if it is known.
    pub provider: Option<DirectoryProvider>,
    /// Whether it is synchronised.
    pub enabled: bool,
    /// The users in it.
    pub users: Vec<DirectoryUser>,
    /// The groups in it.
    pub groups: Vec<DirectoryGroup>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its users and groups were last read, if ever.
    pub last_synced_at: Option<Timestamp>,
}

/// A user as the directory has them.
#[derive(Clone, Debug, Serialize)]
pub struct DirectoryUser {
    /// `diruser_…`
    pub id: DirectoryUserId,
    /// The address.
    pub email: String,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The groups that the user is in.
    pub groups: Vec<DirectoryGroupId>,
}

/// A group as the directory has it.
#[derive(Clone, Debug, Serialize)]
pub struct DirectoryGroup {
    /// `dirgroup_…`
    pub id: DirectoryGroupId,
    /// The display name.
    pub name: String,
}

/// The way in which a directory is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum DirectoryType {
    /// The provider pushes its changes.
    Scim,
    /// It is queried by LDAP.
    Ldap,
    /// It is queried by the provider's own API.
    Poll,
}

named! {
    /// The vendor of a directory.
    DirectoryProvider {
        /// Okta
        Okta = "OKTA",
        /// Google
        Google = "GOOGLE",
        /// Microsoft Entra ID
        MicrosoftAd = "MICROSOFT_AD",
        /// Auth0
        Auth0 = "AUTH0",
        /// `OneLogin`
        OneLogin = "ONELOGIN",
        /// `JumpCloud`
        JumpCloud = "JUMPCLOUD",
        /// Ping Identity
        PingIdentity = "PING_IDENTITY",
    }
}

impl DirectoryProvider {
    /// Returns the name that people know its directories by.
    pub fn directory_name(self) -> String {
        let provider = Provider::with_key(self.as_str()).unwrap_or(Provider::Custom);
        format!("{} directory", provider.name())
    }
}

impl Directory {
    /// Returns the directory as the seed makes it at `now`, when the environment begins; it counts as read at that
    /// time.
    pub(super) fn begun(self, now: Timestamp) -> Self {
        Self { created_at: now, last_synced_at: Some(now), ..self }
    }

    /// Returns the users in this group.
    pub fn members(&self, group: &DirectoryGroupId) -> impl Iterator<Item = &DirectoryUser> {
        let users = self.users.iter();
        users.filter(move |user| user.groups.contains(group))
    }

    /// Returns the directory without its users and groups.
    pub(super) fn emptied(&self) -> Self {
        Self {
            id: self.id.clone(),
            organization: self.organization.clone(),
            name: self.name.clone(),
            directory_type: self.directory_type,
            provider: self.provider,
            enabled: self.enabled,
            users: Vec::new(),
            groups: Vec::new(),
            created_at: self.created_at,
            last_synced_at: self.last_synced_at,
        }
    }
}

impl Environment {
    /// Returns all directories, in the order in which they were made, except those of deleted organizations.
    pub(crate) fn directories(&self) -> impl Iterator<Item = &Directory> {
        self.directories
            .values()
            .filter(|directory| self.organization(&directory.organization).is_some())
    }

    /// Returns the directory with this id, for as long as its organization exists.
    pub(crate) fn directory(&self, id: &DirectoryId) -> Option<&Directory> {
        let directory = self.directories.get(id)?;
        self.organization(&directory.organization).is_some().then_some(directory)
    }
}
