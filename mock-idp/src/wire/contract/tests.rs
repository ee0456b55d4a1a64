//! Values that no request of any operation may have.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

use super::{CONTRACT, Violation, order};

/// Returns the paths of all fields of `message` and of the messages in it.
fn paths(message: &MessageDescriptor) -> Vec<Vec<FieldDescriptor>> {
    let mut found = Vec::new();
    for field in message.fields() {
        found.push(vec![field.clone()]);
        if let Kind::Message(inner) = field.kind()
            && inner.package_name() != "google.protobuf"
            && !field.is_map()
        {
            let below = paths(&inner).into_iter();
            found.extend(below.map(|path| [vec![field.clone()], path].concat()));
        }
    }
    found
}

/// Returns a message with only the field at the end of the path set.
fn only(message: &MessageDescriptor, path: &[FieldDescriptor], value: &Value) -> DynamicMessage {
    let mut built = DynamicMessage::new(message.clone());
    let Some((field, rest)) = path.split_first() else {
        return built;
    };
    let value = match field.kind() {
        Kind::Message(inner) if !rest.is_empty() => Value::Message(only(&inner, rest, value)),
        _ => value.clone(),
    };
    let value = if field.is_list() { Value::List(vec![value]) } else { value };
    built.set_field(field, value);
    built
}

/// Returns the path's name in a violation; of a list it is the first item.
fn name(path: &[FieldDescriptor]) -> String {
    let names = path.iter().map(|field| {
        let index = if field.is_list() { "[0]" } else { "" };
        format!("{}{index}", field.name())
    });
    names.collect::<Vec<_>>().join(".")
}

/// The values of maps are strings, so they need no check.
#[test]
fn every_map_is_of_texts() {
    let requests = CONTRACT.operations().iter();
    let maps = requests
        .flat_map(|operation| paths(&operation.input))
        .filter_map(|path| path.last().filter(|field| field.is_map()).cloned());

    for map in maps {
        let Kind::Message(entry) = map.kind() else { unreachable!("a map is a list of entries") };
        let value = entry.map_entry_value_field().kind();
        assert_eq!(value, Kind::String, "{}", map.full_name());
    }
}

#[test]
fn no_enum_of_any_operation_takes_a_number_that_it_does_not_declare() {
    let mut judged = 0;
    for operation in CONTRACT.operations() {
        for path in paths(&operation.input) {
            let Some(Kind::Enum(_)) = path.last().map(FieldDescriptor::kind) else {
                continue;
            };
            let request = only(&operation.input, &path, &Value::EnumNumber(9_999));

            let violation =
                Violation { field: name(&path), description: "has no value 9999".to_owned() };
            let violations = CONTRACT.violations(&request);
            assert!(
                violations.contains(&violation),
                "{}: {violations:?} lack {violation:?}",
                operation.name
            );
            judged += 1;
        }
    }
    assert!(judged > 20, "only {judged} enums were found");
}

/// Returns the operation's request, in which the first field of this well-known type has this value.
fn with_first(operation: &str, kind: &str, value: DynamicMessage) -> (DynamicMessage, String) {
    let operation = CONTRACT.named(&format!("scalekit.v1.{operation}"));
    let input = &operation.expect("it is served").input;
    let path = paths(input).into_iter().find(|path| {
        let last = path.last().map(FieldDescriptor::kind);
        matches!(last, Some(Kind::Message(last)) if last.name() == kind)
    });
    let path = path.expect("the request has such a field");
    (only(input, &path, &Value::Message(value)), name(&path))
}

fn well_known(kind: &str) -> DynamicMessage {
    let pool = CONTRACT.error_info().parent_pool();
    let kind = pool.get_message_by_name(&format!("google.protobuf.{kind}"));
    DynamicMessage::new(kind.expect("the contract imports it"))
}

#[test]
fn a_well_known_message_that_stands_for_nothing_is_refused_by_its_name() {
    let mut not_a_number = well_known("Value");
    not_a_number.set_field_by_name("number_value", Value::F64(f64::NAN));
    let mut attributes = well_known("Struct");
    let one = [(MapKey::String("a".into()), Value::Message(not_a_number))];
    attributes.set_field_by_name("fields", Value::Map(one.into()));
    let mut never = well_known("Timestamp");
    never.set_field_by_name("seconds", Value::I64(i64::MAX));
    let mut nowhere = well_known("FieldMask");
    let paths = vec![Value::String("not_a__path".into())];
    nowhere.set_field_by_name("paths", Value::List(paths));

    let refused = [
        ("auth.AuthService/UpdateLoginUserDetails", "Struct", attributes),
        ("events.EventsService/ListEventsPaginated", "Timestamp", never),
        ("clients.ClientService/UpdateClient", "FieldMask", nowhere),
    ]
    .map(|(operation, kind, value)| {
        let (request, field) = with_first(operation, kind, value);
        let mut violations = CONTRACT.violations(&request).into_iter();
        let ours = violations.find(|violation| violation.field == field);
        format!("{field} {}", ours.expect("it is refused").description)
    });

    insta::assert_snapshot!(refused.join("\n"), @"
    user.custom_attributes is no Struct: cannot serialize non-finite double in google.protobuf.Value
    filter.start_time is no Timestamp: timestamp out of range
    mask is no FieldMask: cannot roundtrip field name through camelcase
    ");
}

#[test]
fn a_map_is_in_the_order_of_its_keys_in_grpc_and_rest() {
    let operation = CONTRACT.named("scalekit.v1.organizations.OrganizationService/GetOrganization");
    let output = &operation.expect("it is served").output;
    let metadata = r#"{"h":"8","b":"2","d":"4","a":"1","g":"7","c":"3","f":"6","e":"5"}"#;
    let text = format!(r#"{{"organization":{{"id":"org_1","metadata":{metadata}}}}}"#);
    let organization = || {
        let mut text = serde_json::Deserializer::from_str(&text);
        DynamicMessage::deserialize(output.clone(), &mut text).expect("it is one")
    };

    let bytes = order::encode(&organization());
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    order::sort(&mut json, output);

    for _ in 0..10 {
        assert_eq!(order::encode(&organization()), bytes);
    }
    let decoded = DynamicMessage::decode(output.clone(), &bytes[..]);
    assert_eq!(decoded.expect("it is a message"), organization());
    let letters: String =
        bytes.iter().filter(|b| b"abcdefgh".contains(b)).map(|b| *b as char).collect();
    assert!(letters.ends_with("abcdefgh"), "{letters}");
    insta::assert_snapshot!(json, @r#"{"organization":{"id":"org_1","metadata":{"a":"1","b":"2","c":"3","d":"4","e":"5","f":"6","g":"7","h":"8"}}}"#);
}
