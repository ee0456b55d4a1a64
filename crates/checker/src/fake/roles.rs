//! The roles of people, changed as an administrator changes them.

use serde_json::json;

use super::{Fake, FakeError, Person};

impl Fake {
    /// Gives a person these roles in their first organization, and takes all others. What was issued before keeps its own.
    ///
    /// # Errors
    ///
    /// [`FakeError`] if there is no such role, or the person is in no organization.
    pub async fn set_roles(&self, person: &Person, roles: &[String]) -> Result<(), FakeError> {
        let path = format!("api/v1/users/{}", person.id);
        let answer = self.caller.get(&path, &[]).await?;
        let organization = answer["user"]["memberships"][0]["organization_id"].as_str();
        let organization =
            organization.ok_or_else(|| FakeError::strange(&path, "the person is nowhere"))?;
        let path = format!("api/v1/memberships/organizations/{organization}/users/{}", person.id);
        let roles: Vec<_> = roles.iter().map(|role| json!({ "name": role })).collect();
        self.caller.patch(&path, &json!({ "roles": roles })).await.map(drop)
    }
}
