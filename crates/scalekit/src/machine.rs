//! Programs without a person: what the token of an organization's client says.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::claims::list_or_null;
use crate::client::Client;
use crate::error::Error;
use crate::numeric_date;
use crate::tokens::AccessToken;

/// Which program sent a request, for which organization, and what it may do: the claims of a verified access
/// token that Scalekit issued to an organization's client (`client_credentials`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MachineClaims {
    /// The client: `m2morg_…`. It is the token's `sub` as well.
    pub client_id: String,
    /// The organization that the client belongs to: `org_…`.
    pub oid: String,
    /// What the client may do, as `action:resource` or whatever the application calls it; a token
    /// without the claim grants nothing.
    #[serde(default, deserialize_with = "list_or_null")]
    pub scopes: Vec<String>,
    /// What the application had written down about the client when it was made.
    #[serde(default)]
    pub custom_claims: Map<String, Value>,
    /// When the token ends.
    #[serde(with = "numeric_date")]
    pub exp: SystemTime,
    /// When the token was issued.
    #[serde(with = "numeric_date")]
    pub iat: SystemTime,
    /// The token's own name: `tkn_…`.
    pub jti: String,
    /// Every claim that has no field of its own.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl MachineClaims {
    /// Says whether the client has this scope, spelt exactly so.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }
}

impl Client {
    /// Verifies an access token that Scalekit issued to an organization's client, for an API of this
    /// application's: signature, issuer, audience and time.
    ///
    /// `audience` is what the API calls itself when clients are made for it. Without one, the token must
    /// have none either: what was made for one API opens no other.
    ///
    /// A person's token is refused, and so is the application's own.
    ///
    /// ```no_run
    /// # async fn deploy(client: scalekit::Client, bearer: &str) -> Result<(), scalekit::Error> {
    /// let robot = client
    ///     .verify_machine_token(&bearer.into(), Some("deploy.acme.example"))
    ///     .await?;
    /// if robot.has_scope("deploy:applications") {
    ///     println!("{} deploys for {}", robot.client_id, robot.oid);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Untrusted`]: the token does not prove what it claims, or has expired: answer 401.
    /// - [`Error::TryLater`]: the environment's keys are needed and cannot be had.
    pub async fn verify_machine_token(
        &self,
        token: &AccessToken,
        audience: Option<&str>,
    ) -> Result<MachineClaims, Error> {
        let jwt = self.verify_presented(token.secret()).await?;
        Ok(self.expected().machine(&jwt, audience, self.now())?)
    }
}
