//! Webhooks and interceptor calls, signed as [Standard Webhooks] specifies and the official SDKs verify
//! (`docs/webhooks.md#signatures`).
//!
//! The outbox makes a new [`Stamp`] for each attempt, with the same id and secret and its own time.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use jiff::Timestamp;

use crate::environment::{MessageId, WebhookSecret};
use crate::wire::WebhookKind;

/// The headers' values that are signed together with a body.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    pub(crate) kind: WebhookKind,
    pub(crate) secret: WebhookSecret,
    /// The message's id, the same for every attempt.
    pub(crate) id: MessageId,
    /// The time of this attempt. The SDKs refuse a time that is more than five minutes off.
    pub(crate) at: Timestamp,
}

/// A signed body, and the headers that it has to be sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedPayload {
    /// Names in lower case, and values: an id, a time in seconds since 1970, and a signature.
    ///
    /// A webhook has `webhook-*`. A call to an interceptor has `interceptor-*`, and the same values as `webhook-*`,
    /// because the Go SDK reads those alone.
    pub headers: Vec<(&'static str, String)>,
    /// The signed body, to the byte: serialising the JSON anew breaks the signature.
    pub body: String,
}

const WEBHOOK: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
const INTERCEPTOR: [&str; 3] = ["interceptor-id", "interceptor-timestamp", "interceptor-signature"];

/// Signs `body`: HMAC-SHA256 over id, time and body, with dots between.
pub(crate) fn sign(stamp: &Stamp, body: String) -> SignedPayload {
    let (id, seconds) = (&stamp.id, stamp.at.as_second());
    let signature = stamp.secret.signature(&format!("{id}.{seconds}.{body}"));
    let values = [id.to_string(), seconds.to_string(), format!("v1,{signature}")];
    let sets = match stamp.kind {
        WebhookKind::Webhook => &[WEBHOOK][..],
        WebhookKind::Interceptor => &[INTERCEPTOR, WEBHOOK],
    };
    let headers = sets.iter().flat_map(|names| names.iter().copied().zip(values.clone()));
    SignedPayload { headers: headers.collect(), body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Id as _;

    fn stamp(kind: WebhookKind, secret: &str, id: &str, seconds: i64) -> Stamp {
        Stamp {
            kind,
            secret: WebhookSecret::parse(&secret.into()).unwrap(),
            id: MessageId::named(id),
            at: Timestamp::from_second(seconds).unwrap(),
        }
    }

    /// The example that the libraries of Standard Webhooks are tested with.
    #[test]
    fn the_example_of_standard_webhooks_has_its_signature() {
        let stamp = stamp(
            WebhookKind::Webhook,
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
        );

        let signed = sign(&stamp, r#"{"test": 2432232314}"#.to_owned());

        assert_eq!(
            signed.headers,
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
                ("webhook-timestamp", "1614265330".to_owned()),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
            ]
        );
        assert_eq!(signed.body, r#"{"test": 2432232314}"#);
    }

    #[test]
    fn an_interceptor_finds_the_same_under_both_names() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let headers = |kind| sign(&stamp(kind, secret, "msg_1", 1), "{}".to_owned()).headers;

        let (webhook, interceptor) =
            (headers(WebhookKind::Webhook), headers(WebhookKind::Interceptor));

        let values = |headers: &[(&str, String)]| -> Vec<String> {
            headers.iter().map(|(_, value)| value.clone()).collect()
        };
        assert_eq!(interceptor[3..], webhook);
        assert_eq!(values(&interceptor[..3]), values(&webhook));
        let names = interceptor[..3].iter().map(|(name, _)| *name);
        assert!(names.eq(INTERCEPTOR));
    }

    #[test]
    fn a_secret_does_not_print() {
        let stamp =
            stamp(WebhookKind::Webhook, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_1", 1);

        let printed = format!("{stamp:?}");
        assert!(!printed.contains("MfKQ"), "{printed}");
        assert!(!printed.contains("49, 242"), "{printed}");
    }
}
