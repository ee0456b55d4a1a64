//! `/_mock/policies`: lifetimes, strictness, and the way in which people sign in.

use std::borrow::Cow;

use axum::http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body::Body;
use super::operation::Operation;
use super::refusal::JournalledError;
use super::reply::Reply;
use crate::environment::Policies;
use crate::http::here::Here;
use crate::idp::Idp;
use crate::rules::control::policies::{self, PolicyChange};
use crate::seed::SignIn;

pub(super) fn operations() -> [Operation; 2] {
    [
        Operation::get(
            "/policies",
            "readPolicies",
            "How long things live, how strict the environment is, and how people sign in",
            read,
        )
        .replies("All policies."),
        Operation::post(
            "/policies",
            "changePolicies",
            "Change policies from now on; those that are left out stay",
            change,
        )
        .description(
            "What lives already keeps the end that it was given. POST /_mock/reset brings the policies back that the environment began with.",
        )
        .replies("All policies, as they are now.")
        .refuses(
            StatusCode::BAD_REQUEST,
            "There is no such policy, or it cannot be that; nothing changed.",
        ),
    ]
}

#[derive(Debug, Serialize, JsonSchema)]
struct PoliciesAnswer {
    policies: AllPolicies,
}

/// Every policy by its name, as a seed writes it.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct AllPolicies(Map<String, Value>);

async fn read(Here(idp): Here) -> Reply<PoliciesAnswer> {
    all(&idp)
}

async fn change(
    Here(idp): Here,
    Body(change): Body<PolicyChange>,
) -> Result<Reply<PoliciesAnswer>, JournalledError> {
    idp.transact(|desk| policies::change(desk.env, &change)).map_err(JournalledError::by_rule)?;
    Ok(all(&idp))
}

fn all(idp: &Idp) -> Reply<PoliciesAnswer> {
    Reply(PoliciesAnswer { policies: AllPolicies(idp.read(policies::of)) })
}

impl JsonSchema for PolicyChange {
    fn schema_name() -> Cow<'static, str> {
        "PolicyChange".into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        policies_with_sign_in(schemas)
    }
}

impl JsonSchema for AllPolicies {
    fn schema_name() -> Cow<'static, str> {
        "Policies".into()
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        let mut schema = policies_with_sign_in(schemas);
        let names: Option<Vec<String>> = schema
            .get("properties")
            .and_then(Value::as_object)
            .map(|all| all.keys().cloned().collect());
        schema.insert("required".to_owned(), json!(names));
        schema
    }
}

/// Returns the schema of a seed's `[policies]`, with `sign_in` of its `[environment]`.
fn policies_with_sign_in(schemas: &mut SchemaGenerator) -> Schema {
    let mut schema = Policies::json_schema(schemas);
    let sign_in = schemas.subschema_for::<SignIn>();
    let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
    let fields = fields.expect("policies are an object");
    // A change leaves policies that it does not name as they are, so no field has a default.
    for field in fields.values_mut().filter_map(Value::as_object_mut) {
        field.remove("default");
    }
    for (lifetime, _) in Policies::default().lifetimes() {
        fields[lifetime]["minimum"] = 1.into();
    }
    fields.insert("sign_in".to_owned(), sign_in.into());
    schema
}
