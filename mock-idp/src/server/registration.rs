//! The configuration of a client.

use std::fmt;

use super::MockIdp;
use crate::environment::{Client, RegisteredUri};
use crate::rules::control::ControlError;
use crate::rules::control::redirects::{self, Purpose};

/// The configuration of a client of the environment.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registration {
    /// `SCALEKIT_ENVIRONMENT_URL`
    pub environment_url: String,
    /// `SCALEKIT_CLIENT_ID`
    pub client_id: String,
    /// `SCALEKIT_CLIENT_SECRET`; a public client has none.
    pub client_secret: Option<String>,
    /// The display name.
    pub name: String,
    /// *Allowed callback URLs*.
    pub redirect_uris: Vec<String>,
    /// *Post logout URLs*.
    pub post_logout_redirect_uris: Vec<String>,
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("environment_url", &self.environment_url)
            .field("client_id", &self.client_id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Registration {
    pub(super) fn of(client: &Client, environment_url: &str) -> Self {
        let texts =
            |uris: &[RegisteredUri]| uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        let secret = client.secrets().first();
        Self {
            environment_url: environment_url.to_owned(),
            client_id: client.id.to_string(),
            client_secret: secret.map(|one| one.secret.reveal().to_owned()),
            name: client.name.clone(),
            redirect_uris: texts(&client.redirect_uris),
            post_logout_redirect_uris: texts(&client.post_logout_redirect_uris),
        }
    }
}

impl MockIdp {
    /// Registers another redirect URI of a client, by name or id. A URI that is registered stays so.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such client, or the URI cannot be registered.
    pub fn register_redirect_uri(&self, client: &str, uri: &str) -> Result<(), ControlError> {
        self.register(client, Purpose::SignIn, uri)
    }

    /// Registers another address of a client, by name or id, for after a logout. An address that is registered stays
    /// so.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such client, or the address cannot be registered.
    pub fn register_post_logout_redirect_uri(
        &self,
        client: &str,
        uri: &str,
    ) -> Result<(), ControlError> {
        self.register(client, Purpose::Logout, uri)
    }

    fn register(&self, client: &str, purpose: Purpose, uri: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| redirects::register(desk.env, client, purpose, uri)).map(drop)
    }
}
