//! A reply in protobuf's JSON, apart from what Scalekit writes in another way.

use jiff::Timestamp;
use prost_reflect::{
    DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, SerializeOptions,
};
use serde_json::{Map, Value};

use crate::wire::contract::order;

/// Writes a message with names as in the contract, 64-bit integers as strings, absent fields too, and maps in the
/// order of their keys.
pub(crate) fn to_json(message: &DynamicMessage) -> Value {
    let options = SerializeOptions::new().use_proto_field_name(true).skip_default_fields(false);
    let mut json = message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .expect("a message is plain data");
    let descriptor = message.descriptor();
    order::sort(&mut json, &descriptor);
    rewrite(&mut json, &descriptor);
    json
}

/// Rewrites each message within `json` for which Scalekit has a form of its own.
fn rewrite(json: &mut Value, message: &MessageDescriptor) {
    let Value::Object(fields) = json else { return };
    match message.full_name() {
        "scalekit.v1.sessions.SessionDetails" | "scalekit.v1.sessions.RevokedSessionDetails" => {
            null_ends(fields);
        }
        "scalekit.v1.events.ScalekitEvent" => shorten_time(fields),
        _ => {}
    }
    for (name, value) in fields {
        let kind = message.get_field_by_name(name).map(|field| field.kind());
        let Some(Kind::Message(inner)) = kind else { continue };
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, &inner)),
            single => rewrite(single, &inner),
        }
    }
}

/// Adds null for the ends of a session that has not ended, as Scalekit prints it
/// (`docs/sessions.md#session-objects`).
fn null_ends(session: &mut Map<String, Value>) {
    for end in ["expired_at", "logout_at"] {
        session.entry(end).or_insert(Value::Null);
    }
}

/// Writes the time of an event as its webhook does, without zeros at the end of the fraction: protobuf's JSON has
/// three digits of it, six or nine.
fn shorten_time(event: &mut Map<String, Value>) {
    let Some(time) = event.get_mut("occurred_at") else { return };
    let parsed = time.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    if let Some(parsed) = parsed {
        *time = parsed.to_string().into();
    }
}
