//! The JSON Schema of a seed file, by which editors complete it.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde_json::Value;

use super::Seed;
use super::section::Words;
use crate::environment::Policies;

/// The description of the whole file, for editors; the struct's own is for Rust.
const ABOUT: &str =
    "What an environment of mock-idp starts with. `mock-idp seed check` says whether it is right.";

impl Seed {
    /// Returns the JSON Schema of a seed file, in draft 7, which every editor for TOML reads. It has each field with
    /// its type and description; whether the names in a seed exist, [`Seed::from_toml`] alone checks.
    ///
    /// ```
    /// let schema = mock_idp::Seed::json_schema();
    ///
    /// assert_eq!(schema["properties"]["clients"]["type"], "array");
    /// ```
    pub fn json_schema() -> Value {
        let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<Self>();
        RecursiveTransform(as_in_toml).transform(&mut schema);
        let mut define = |table: &str, field: &str, keyword: &str, value: Value| {
            let field = format!("/definitions/{table}/properties/{field}");
            let field = schema.pointer_mut(&field).and_then(Value::as_object_mut);
            field.expect("a field of the seed").insert(keyword.to_owned(), value);
        };
        for (table, Words { field, keyword, value }) in Self::words() {
            define(table, field, keyword, value);
        }
        for (field, _) in Policies::default().lifetimes() {
            define("Policies", field, "minimum", LEAST_LIFETIME.into());
        }
        schema.insert("title".to_owned(), "A seed of mock-idp".into());
        schema.insert("description".to_owned(), ABOUT.into());
        schema.to_value()
    }
}

/// The shortest lifetime, in seconds.
const LEAST_LIFETIME: u32 = 1;

/// Returns the schema of the types alone, without references. Lists of words are not in it: the seed's own check
/// ignores case, and has better messages.
pub(super) fn of_structure() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Seed>();
    RecursiveTransform(as_in_toml).transform(&mut schema);
    let mut schema = schema.to_value();
    for (field, _) in Policies::default().lifetimes() {
        schema["properties"]["policies"]["properties"][field]["minimum"] = LEAST_LIFETIME.into();
    }
    schema
}

/// Adapts a schema to TOML: no null, because optional fields are left out; and descriptions of one paragraph instead
/// of lines of source.
fn as_in_toml(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
    }
}
