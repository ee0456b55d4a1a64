//! The management API, by which an application's server reads and changes an environment with its own token.
//!
//! Each operation is one function, which gRPC and REST share. It takes a request that was checked against the
//! contract, as its struct of `wire::management`, and returns the struct of its reply. The `view` beside a rule makes
//! the structs of its replies from the environment.

mod auth;
mod auth_log;
mod caller;
mod clients;
mod connections;
mod directories;
mod domains;
mod error;
mod events;
mod find;
mod mask;
mod organizations;
pub(crate) mod page;
mod passwordless;
mod permissions;
mod roles;
mod sessions;
mod tokens;
mod users;
mod webauthn;

use std::collections::HashMap;
use std::sync::LazyLock;

use prost_reflect::{DynamicMessage, SerializeOptions};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use self::caller::{Caller, admit};
#[cfg(test)]
pub(crate) use self::error::StatusCode;
pub(crate) use self::error::{LONGEST_SENTENCE, OperationError, excerpt};
pub(crate) use self::events::envelope;
use self::page::ListMark;
pub(crate) use self::sessions::view::session_details;
use super::{Desk, Granted, Refused};
use crate::wire::contract::{CONTRACT, Operation};
use crate::wire::management::Message;

/// What a rule of the management API decides.
type Ruling<T> = super::Ruling<T, OperationError>;

/// A rule, from JSON to JSON so that all of them fit into one table.
type Rule = Box<dyn Fn(&mut Desk<'_>, Value) -> Ruling<Value> + Send + Sync>;

/// The rules by the full name of their operation.
static RULES: LazyLock<HashMap<String, Rule>> = LazyLock::new(|| {
    let services = [
        sessions::service(),
        organizations::service(),
        roles::service(),
        users::service(),
        clients::service(),
        tokens::service(),
        passwordless::service(),
        webauthn::service(),
        events::service(),
        connections::service(),
        domains::service(),
        directories::service(),
        auth::service(),
        auth_log::service(),
    ];
    services.into_iter().flat_map(|service| service.0).collect()
});

/// Decides on a request: admits the caller, validates the request, and carries out its rule.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    operation: &Operation,
    caller: Caller<'_>,
    request: &DynamicMessage,
) -> Ruling<DynamicMessage> {
    admit(desk.env, caller)?;
    let violations = CONTRACT.violations(request);
    if !violations.is_empty() {
        return Err(OperationError::Invalid(violations).into());
    }
    let rule = RULES
        .get(&operation.name)
        .ok_or_else(|| OperationError::Unimplemented(operation.name.clone()))?;
    let granted = rule(desk, in_json(request))?;
    let reply = DynamicMessage::deserialize(operation.output.clone(), granted.reply)
        .expect("a reply has the shape that the contract says");
    Ok(Granted { reply, events: granted.events })
}

/// Writes a request in JSON: fields with their names in the contract, integers as numbers, and no unset fields.
fn in_json(request: &DynamicMessage) -> Value {
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    request
        .serialize_with_options(serde_json::value::Serializer, &options)
        .expect("a message is plain data")
}

/// Returns the error of a request that the contract admits and its struct does not. A test compares the two.
fn unreadable(why: &serde_json::Error) -> OperationError {
    OperationError::invalid("request", format!("cannot be read: {why}"))
}

/// Reads the name of an enum's value; an empty name is an absent value.
fn value_named<T: DeserializeOwned>(name: &str) -> Result<Option<T>, OperationError> {
    if name.is_empty() {
        return Ok(None);
    }
    serde_json::from_value(name.into()).map(Some).map_err(|why| unreadable(&why))
}

/// Returns a number as a signed 32-bit integer, or the greatest one.
fn saturated(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// The rules of one service.
struct Service(Vec<(String, Rule)>, &'static str);

impl Service {
    /// Returns a service without operations.
    fn named(name: &'static str) -> Self {
        Self(Vec::new(), name)
    }

    /// Adds an operation.
    ///
    /// # Panics
    ///
    /// If the rule takes or gives other messages than the operation.
    fn serve<Q, A>(mut self, method: &str, rule: fn(&mut Desk<'_>, &Q) -> Ruling<A>) -> Self
    where
        Q: Message + DeserializeOwned + 'static,
        A: Message + Serialize + 'static,
    {
        let name = format!("{}/{method}", self.1);
        let operation = CONTRACT.named(&name).expect("the contract has the operation");
        assert_eq!((operation.input.full_name(), operation.output.full_name()), (Q::NAME, A::NAME));
        let from_json_to_json = move |desk: &mut Desk<'_>, mut request: Value| {
            let list = ListMark::read(&operation.name, &mut request)?;
            let request: Q = serde_json::from_value(request).map_err(|why| unreadable(&why))?;
            let Granted { reply, events } =
                rule(desk, &request).map_err(|refused: Refused<OperationError>| refused)?;
            let mut reply = serde_json::to_value(reply).expect("a reply is plain data");
            list.mark(&mut reply);
            Ok(Granted { reply, events })
        };
        self.0.push((name, Box::new(from_json_to_json)));
        self
    }
}

#[cfg(test)]
mod tests;
