//! The management API: what an application's own server may see and change, over REST.

mod api_error;
mod organizations;
mod own_token;
mod pages;
mod permissions;
mod roles;
mod sessions;
mod time;
mod users;

use std::sync::Arc;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::api_error::{ApiError, ManagementError};
pub use self::organizations::{NewOrganization, Organization, OrganizationChange};
use self::own_token::OwnToken;
pub use self::pages::Pages;
pub use self::permissions::Permission;
pub use self::roles::{NewRole, Role, RoleChange};
pub use self::sessions::{Device, Session, SessionStatus, SessionsOf};
pub use self::users::{Membership, NewUser, Profile, User, UserChange};
use crate::answer::Answer;
use crate::client::Client;

/// The status of a token that Scalekit does not accept.
const UNAUTHORIZED: u16 = 401;

/// An application's door to the management API of its environment; from [`Client::management`].
///
/// It authenticates with the application's own credentials: it gets a token when it needs one, keeps
/// it for as long as it is good, and gets another when Scalekit does not take it any more. Clones share it.
///
/// ```no_run
/// # async fn sign_out_everywhere(client: scalekit::Client) -> Result<(), scalekit::management::ManagementError> {
/// let management = client.management();
/// let sessions = management.sessions_of("usr_100000000000000001").active().all().await?;
/// println!("{} devices", sessions.len());
/// let ended = management.revoke_sessions_of("usr_100000000000000001").await?;
/// println!("{ended} of them signed out");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Management {
    client: Client,
    token: Arc<OwnToken>,
}

impl Management {
    pub(crate) fn of(client: Client) -> Self {
        Self { client, token: Arc::default() }
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<T, ManagementError> {
        read(&self.ask(Method::GET, path, query, None).await?)
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        self.post_with(path, &[], body).await
    }

    async fn post_with<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        self.send(Method::POST, path, query, body).await
    }

    async fn patch<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        self.send(Method::PATCH, path, &[], body).await
    }

    async fn put<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        self.send(Method::PUT, path, &[], body).await
    }

    async fn delete(&self, path: &[&str]) -> Result<(), ManagementError> {
        self.ask(Method::DELETE, path, &[], None).await.map(drop)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        let body = serde_json::to_value(body).expect("requests are plain data");
        read(&self.ask(method, path, query, Some(&body)).await?)
    }

    /// Asks with a token that is good as far as anybody knows; and if Scalekit knows better, once more
    /// with a fresh one.
    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> Result<Answer, ManagementError> {
        // As a segment of a path, none of these would name anything: another address would be asked.
        if path.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            let why = ApiError::not_asked("an id or a name is empty");
            return Err(ManagementError::Invalid(why));
        }
        let url = self.client.environment().api(path, query);
        let transport = self.client.transport();
        let token = self.token.good(&self.client).await?;
        let answer = transport.send(&method, &url, &token, body).await?;
        if answer.status != UNAUTHORIZED {
            return api_error::accepted(answer);
        }
        let fresh = self.token.instead_of(&token, &self.client).await?;
        api_error::accepted(transport.send(&method, &url, &fresh, body).await?)
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, ManagementError> {
    Ok(answer.json()?)
}
