//! The management API over REST, by which an application's server reads and changes an environment.

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
pub use self::sessions::{Device, Session, SessionStatus, UserSessions};
pub use self::users::{Membership, NewUser, Profile, User, UserChange};
use crate::client::Client;
use crate::response::Response;

/// The status of a token that Scalekit does not accept.
const UNAUTHORIZED: u16 = 401;

/// Calls the management API of an environment; from [`Client::management`].
///
/// It authenticates with the application's own credentials: it gets a token when it needs one, keeps
/// it while it is valid, and gets another when Scalekit refuses it. Clones share the token.
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
        read(&self.request(Method::GET, path, query, None).await?)
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
        self.request(Method::DELETE, path, &[], None).await.map(drop)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        body: &impl Serialize,
    ) -> Result<T, ManagementError> {
        let body = serde_json::to_value(body).expect("requests are plain data");
        read(&self.request(method, path, query, Some(&body)).await?)
    }

    /// Sends a request with the cached token; if Scalekit refuses the token, once more with a fresh one.
    async fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
        body: Option<&Value>,
    ) -> Result<Response, ManagementError> {
        // As a segment of a path, these would name another address.
        if path.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            let why = ApiError::invalid_argument("an id or a name is empty");
            return Err(ManagementError::Invalid(why));
        }
        let url = self.client.environment().api(path, query);
        let transport = self.client.transport();
        let token = self.token.current(&self.client).await?;
        let response = transport.send(&method, &url, &token, body).await?;
        if response.status != UNAUTHORIZED {
            return api_error::success_or_error(response);
        }
        let fresh = self.token.replacement_of(&token, &self.client).await?;
        api_error::success_or_error(transport.send(&method, &url, &fresh, body).await?)
    }
}

fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ManagementError> {
    Ok(response.json()?)
}
