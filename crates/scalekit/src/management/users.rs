//! Users, and their memberships in organizations.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::pages::{Item, ListPage};
use super::{ApiError, Management, ManagementError, Pages, time};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// `usr_…`, the `sub` of their tokens.
    pub id: String,
    /// The address.
    pub email: String,
    /// The id in the application's own system.
    #[serde(default)]
    pub external_id: Option<String>,
    /// When the user was created.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub create_time: Option<SystemTime>,
    /// When the user last signed in.
    #[serde(default, deserialize_with = "time::read_optional")]
    pub last_login_time: Option<SystemTime>,
    /// The memberships in organizations.
    #[serde(default)]
    pub memberships: Vec<Membership>,
    /// The personal details.
    #[serde(default, rename = "user_profile")]
    pub profile: Option<Profile>,
    /// Metadata of the application's own.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// The personal details of a user. Unknown details are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Profile {
    /// The given name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub given_name: String,
    /// The family name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub family_name: String,
    /// The whole name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A BCP 47 language tag.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locale: String,
    /// Whether the address was proven.
    #[serde(skip_serializing)]
    pub email_verified: bool,
}

/// A user's membership in an organization, with its roles.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Membership {
    /// The organization's id.
    pub organization_id: String,
    /// `ACTIVE`, `PENDING_INVITE` and so on.
    pub status: String,
    /// The names of the roles held there.
    pub roles: Vec<String>,
}

impl<'de> Deserialize<'de> for Membership {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            organization_id: String,
            #[serde(default)]
            membership_status: String,
            #[serde(default)]
            roles: Vec<Named>,
        }
        let wire = Wire::deserialize(input)?;
        Ok(Self {
            organization_id: wire.organization_id,
            status: wire.membership_status,
            roles: wire.roles.into_iter().map(|role| role.name).collect(),
        })
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// A user to create, as a member of an organization.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewUser {
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    membership: NewMembership,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_profile: Option<Profile>,
    /// Sent in the query.
    #[serde(skip)]
    is_not_invited: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
struct NewMembership {
    roles: Vec<Value>,
}

impl NewUser {
    /// Begins a user with this address.
    pub fn with_email(email: &str) -> Self {
        Self { email: email.to_owned(), ..Self::default() }
    }

    /// Sets the id in the application's own system.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// Adds a role in the organization, by name. Without any, the user gets the default role of members.
    #[must_use]
    pub fn role(mut self, name: &str) -> Self {
        self.membership.roles.push(json!({ "name": name }));
        self
    }

    /// Sends no mail: the membership is `ACTIVE` at once. It is for people who are informed in another way, or
    /// imported from another system.
    #[must_use]
    pub fn without_invitation(mut self) -> Self {
        self.is_not_invited = true;
        self
    }

    /// Sets given and family name.
    #[must_use]
    pub fn named(mut self, given_name: &str, family_name: &str) -> Self {
        let profile = self.user_profile.get_or_insert_default();
        given_name.clone_into(&mut profile.given_name);
        family_name.clone_into(&mut profile.family_name);
        self
    }
}

/// A change of a user. Fields that are not set stay as they are.
#[derive(Debug, Clone, Default, Serialize)]
pub struct UserChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_profile: Option<Profile>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<String, String>,
}

impl UserChange {
    /// Sets another id in the application's own system.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// Sets other names.
    #[must_use]
    pub fn named(mut self, given_name: &str, family_name: &str) -> Self {
        let profile = self.user_profile.get_or_insert_default();
        given_name.clone_into(&mut profile.given_name);
        family_name.clone_into(&mut profile.family_name);
        self
    }

    /// Adds a key of the application's own.
    #[must_use]
    pub fn metadata(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.to_owned(), value.to_owned());
        self
    }
}

#[doc(hidden)]
#[derive(Debug, Deserialize)]
pub struct UserPage {
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    next_page_token: String,
}

impl From<UserPage> for ListPage<User> {
    fn from(page: UserPage) -> Self {
        Self { items: page.users, next_page_token: page.next_page_token }
    }
}

impl Item for User {
    type Page = UserPage;
}

#[derive(Deserialize)]
struct UserResponse {
    user: User,
}

impl Management {
    /// Fetches a user by the `usr_…` id.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn user(&self, id: &str) -> Result<User, ManagementError> {
        let response: UserResponse = self.get(&["users", id], &[]).await?;
        Ok(response.user)
    }

    /// Fetches a user by the id in the application's own system.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn user_by_external_id(&self, id: &str) -> Result<User, ManagementError> {
        let response: UserResponse = self.get(&["users:external", id], &[]).await?;
        Ok(response.user)
    }

    /// Lists every user of the environment.
    pub fn users(&self) -> Pages<User> {
        Pages::of(self, &["users"])
    }

    /// Lists every user of an organization.
    pub fn users_of(&self, organization_id: &str) -> Pages<User> {
        Pages::of(self, &["organizations", organization_id, "users"])
    }

    /// Creates a user as a member of an organization, and has Scalekit mail an invitation: the membership is
    /// `PENDING_INVITE` until the user follows its link or signs in. See
    /// [`without_invitation`](NewUser::without_invitation) for users who need none.
    ///
    /// # Errors
    ///
    /// [`ManagementError::Conflict`] if the address or the external id is taken,
    /// [`ManagementError::NotFound`] if there is no such organization.
    pub async fn create_user(
        &self,
        organization_id: &str,
        user: NewUser,
    ) -> Result<User, ManagementError> {
        let path = ["organizations", organization_id, "users"];
        let quietly = [("send_invitation_email", "false".to_owned())];
        let query = if user.is_not_invited { &quietly[..] } else { &[] };
        let response: UserResponse = self.post_with(&path, query, &user).await?;
        Ok(response.user)
    }

    /// Changes a user.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn update_user(&self, id: &str, change: UserChange) -> Result<User, ManagementError> {
        let response: UserResponse = self.patch(&["users", id], &change).await?;
        Ok(response.user)
    }

    /// Deletes a user in all organizations, and ends the user's sessions.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such user.
    pub async fn delete_user(&self, id: &str) -> Result<(), ManagementError> {
        self.delete(&["users", id]).await
    }

    /// Replaces a member's roles in an organization. Tokens have the new ones from the next refresh on.
    ///
    /// # Errors
    ///
    /// [`ManagementError::NotFound`] if there is no such member; [`ManagementError::Invalid`] if there is no such
    /// role, or if no role is named: to Scalekit an empty list is an absent one.
    pub async fn set_roles(
        &self,
        organization_id: &str,
        user_id: &str,
        roles: &[&str],
    ) -> Result<User, ManagementError> {
        if roles.is_empty() {
            let why = ApiError::invalid_argument("a member has one role at least");
            return Err(ManagementError::Invalid(why));
        }
        let roles: Vec<Value> = roles.iter().map(|name| json!({ "name": name })).collect();
        let path = ["memberships", "organizations", organization_id, "users", user_id];
        let response: UserResponse = self.patch(&path, &json!({ "roles": roles })).await?;
        Ok(response.user)
    }
}
