//! Checks the bodies of webhooks against Scalekit's documents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The documented shapes of webhooks.
static DOCUMENTED: LazyLock<Documented> = LazyLock::new(|| {
    serde_json::from_str(include_str!("documented.json")).expect("the table is well-formed")
});

/// The validators of the types that the fake sends.
static VALIDATORS: LazyLock<BTreeMap<&str, Validator>> = LazyLock::new(|| {
    let types = DOCUMENTED.types.iter();
    let caused = types.filter_map(|(name, row)| Some((name, row, row.data.as_deref()?)));
    caused.map(|(name, row, data)| (name.as_str(), DOCUMENTED.validator(name, row, data))).collect()
});

/// The table of shapes. Its notation is explained in its file.
#[derive(Deserialize)]
struct Documented {
    envelope: Shape,
    types: BTreeMap<String, Row>,
    shapes: BTreeMap<String, Shape>,
}

/// The format of each field, by its name.
type Shape = BTreeMap<String, String>;

/// A type of event.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub(crate) object: String,
    pub(crate) display_name: String,
    pub(crate) data: Option<String>,
}

impl Documented {
    fn validator(&self, name: &str, row: &Row, data: &str) -> Validator {
        let mut schema = object(&self.envelope);
        let fixed = [("type", name), ("object", &row.object), ("display_name", &row.display_name)];
        for (field, value) in fixed {
            schema["properties"][field] = json!({ "const": value });
        }
        schema["properties"]["data"] = self.format(data);
        let shapes = self.shapes.iter().map(|(name, shape)| (name.clone(), object(shape)));
        schema["$defs"] = shapes.collect::<Map<_, _>>().into();
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .expect("the table makes a schema")
    }

    fn format(&self, format: &str) -> Value {
        assert!(self.shapes.contains_key(format), "the table has no shape `{format}`");
        json!({ "$ref": format!("#/$defs/{}", format.replace(' ', "%20")) })
    }
}

/// Returns the schema of an object that has these fields and no others.
fn object(shape: &Shape) -> Value {
    let name = |field: &String| field.trim_end_matches('!').to_owned();
    let properties = shape.iter().map(|(field, format)| (name(field), schema(format)));
    json!({
        "type": "object",
        "properties": properties.collect::<Map<_, _>>(),
        "required": shape.keys().filter(|field| field.ends_with('!')).map(name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

/// Returns the schema of one field.
fn schema(format: &str) -> Value {
    match format {
        "text" => json!({ "type": "string", "minLength": 1 }),
        "time" => json!({ "type": "string", "format": "date-time" }),
        "email" => json!({ "type": "string", "format": "email" }),
        "string" | "boolean" | "object" => json!({ "type": format }),
        "1" => json!({ "const": "1" }),
        _ if format.contains('|') => json!({ "enum": format.split('|').collect::<Vec<_>>() }),
        _ if format.starts_with('[') => {
            json!({ "type": "array", "items": schema(format.trim_matches(['[', ']'])) })
        }
        _ if format.ends_with('_') => json!({ "type": "string", "pattern": format!("^{format}") }),
        _ => DOCUMENTED.format(format),
    }
}

/// Returns the rows of the table, by the name of the type.
pub(crate) fn rows() -> impl Iterator<Item = (&'static str, &'static Row)> {
    DOCUMENTED.types.iter().map(|(name, row)| (name.as_str(), row))
}

/// Returns the differences between a webhook's body and its documented shape, each with its path.
pub(crate) fn complaints(body: &Value) -> Vec<String> {
    let name = body["type"].as_str().unwrap_or_default();
    let Some(validator) = VALIDATORS.get(name) else {
        return vec![format!("`{name}` is no type that the table says the fake causes")];
    };
    let found = validator.iter_errors(body);
    found.map(|why| format!("{name}{}: {why}", why.instance_path())).collect()
}
