//! Encodes messages with maps in a fixed order, so that equal answers have equal bytes.

use prost::Message as _;
use prost::encoding::{WireType, encode_key, encode_varint};
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value,
};
use serde_json::Value as Json;

/// Encodes a message, with its maps in the order of their keys.
pub(crate) fn encode(message: &DynamicMessage) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (field, value) in message.fields() {
        match value {
            Value::Map(pairs) => {
                let mut pairs: Vec<(&MapKey, &Value)> = pairs.iter().collect();
                pairs.sort_unstable_by_key(|(key, _)| *key);
                for (key, value) in pairs {
                    put(&field, &entry(&field, key, value), &mut bytes);
                }
            }
            Value::Message(inner) => put(&field, inner, &mut bytes),
            Value::List(items) if matches!(field.kind(), Kind::Message(_)) => {
                for inner in items.iter().filter_map(Value::as_message) {
                    put(&field, inner, &mut bytes);
                }
            }
            plain => {
                let mut alone = DynamicMessage::new(message.descriptor());
                alone.set_field(&field, plain.clone());
                bytes.extend(alone.encode_to_vec());
            }
        }
    }
    bytes
}

/// Writes a message within a message: its field, its length, and its bytes.
fn put(field: &FieldDescriptor, inner: &DynamicMessage, bytes: &mut Vec<u8>) {
    let inner = encode(inner);
    encode_key(field.number(), WireType::LengthDelimited, bytes);
    encode_varint(inner.len() as u64, bytes);
    bytes.extend(inner);
}

/// Returns an entry of a map as a message: in protobuf a map is a list of entries.
fn entry(field: &FieldDescriptor, key: &MapKey, value: &Value) -> DynamicMessage {
    let Kind::Message(kind) = field.kind() else { unreachable!("a map is a list of entries") };
    let mut entry = DynamicMessage::new(kind.clone());
    entry.set_field(&kind.map_entry_key_field(), key.clone().into());
    entry.set_field(&kind.map_entry_value_field(), value.clone());
    entry
}

/// Sorts the maps of a message in JSON, whose names are the contract's, by their keys.
pub(crate) fn sort(json: &mut Json, message: &MessageDescriptor) {
    if message.package_name() == "google.protobuf" {
        return json.sort_all_objects();
    }
    let Json::Object(fields) = json else { return };
    for (name, value) in fields {
        let kind = message.get_field_by_name(name).map(|field| field.kind());
        let Some(Kind::Message(inner)) = kind else {
            continue;
        };
        match value {
            Json::Object(pairs) if inner.is_map_entry() => pairs.sort_keys(),
            Json::Array(items) => items.iter_mut().for_each(|item| sort(item, &inner)),
            value => sort(value, &inner),
        }
    }
}
