//! What only the management API of the fake can do. The control API passes it on without a token.

use serde_json::{Value, json};
use toml::Table;

use super::{Fake, FakeError, Person, Registration};

impl Fake {
    /// Returns the secrets of an application, to look for in what it shows. They belong in no report.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn secrets_of(&self, client: &str) -> Result<Vec<String>, FakeError> {
        let seed = self.caller.seed().await?;
        let clients = tables(&seed, "clients");
        let own = clients.filter(|one| text(one, "id") == Some(client));
        let secrets = own.filter_map(|one| one.get("secrets")?.as_array()).flatten();
        Ok(secrets.filter_map(|secret| secret.as_str().map(ToOwned::to_owned)).collect())
    }

    /// Sends an application no messages any more, neither webhooks nor logout tokens, until the next reset: they are carried
    /// to it by hand, or it has to notice by itself.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn withhold_messages(&self, client: &Registration) -> Result<(), FakeError> {
        if !client.back_channel_logout_uris.is_empty() {
            self.send_logout_tokens_to(client, &[]).await?;
        }
        let answer = self.caller.get("webhooks/endpoints", &[]).await?;
        let endpoints = answer["endpoints"].as_array().into_iter().flatten();
        for id in endpoints.filter_map(|endpoint| endpoint["id"].as_str()) {
            self.caller.delete(&format!("webhooks/endpoints/{id}")).await?;
        }
        Ok(())
    }

    /// Sends the logout tokens of an application’s sessions to these addresses, and to no others.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn send_logout_tokens_to(
        &self,
        client: &Registration,
        to: &[&str],
    ) -> Result<(), FakeError> {
        let path = format!("clients/{}/back_channel_logout_uris", client.id);
        self.caller.post(&path, &json!({ "back_channel_logout_uris": to })).await.map(drop)
    }

    /// Gives an organization an identity provider, and returns the id of its connection.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn add_connection(&self, organization: &str) -> Result<String, FakeError> {
        let path = format!("api/v1/organizations/{organization}/connections");
        let new = json!({ "provider": "OKTA", "type": "OIDC" });
        let made = self.caller.post(&path, &new).await?;
        let id = id_of(&path, &made["connection"])?;
        self.caller.patch(&format!("{path}/{id}:enable"), &json!({})).await?;
        Ok(id)
    }

    /// Returns the id of a person's first organization.
    ///
    /// # Errors
    ///
    /// [`FakeError`] if the seed has no such organization.
    pub async fn organization_of(&self, person: &Person) -> Result<String, FakeError> {
        let seed = self.caller.seed().await?;
        let mut organizations = tables(&seed, "organizations");
        let named = |name: &str, one: &Table| text(one, name) == Some(&*person.organization);
        let found = organizations.find(|one| named("name", one) || named("id", one));
        let id = found.and_then(|one| text(one, "id").map(ToOwned::to_owned));
        id.ok_or_else(|| FakeError::strange("seed", "it has no organization of this person"))
    }

    /// Adds somebody to the organization of a person, with an address, and returns them.
    ///
    /// # Errors
    ///
    /// [`FakeError`] if the address is somebody's already.
    pub async fn add_colleague(&self, of: &Person, email: &str) -> Result<Person, FakeError> {
        let organization = self.organization_of(of).await?;
        let path = format!("api/v1/organizations/{organization}/users?send_invitation_email=false");
        let profile = json!({ "first_name": of.given_name, "last_name": of.family_name });
        let new = json!({ "email": email, "user_profile": profile });
        let made = self.caller.post(&path, &new).await?;
        let id = id_of(&path, &made["user"])?;
        Ok(Person { id, email: email.to_owned(), ..of.clone() })
    }

    /// Deletes a person.
    ///
    /// # Errors
    ///
    /// [`FakeError`].
    pub async fn delete_person(&self, person: &Person) -> Result<(), FakeError> {
        self.caller.delete(&format!("api/v1/users/{}", person.id)).await.map(drop)
    }
}

fn tables<'s>(seed: &'s Table, name: &str) -> impl Iterator<Item = &'s Table> {
    let all = seed.get(name).and_then(toml::Value::as_array).into_iter().flatten();
    all.filter_map(toml::Value::as_table)
}

fn text<'t>(table: &'t Table, field: &str) -> Option<&'t str> {
    table.get(field)?.as_str()
}

fn id_of(path: &str, made: &Value) -> Result<String, FakeError> {
    let id = made["id"].as_str().map(ToOwned::to_owned);
    id.ok_or_else(|| FakeError::strange(path, "what was made has no id"))
}
