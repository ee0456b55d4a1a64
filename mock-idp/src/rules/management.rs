//! The management API: what an application's server may ask and change with its own token.
//!
//! gRPC and REST are two doors to the operations here, one short function each. A request arrives
//! checked against the contract and read into the struct of `wire::management`; the reply leaves as one.

mod auth;
mod auth_log;
mod caller;
mod clients;
mod connections;
mod directories;
mod domains;
mod events;
mod failure;
mod known;
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
pub(crate) use self::events::envelope;
#[cfg(test)]
pub(crate) use self::failure::StatusCode;
pub(crate) use self::failure::{Failure, LONGEST_SENTENCE, excerpt};
use self::page::Asked;
use super::{Desk, Granted, Refused, Ruling};
use crate::wire::contract::{CONTRACT, Operation};

/// A rule, told in JSON so that all of them fit into one table.
type Rule = Box<dyn Fn(&mut Desk<'_>, Value) -> Ruling<Value, Failure> + Send + Sync>;

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

/// Decides on a request: who asks, whether it is in order, and then what its rule says.
pub(crate) fn decide(
    desk: &mut Desk<'_>,
    operation: &Operation,
    caller: Caller<'_>,
    request: &DynamicMessage,
) -> Ruling<DynamicMessage, Failure> {
    admit(desk.env, caller)?;
    let violations = CONTRACT.violations(request);
    if !violations.is_empty() {
        return Err(Failure::Invalid(violations).into());
    }
    let rule =
        RULES.get(&operation.name).ok_or_else(|| Failure::Unimplemented(operation.name.clone()))?;
    let granted = rule(desk, in_json(request))?;
    let reply = DynamicMessage::deserialize(operation.output.clone(), granted.reply)
        .expect("a reply has the shape that the contract says");
    Ok(Granted { reply, events: granted.events })
}

/// Fields by their names in the contract, whole numbers as numbers, and what is not set left out.
fn in_json(request: &DynamicMessage) -> Value {
    let options =
        SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
    request
        .serialize_with_options(serde_json::value::Serializer, &options)
        .expect("a message is plain data")
}

/// The contract takes a request for which its struct has no place. A test holds the two against each other.
fn unreadable(why: &serde_json::Error) -> Failure {
    Failure::invalid("request", format!("cannot be read: {why}"))
}

/// The rules of one service.
struct Service(Vec<(String, Rule)>, &'static str);

impl Service {
    /// A service without operations yet.
    fn named(name: &'static str) -> Self {
        Self(Vec::new(), name)
    }

    /// Adds an operation.
    fn serve<Q, A>(
        mut self,
        method: &str,
        rule: fn(&mut Desk<'_>, &Q) -> Ruling<A, Failure>,
    ) -> Self
    where
        Q: DeserializeOwned + 'static,
        A: Serialize + 'static,
    {
        let name = format!("{}/{method}", self.1);
        let operation = name.clone();
        let told_in_json = move |desk: &mut Desk<'_>, mut request: Value| {
            let asked = Asked::read(&operation, &mut request)?;
            let request: Q = serde_json::from_value(request).map_err(|why| unreadable(&why))?;
            let Granted { reply, events } =
                rule(desk, &request).map_err(|refused: Refused<Failure>| refused)?;
            let mut reply = serde_json::to_value(reply).expect("a reply is plain data");
            asked.mark(&mut reply);
            Ok(Granted { reply, events })
        };
        self.0.push((name, Box::new(told_in_json)));
        self
    }
}

#[cfg(test)]
mod tests;
