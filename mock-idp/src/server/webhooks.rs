//! Webhooks and interceptor calls, signed for a test that sends them itself.

use super::MockIdp;
use crate::mint::SignedPayload;
use crate::secret::Secret;
use crate::wire::WebhookKind;

impl MockIdp {
    /// Returns the secret that signs webhooks, `whsec_…`, and that the application verifies them with.
    pub fn webhook_secret(&self) -> Secret {
        self.idp.read(|environment| environment.settings().webhook_secret.text().clone())
    }

    /// Returns the secret that signs calls to interceptors, `whsec_…`.
    pub fn interceptor_secret(&self) -> Secret {
        self.idp.read(|environment| environment.settings().interceptor_secret.text().clone())
    }

    /// Signs the body of a webhook as Scalekit does, with an id of the environment and at its time. The caller sends
    /// it. The official SDKs refuse a time that is more than five minutes off their own clock.
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

    /// Signs the body of a call to an interceptor in the same way.
    pub fn sign_interceptor_call(&self, body: impl Into<String>) -> SignedPayload {
        self.idp.signed(WebhookKind::Interceptor, body.into())
    }
}
