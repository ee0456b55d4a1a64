//! What was sent: mails, webhooks and logout tokens.

use serde_json::json;

use crate::http::console::act::segment;
use crate::http::console::{Act, Visitor};
use crate::http::mailbox;
use crate::http::pages::{DeliveryRow, EndpointRow, Letter, Webhooks};
use crate::idp::Idp;
use crate::outbox::{Delivery, DeliveryStatus};

/// Mails on the page; the mailbox has all.
const MOST_MAILS: usize = 5;

/// Deliveries on the page: what one sign-out causes, and a few before it.
const MOST_DELIVERIES: usize = 8;

/// Returns the newest mails, and how many there are besides.
pub(super) fn mailbox(idp: &Idp) -> (Vec<Letter>, usize) {
    idp.read(|environment| {
        let newest = environment.mails().take(MOST_MAILS);
        let letters = newest.map(|mail| mailbox::letter(environment, mail)).collect();
        (letters, environment.mails().count().saturating_sub(MOST_MAILS))
    })
}

pub(super) fn webhooks(idp: &Idp, visitor: &Visitor) -> Webhooks {
    let endpoints: Vec<_> =
        idp.read(|environment| environment.webhook_endpoints().cloned().collect());
    let (deliveries, total) = idp.last_deliveries(MOST_DELIVERIES);
    let endpoint = |endpoint: crate::environment::WebhookEndpoint| {
        let label = if endpoint.held { "Release" } else { "Hold" };
        let path = format!("/webhooks/endpoints/{}", segment(endpoint.id.as_str()));
        let act = Act::post(label, path).with(json!({ "held": !endpoint.held }));
        let act = act.about(format!("what goes to {}", endpoint.url));
        EndpointRow {
            buttons: visitor.buttons(idp, format!("hold-{}", endpoint.id), [act]),
            url: endpoint.url,
            events: endpoint.events,
            held: endpoint.held,
        }
    };
    Webhooks {
        endpoints: endpoints.into_iter().map(endpoint).collect(),
        more: total - deliveries.len(),
        deliveries: deliveries.iter().map(|delivery| row(idp, visitor, delivery)).collect(),
    }
}

fn row(idp: &Idp, visitor: &Visitor, delivery: &Delivery) -> DeliveryRow {
    let path = format!("/webhooks/deliveries/{}/replay", delivery.number);
    let act = Act::post("Send again", path).with(json!({}));
    let act = act.about(format!("the delivery {}", delivery.number));
    let is_over = matches!(delivery.status, DeliveryStatus::Delivered | DeliveryStatus::Failed);
    DeliveryRow {
        number: delivery.number,
        r#type: delivery.r#type.clone(),
        url: delivery.url.split('?').next().unwrap_or_default().to_owned(),
        status: match delivery.status {
            DeliveryStatus::Waiting => "waiting",
            DeliveryStatus::Held => "held",
            DeliveryStatus::UnderWay => "under way",
            DeliveryStatus::Delivered => "delivered",
            DeliveryStatus::Failed => "failed",
            DeliveryStatus::Cancelled => "cancelled",
        }
        .to_owned(),
        attempts: delivery.attempts.len(),
        next_attempt: delivery.next_attempt,
        buttons: visitor.buttons(
            idp,
            format!("replay-{}", delivery.number),
            is_over.then_some(act),
        ),
    }
}
