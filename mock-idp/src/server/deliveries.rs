//! Webhooks and logout tokens, which a test controls through the handle.

use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::MockIdp;
use super::listen::RUNTIME;
use crate::environment::WebhookEndpoint;
use crate::outbox::{Delivery, Replay, UnsettledError};
use crate::rules::control::ControlError;
use crate::rules::webhook::endpoints;

/// The recipients.
impl MockIdp {
    /// Registers an endpoint at this address, for events of these types, or of all types if the list is empty.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if the address is not of this machine (unless the seed lets the fake call others)
    /// or is an endpoint already, or if there is no such type of event.
    pub fn add_webhook_endpoint(
        &self,
        url: &str,
        events: &[&str],
    ) -> Result<WebhookEndpoint, ControlError> {
        let events: Vec<String> = events.iter().map(|&event| event.to_owned()).collect();
        self.idp.transact(|desk| endpoints::create(desk.env, url, &events))
    }

    /// Returns the endpoints, the oldest first.
    pub fn webhook_endpoints(&self) -> Vec<WebhookEndpoint> {
        self.idp.read(|environment| environment.webhook_endpoints().cloned().collect::<Vec<_>>())
    }

    /// Removes an endpoint, given by id or address.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such endpoint.
    pub fn remove_webhook_endpoint(&self, endpoint: &str) -> Result<(), ControlError> {
        self.idp.transact(|desk| endpoints::delete(desk.env, endpoint))
    }

    /// Holds an endpoint's webhooks. [`replay`](Self::replay) then sends them one by one, in any order.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such endpoint.
    pub fn hold_webhooks(&self, endpoint: &str) -> Result<WebhookEndpoint, ControlError> {
        self.idp.transact(|desk| endpoints::hold(desk.env, endpoint, true))
    }

    /// Releases an endpoint: sends its held webhooks, in order.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such endpoint.
    pub fn release_webhooks(&self, endpoint: &str) -> Result<WebhookEndpoint, ControlError> {
        self.idp.transact(|desk| endpoints::hold(desk.env, endpoint, false))
    }

    /// Sends a `logout_token` (OpenID Connect Back-Channel Logout 1.0) to these addresses of a web client, and to no
    /// others, for each session that it took part in and that ended.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such client, if it has no server, or if an address is not of this
    /// machine (unless the seed lets the fake call others).
    pub fn set_back_channel_logout_uris(
        &self,
        client: &str,
        uris: &[&str],
    ) -> Result<(), ControlError> {
        let uris: Vec<String> = uris.iter().map(|&uri| uri.to_owned()).collect();
        self.idp.transact(|desk| endpoints::set_back_channel_logout_uris(desk.env, client, &uris))
    }
}

/// The deliveries.
impl MockIdp {
    /// Returns the webhooks and logout tokens so far, with their outcomes.
    ///
    /// ```
    /// use std::time::Duration;
    /// use mock_idp::{DeliveryStatus, MockIdp, Seed, seed::Webhook};
    ///
    /// // Nobody listens there: the first attempt fails, and three more follow, by the fake's clock.
    /// let idp = MockIdp::start_with(Seed::default().webhook(Webhook::to("http://localhost:1/hooks")));
    /// idp.set_roles("bob@acme.example", "Acme", &["admin"])?;
    /// idp.wait_for_deliveries(Duration::from_secs(20))?;
    ///
    /// let [delivery] = &idp.deliveries()[..] else { panic!("one endpoint, one event") };
    /// assert_eq!(delivery.r#type, "user.organization_membership_updated");
    /// assert_eq!((delivery.status, delivery.attempts.len()), (DeliveryStatus::Waiting, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.idp.deliveries()
    }

    /// Sends a delivery again, given by its number: unchanged, several times, late or forged. Returns the numbers of
    /// the deliveries that are sent. A held delivery that is replayed unchanged is released, and counts as one of
    /// them.
    ///
    /// # Errors
    ///
    /// [`ControlError`] if there is no such delivery, or it cannot be forged like that.
    pub fn replay(&self, delivery: u64, replay: Replay) -> Result<Vec<u64>, ControlError> {
        self.idp.replay(delivery, replay)
    }

    /// Waits until no delivery is under way or due, for so long at most, in real time. It works in every runtime. A
    /// delivery that waits for a retry is due when the [`clock`](Self::clock) reaches its time.
    ///
    /// # Errors
    ///
    /// [`UnsettledError`] names the deliveries that took longer.
    pub async fn deliveries_settled(&self, limit: Duration) -> Result<(), UnsettledError> {
        let (sender, receiver) = oneshot::channel();
        let idp = self.idp.clone();
        RUNTIME.spawn(async move {
            // The receiver is gone if the future was dropped.
            let _ = sender.send(idp.deliveries_settled(limit).await);
        });
        receiver.await.expect("waiting ends within its limit")
    }

    /// Waits in the same way, and blocks the thread. If the receiver runs on the same thread, await
    /// [`deliveries_settled`](Self::deliveries_settled) instead, because a blocked thread receives nothing.
    ///
    /// # Errors
    ///
    /// [`UnsettledError`] names the deliveries that took longer.
    pub fn wait_for_deliveries(&self, limit: Duration) -> Result<(), UnsettledError> {
        let (sender, receiver) = mpsc::channel();
        let idp = self.idp.clone();
        RUNTIME.spawn(async move {
            // The receiver waits below.
            let _ = sender.send(idp.deliveries_settled(limit).await);
        });
        receiver.recv().expect("waiting ends within its limit")
    }
}
