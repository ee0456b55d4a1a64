//! Nonsensical requests, all of which are answered.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

use super::super::{Caller, OperationError, RULES, decide, in_json};
use crate::testing::World;
use crate::wire::contract::{CONTRACT, Operation};

/// Texts for fields: ids and addresses of the world, and nonsense.
const TEXTS: [&str; 24] = [
    "",
    "alice@acme.example",
    "new@acme.example",
    "org_100000000000000001",
    "org_2",
    "usr_100000000000000001",
    "usr_2",
    "skc_100000000000000001",
    "skc_100000000000000002",
    "sks_1",
    "conn_1",
    "dir_1",
    "dom_1",
    "role_1",
    "perm_1",
    "ses_1",
    "wac_1",
    "admin",
    "member",
    "acme.example",
    "https://acme.example/callback",
    "https://*.{{org_slug}}.example",
    "20",
    "\0\r\n\u{202e}é %\"'<{}",
];

/// Choices drawn from bytes. When the bytes are used up, every choice is the first.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn next(&mut self) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default())
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.next() % all.len()]
    }

    fn message(&mut self, kind: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(kind.clone());
        for field in kind.fields() {
            // Half of the fields stay absent, and messages are nested no deeper than this.
            if depth < 6 && self.next() % 2 == 1 {
                let value = self.value(&field, depth);
                message.set_field(&field, value);
            }
        }
        message
    }

    fn value(&mut self, field: &FieldDescriptor, depth: usize) -> Value {
        let kind = field.kind();
        if let (true, Kind::Message(entry)) = (field.is_map(), &kind) {
            let value = self.single(&entry.map_entry_value_field().kind(), depth + 1);
            let key = MapKey::String(self.one_of(&TEXTS).to_owned());
            return Value::Map([(key, value)].into());
        }
        if field.is_list() {
            let length = self.next() % 3;
            return Value::List((0..length).map(|_| self.single(&kind, depth)).collect());
        }
        self.single(&kind, depth)
    }

    fn single(&mut self, kind: &Kind, depth: usize) -> Value {
        let number = [0, 1, 2, 3, 20, 300, 86_400, i64::MAX, -1, i64::MIN];
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "any number will do"
        )]
        match kind {
            Kind::Bool => Value::Bool(self.next() % 2 == 1),
            Kind::String => Value::String(self.one_of(&TEXTS).to_owned()),
            Kind::Bytes => Value::Bytes(vec![0xFF, 0].into()),
            Kind::Message(inner) => Value::Message(self.message(inner, depth + 1)),
            Kind::Enum(declared) => {
                let declared: Vec<i32> = declared.values().map(|value| value.number()).collect();
                Value::EnumNumber(self.one_of(&declared))
            }
            Kind::Uint32 | Kind::Fixed32 => Value::U32(self.one_of(&number) as u32),
            Kind::Uint64 | Kind::Fixed64 => Value::U64(self.one_of(&number) as u64),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(self.one_of(&number) as i32),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(self.one_of(&number)),
            Kind::Double => Value::F64(self.one_of(&number) as f64),
            Kind::Float => Value::F32(self.one_of(&number) as f32),
        }
    }
}

fn an_operation() -> impl Strategy<Value = &'static Operation> {
    (0..CONTRACT.operations().len()).prop_map(|index| &CONTRACT.operations()[index])
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..200)
}

/// Checks that `request` is answered without a panic.
fn answered(world: &mut World, operation: &Operation, request: &DynamicMessage) {
    let token = world.own_token();
    let _ = world.transact(|desk| decide(desk, operation, Caller::Bearer(Some(&token)), request));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_contract_has_words_for_is_answered(
        calls in proptest::collection::vec((an_operation(), bytes()), 1..6)
    ) {
        let mut world = World::new();
        for (operation, bytes) in calls {
            let request = Choices(bytes.iter()).message(&operation.input, 0);
            answered(&mut world, operation, &request);
        }
    }

    #[test]
    fn bytes_that_are_a_message_by_chance_are_answered(
        (operation, bytes) in (an_operation(), bytes())
    ) {
        if let Ok(request) = DynamicMessage::decode(operation.input.clone(), bytes.as_slice()) {
            answered(&mut World::new(), operation, &request);
        }
    }
}

#[test]
fn every_struct_has_a_place_for_all_that_the_contract_takes() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let world = World::new();
    for operation in CONTRACT.operations() {
        let rule = &RULES[&operation.name];
        for _ in 0..100 {
            let bytes = bytes().new_tree(&mut runner).expect("nothing is filtered");
            let bytes = bytes.current();
            let request = Choices(bytes.iter()).message(&operation.input, 0);
            // The request skips the checks of options, but not those of values without a meaning.
            let meaningless = CONTRACT.violations(&request).into_iter().any(|violation| {
                let text = violation.description;
                text.starts_with("has no value") || text.starts_with("is no ")
            });
            if meaningless {
                continue;
            }

            // The rule may answer in any way, also to a field that its options would refuse.
            let outcome = world.idp.transact(|desk| rule(desk, in_json(&request)));

            if let Err(OperationError::Invalid(violations)) = outcome {
                let whole = violations.iter().find(|violation| violation.field == "request");
                assert_eq!(whole, None, "{}: {request}", operation.name);
            }
        }
    }
}
