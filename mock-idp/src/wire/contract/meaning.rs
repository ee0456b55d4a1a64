//! What no field may hold, whatever its options: numbers that an enum does not declare, and well-known
//! messages that stand for nothing. Past this, a request can be told in JSON, and read as its struct.

use prost_reflect::{DynamicMessage, Kind, ReflectMessage as _, Value};
use serde::Serialize as _;

/// What a value lacks to mean anything, if it does; to be read after its field's name.
pub(super) fn missing(kind: &Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (Kind::Enum(declared), Value::EnumNumber(number)) => {
            let is_declared = declared.get_value(*number).is_some();
            (!is_declared).then(|| format!("has no value {number}"))
        }
        (_, Value::Message(message)) => {
            let name = message.descriptor().name().to_owned();
            let told = message.serialize(serde_json::value::Serializer);
            told.err().map(|why| format!("is no {name}: {why}"))
        }
        _ => None,
    }
}

/// Whether JSON has its own way of telling it, which not every value of it fits: a timestamp, a struct.
pub(super) fn is_well_known(message: &DynamicMessage) -> bool {
    message.descriptor().package_name() == "google.protobuf"
}
