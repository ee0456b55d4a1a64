//! The JSON Schema of a seed file: what an editor completes it from.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde_json::Value;

use super::Seed;
use super::section::Words;
use crate::environment::Policies;

/// What an editor says of the whole file; the docs of the struct are for those who write Rust.
const ABOUT: &str =
    "What an environment of mock-idp starts with. `mock-idp seed check` says whether it is right.";

impl Seed {
    /// Returns the JSON Schema of a seed file, in draft 7, which every editor for TOML reads. It knows each field,
    /// its type and what it is for; whether names in a seed lead anywhere is known by [`Seed::from_toml`] alone.
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

/// A second: what lives for none is no use to anybody.
const LEAST_LIFETIME: u32 = 1;

/// Returns the schema that the types alone have, without references. Words that a check of the seed knows are not
/// in it: that check takes capitals for small letters, and says more.
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

/// TOML has no null: what is optional is left out. And a description is one paragraph, not lines of source.
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
