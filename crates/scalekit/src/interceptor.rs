//! Interceptors: Scalekit calls the application in the middle of a flow, and goes on if it may.

mod decision;

use std::fmt;
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use decision::{Decision, NewMembership};

use crate::client::Client;
use crate::webhook::{HeaderNames, Signed, WebhookError, WebhookSecret};

/// The headers of a call to an interceptor, and those by which Scalekit's SDK for Go knows one.
const HEADERS: [HeaderNames; 2] = [
    HeaderNames(["interceptor-id", "interceptor-timestamp", "interceptor-signature"]),
    HeaderNames(["webhook-id", "webhook-timestamp", "webhook-signature"]),
];

/// A verified call to an interceptor: what is about to happen, and for whom.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct InterceptorCall {
    /// The call's id (`interceptor-id`).
    pub id: String,
    /// When the call was signed (`interceptor-timestamp`).
    pub sent_at: SystemTime,
    /// What is about to happen.
    pub trigger: Trigger,
    /// The interceptor's name in Scalekit's dashboard.
    pub display_name: Option<String>,
    /// Who and where.
    pub context: InterceptorContext,
    /// What is documented for this trigger alone: `user`, `organization` or `m2m_token_claims`.
    pub data: Value,
}

/// What is about to happen, unless the application denies it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
#[non_exhaustive]
pub enum Trigger {
    /// `PRE_SIGNUP`: a person is about to create an organization.
    PreSignup,
    /// `PRE_SESSION_CREATION`: a person is about to get a session's tokens.
    PreSessionCreation,
    /// `PRE_USER_INVITATION`: a person is about to be invited into an organization.
    PreUserInvitation,
    /// `PRE_M2M_TOKEN_CREATION`: an organization's client is about to get a token.
    PreM2mTokenCreation,
    /// A trigger that this version of the client does not know, by its name.
    Other(String),
}

impl From<String> for Trigger {
    fn from(name: String) -> Self {
        match name.as_str() {
            "PRE_SIGNUP" => Self::PreSignup,
            "PRE_SESSION_CREATION" => Self::PreSessionCreation,
            "PRE_USER_INVITATION" => Self::PreUserInvitation,
            "PRE_M2M_TOKEN_CREATION" => Self::PreM2mTokenCreation,
            _ => Self::Other(name),
        }
    }
}

/// Who and where: what of it is there depends on the trigger.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct InterceptorContext {
    /// The environment: `env_…`.
    pub environment_id: Option<String>,
    /// The person, if Scalekit knows them already: `usr_…`.
    pub user_id: Option<String>,
    /// The address of the person who signs up, signs in or is invited.
    pub user_email: Option<String>,
    /// The organization: `org_…`.
    pub organization_id: Option<String>,
    /// The client that is about to get a token: `m2morg_…`.
    pub client_id: Option<String>,
    /// The address from which the person, or whoever invites them, comes.
    pub ip_address: Option<String>,
    /// The country of that address, in two letters.
    pub region: Option<String>,
    /// Everything that has no field of its own: `connection_details`, `auth_request`, `user_agent` and more.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Deserialize)]
struct Payload {
    trigger_point: Trigger,
    display_name: Option<String>,
    #[serde(default)]
    interceptor_context: InterceptorContext,
    #[serde(default)]
    data: Value,
}

impl fmt::Debug for InterceptorCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InterceptorCall")
            .field("id", &self.id)
            .field("sent_at", &self.sent_at)
            .field("trigger", &self.trigger)
            .finish_non_exhaustive()
    }
}

/// Prints ids alone: the rest has the `state` of a sign-in, and a person's address.
impl fmt::Debug for InterceptorContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InterceptorContext")
            .field("environment_id", &self.environment_id)
            .field("user_id", &self.user_id)
            .field("organization_id", &self.organization_id)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Verifies a call to an interceptor by its headers and its body as they came, byte for byte, as
    /// [`verify_webhook`](Self::verify_webhook) does. The secret is the interceptors' own.
    ///
    /// ```
    /// use scalekit::{Client, Decision, Trigger, WebhookSecret};
    ///
    /// /// POST /interceptors: returns the body of the answer, which has status 200 in every case.
    /// fn decide(
    ///     client: &Client,
    ///     secret: &WebhookSecret,
    ///     headers: &[(&str, &str)],
    ///     body: &[u8],
    /// ) -> Decision {
    ///     let Ok(call) = client.verify_interceptor(secret, headers.iter().copied(), body) else {
    ///         return Decision::deny("This did not work. Please try again later.");
    ///     };
    ///     let email = call.context.user_email.as_deref().unwrap_or_default();
    ///     match call.trigger {
    ///         Trigger::PreSignup if !email.ends_with("@acme.example") => {
    ///             Decision::deny("Only people of Acme sign up here.")
    ///         }
    ///         Trigger::PreSessionCreation => Decision::allow().claim("tier", "enterprise"),
    ///         _ => Decision::allow(),
    ///     }
    /// }
    /// # let client = Client::builder("https://example.scalekit.com", "skc_123").build()?;
    /// # let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?;
    ///
    /// let forged = decide(&client, &secret, &[("interceptor-id", "msg_1")], b"{}");
    /// assert!(!forged.is_allowed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`WebhookError`]: answer with [`Decision::deny`], because a call that nobody can vouch for must not go on.
    pub fn verify_interceptor<N, V>(
        &self,
        secret: &WebhookSecret,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl AsRef<[u8]>,
    ) -> Result<InterceptorCall, WebhookError>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let signed = Signed::verify(&HEADERS, secret, headers, body.as_ref(), self.now())?;
        let why = "it is no call to an interceptor: `trigger_point` or the context is missing or of the wrong type";
        let payload = serde_json::from_value(signed.payload);
        let payload: Payload = payload.map_err(|_| WebhookError::Payload(why))?;
        Ok(InterceptorCall {
            id: signed.id,
            sent_at: signed.sent_at,
            trigger: payload.trigger_point,
            display_name: payload.display_name,
            context: payload.interceptor_context,
            data: payload.data,
        })
    }
}
