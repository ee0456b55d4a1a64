//! `/_mock/policies`: how long things live, how strict the environment is, and how people sign in.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{Body, Problem};
use crate::http::refusal::NO_STORE;
use crate::idp::Idp;
use crate::rules::control::policies::{self, PolicyChange};
use crate::seed::Seed;

pub(super) async fn get(State(idp): State<Idp>) -> Response {
    answer(&idp)
}

pub(super) async fn post(State(idp): State<Idp>, Body(change): Body<PolicyChange>) -> Response {
    match idp.transact(|desk| policies::change(desk.env, &change)) {
        Ok(()) => answer(&idp),
        Err(why) => Problem::from(why).into_response(),
    }
}

fn answer(idp: &Idp) -> Response {
    let policies = idp.read(policies::of);
    (NO_STORE, Json(json!({ "policies": policies }))).into_response()
}

/// The schema of a change: what a seed's `[policies]` may have, and `sign_in` of its `[environment]`.
pub(super) fn schema() -> Value {
    let seed = Seed::json_schema();
    let definitions = &seed["definitions"];
    let mut schema = inlined(&definitions["Policies"], definitions);
    schema["properties"]["sign_in"] =
        inlined(&definitions["Environment"]["properties"]["sign_in"], definitions);
    schema
}

/// A schema with those in it that it points at.
fn inlined(schema: &Value, definitions: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut whole = Map::new();
            for (name, member) in members {
                let pointed = member.as_str().filter(|_| name == "$ref");
                match pointed.and_then(|path| definitions.get(path.rsplit('/').next()?)) {
                    Some(definition) => {
                        let Value::Object(definition) = inlined(definition, definitions) else {
                            continue;
                        };
                        whole.extend(definition);
                    }
                    None => _ = whole.insert(name.clone(), inlined(member, definitions)),
                }
            }
            whole.into()
        }
        Value::Array(items) => items.iter().map(|item| inlined(item, definitions)).collect(),
        other => other.clone(),
    }
}
