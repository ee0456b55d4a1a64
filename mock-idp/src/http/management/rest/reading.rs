//! The reading of a request from its path, its query and its body, with a sentence about the first malformed field.
//! Its value is not repeated: it may be a secret in the wrong place.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::json::{JsonError, parse};
use super::query;
use super::unknown::Unknowns;
use crate::rules::management::OperationError;
use crate::wire::Redacted;
use crate::wire::contract::{Body, Found, Violation};

/// A request, and its names that are no fields.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) request: DynamicMessage,
    pub(super) unknown: Unknowns,
}

/// Reads a request. The query overrides the body, and the path both.
pub(super) fn request(found: &Found<'_>, query: &str, body: &[u8]) -> Result<Read, OperationError> {
    let input = &found.operation.input;
    let mut request = Map::new();
    match &found.binding.body {
        Body::None => {}
        Body::Whole => {
            if let Value::Object(fields) = parsed(body, "")? {
                request = fields;
            } else {
                return Err(OperationError::invalid("body", "must be a JSON object"));
            }
        }
        Body::Field(field) => {
            request.insert(field.clone(), parsed(body, field)?);
        }
    }
    let mut unknown = Unknowns::default();
    query::fill(&mut request, input, query, &mut unknown)?;
    for (name, value) in &found.fields {
        if let Some(field) = input.get_field_by_name(name) {
            request.remove(field.json_name());
        }
        request.remove(*name);
        query::put(&mut request, input, name, value, &mut unknown)?;
    }
    judge(input, &mut request, "", &mut unknown)?;
    let whole = Value::Object(request);
    let request = DynamicMessage::deserialize(input.clone(), whole)
        .map_err(|_| OperationError::invalid("request", "is not of the operation's type"))?;
    Ok(Read { request, unknown })
}

/// Parses a body; an empty body is an empty object.
fn parsed(body: &[u8], path: &str) -> Result<Value, OperationError> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    parse(body, path).map_err(|not| match not {
        JsonError::Syntax(why) => OperationError::invalid("body", format!("is not JSON: {why}")),
        JsonError::Twice(path) => twice(&path),
    })
}

fn twice(path: &str) -> OperationError {
    OperationError::invalid(&Redacted::of(path).to_string(), "came more than once")
}

/// Refuses the first field that cannot be read, each tried by itself, and removes names that are no fields.
fn judge(
    message: &MessageDescriptor,
    fields: &mut Map<String, Value>,
    path: &str,
    unknown: &mut Unknowns,
) -> Result<(), OperationError> {
    fields.retain(|name, _| {
        let is_known = query::field(message, name).is_some();
        if !is_known {
            unknown.member(message, path, name);
        }
        is_known
    });
    let mut seen: Vec<FieldDescriptor> = Vec::new();
    for (name, value) in fields {
        let here = format!("{path}{}", Redacted::of(name));
        let field = query::field(message, name).expect("what is no field is taken out");
        if seen.contains(&field) {
            return Err(twice(&here));
        }
        judge_one(message, &field, value, &here, unknown)?;
        if !value.is_null() {
            alone_in_its_oneof(&field, &seen, path)?;
        }
        seen.push(field);
    }
    Ok(())
}

fn judge_one(
    message: &MessageDescriptor,
    field: &FieldDescriptor,
    value: &mut Value,
    here: &str,
    unknown: &mut Unknowns,
) -> Result<(), OperationError> {
    judge_names(field, value, here, unknown)?;
    let alone = json!({ field.name(): value });
    let read = DynamicMessage::deserialize(message.clone(), alone);
    read.map(|_| ()).map_err(|_| OperationError::invalid(here, expected(field)))
}

/// Checks the names within the value of a field whose type is a message of the contract.
fn judge_names(
    field: &FieldDescriptor,
    value: &mut Value,
    here: &str,
    unknown: &mut Unknowns,
) -> Result<(), OperationError> {
    let Kind::Message(inner) = field.kind() else {
        return Ok(());
    };
    if field.is_map() || inner.package_name() == "google.protobuf" {
        return Ok(());
    }
    match value {
        Value::Object(fields) => judge(&inner, fields, &format!("{here}."), unknown),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                if let Value::Object(fields) = item {
                    judge(&inner, fields, &format!("{here}[{index}]."), unknown)?;
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Refuses a second field of a oneof.
fn alone_in_its_oneof(
    field: &FieldDescriptor,
    seen: &[FieldDescriptor],
    path: &str,
) -> Result<(), OperationError> {
    let Some(oneof) = field.containing_oneof() else {
        return Ok(());
    };
    let Some(other) = seen.iter().find(|other| other.containing_oneof().as_ref() == Some(&oneof))
    else {
        return Ok(());
    };
    let beside = |field: &FieldDescriptor, other: &FieldDescriptor| Violation {
        field: format!("{path}{}", field.name()),
        description: format!("cannot be said beside {}", other.name()),
    };
    let both = vec![beside(other, field), beside(field, other)];
    Err(OperationError::Invalid(both))
}

/// Returns the type that a field takes, as a clause after its name.
pub(super) fn expected(field: &FieldDescriptor) -> String {
    let one = one(&field.kind());
    match field {
        _ if field.is_map() => "must be an object of texts".to_owned(),
        _ if field.is_list() => format!("must be a list, and each of it {one}"),
        _ => format!("must be {one}"),
    }
}

fn one(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "true or false".to_owned(),
        Kind::String => "a text".to_owned(),
        Kind::Bytes => "a text in base64".to_owned(),
        Kind::Double | Kind::Float => "a number".to_owned(),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "a whole number of 32 bits".to_owned(),
        Kind::Uint32 | Kind::Fixed32 => format!("a whole number from 0 to {}", u32::MAX),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "a whole number of 64 bits".to_owned(),
        Kind::Uint64 | Kind::Fixed64 => format!("a whole number from 0 to {}", u64::MAX),
        Kind::Enum(declared) => {
            let names: Vec<String> = declared.values().map(|one| one.name().to_owned()).collect();
            format!("one of {}", names.join(", "))
        }
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "a time such as 2025-01-15T10:30:00Z".to_owned(),
            "google.protobuf.FieldMask" => "names of fields with commas between".to_owned(),
            _ => query::wrapped(message).map_or_else(|| "an object".to_owned(), |kind| one(&kind)),
        },
    }
}
