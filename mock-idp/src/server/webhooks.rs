//! Webhooks and interceptor calls, as a test signs them for an application.

use super::MockIdp;
use crate::mint::SignedPayload;
use crate::secret::Secret;
use crate::wire::WebhookKind;

impl MockIdp {
    /// What signs webhooks, `whsec_…`: the secret that the application verifies them with.
    pub fn webhook_secret(&self) -> Secret {
        self.idp.read(|environment| environment.settings().webhook_secret.text().clone())
    }

    /// What signs calls to interceptors, `whsec_…`.
    pub fn interceptor_secret(&self) -> Secret {
        self.idp.read(|environment| environment.settings().interceptor_secret.text().clone())
    }

    /// Signs the body of a webhook as Scalekit does, with an id of the environment and at its time. It is
    /// for the caller to send. The official SDKs refuse what is five minutes off their own clock.
    ///
    /// ```
    /// use mock_idp::MockIdp;
    ///
    /// let idp = MockIdp::start();
    ///
    /// let webhook = idp.sign_webhook(r#"{"type":"user.login","object":"User","data":{}}"#);
    ///
    /// let names = webhook.headers.iter().map(|(name, _)| *name);
    /// assert!(names.eq(["webhook-id", "webhook-timestamp", "webhook-signature"]));
    /// ```
    pub fn sign_webhook(&self, body: impl Into<String>) -> SignedPayload {
        self.idp.signed(WebhookKind::Webhook, body.into())
    }

    /// The same for the body of a call to an interceptor.
    pub fn sign_interceptor_call(&self, body: impl Into<String>) -> SignedPayload {
        self.idp.signed(WebhookKind::Interceptor, body.into())
    }
}
