//! Values that no field may have, whatever its options: numbers that an enum does not declare, and well-known
//! messages without a meaning. After this check a request can be written as JSON, and read as its struct.

use prost_reflect::{DynamicMessage, Kind, ReflectMessage as _, Value};
use serde::Serialize as _;

/// Returns why a value has no meaning, as a clause after its field's name.
pub(super) fn violation(kind: &Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (Kind::Enum(declared), Value::EnumNumber(number)) => {
            let is_declared = declared.get_value(*number).is_some();
            (!is_declared).then(|| format!("has no value {number}"))
        }
        (_, Value::Message(message)) => {
            let name = message.descriptor().name().to_owned();
            let json = message.serialize(serde_json::value::Serializer);
            json.err().map(|why| format!("is no {name}: {why}"))
        }
        _ => None,
    }
}

/// Returns whether JSON has a special form for this message, such as a timestamp or a `Struct`, which not every value
/// fits.
pub(super) fn is_well_known(message: &DynamicMessage) -> bool {
    message.descriptor().package_name() == "google.protobuf"
}
