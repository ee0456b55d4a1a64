//! The document: its operations, and how an answer compares with it.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Methods of an OpenAPI path item.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Most mistakes in a cell.
const MOST_MISTAKES: usize = 3;

/// A document of OpenAPI 3.1, whose schemas are JSON Schema.
pub(crate) struct Document {
    whole: Value,
    /// The same schemas, with objects that have no properties but the named ones.
    closed: Value,
}

/// One method of one path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    definition: &'a Value,
}

/// The comparison of an answer with the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Whether there was a schema to compare with.
    pub(crate) compared: bool,
    /// Contradictions to the schema.
    pub(crate) mistakes: Vec<String>,
    /// Members that the schema does not name.
    pub(crate) beyond: Vec<String>,
}

impl Document {
    /// Reads a document. Fails if it is not of OpenAPI 3.1.
    pub(crate) fn of(whole: Value) -> Result<Self, String> {
        let is_3_1 = whole["openapi"].as_str().is_some_and(|version| version.starts_with("3.1"));
        if !is_3_1 || !whole["paths"].is_object() {
            return Err("this is no document of OpenAPI 3.1".to_owned());
        }
        let mut closed = json!({ "components": whole["components"].clone() });
        close(&mut closed);
        Ok(Self { whole, closed })
    }

    pub(crate) fn version(&self) -> &str {
        self.whole["info"]["version"].as_str().unwrap_or("?")
    }

    pub(crate) fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = self.whole["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                Some(Operation { method, path, definition: item.get(method)? })
            })
        })
    }

    /// Compares a body with the schema of a response, if there is one.
    pub(crate) fn compare(&self, response: &Value, body: &Value) -> Comparison {
        let schema = &response["content"]["application/json"]["schema"];
        if schema.is_null() {
            return Comparison::default();
        }
        let mut closed = schema.clone();
        close(&mut closed);
        let open = mistakes(&validator(schema, &self.whole), body);
        let all = mistakes(&validator(&closed, &self.closed), body);
        let beyond = all.into_iter().filter(|mistake| !open.contains(mistake)).collect();
        Comparison { compared: true, mistakes: open, beyond }
    }
}

impl<'a> Operation<'a> {
    /// Returns the method and the path: `GET /api/v1/users`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Returns the document's response with this status.
    pub(crate) fn response(&self, status: u16) -> Option<&'a Value> {
        self.definition["responses"].get(status.to_string())
    }

    /// Returns the statuses of success that the document has.
    pub(crate) fn successes(&self) -> Vec<u16> {
        let responses = self.definition["responses"].as_object();
        let statuses =
            responses.into_iter().flatten().filter_map(|(status, _)| status.parse().ok());
        statuses.filter(|status| (200..300).contains(status)).collect()
    }
}

impl Comparison {
    /// Returns the comparison of a body that is not JSON.
    pub(crate) fn no_json() -> Self {
        Self { compared: true, mistakes: vec!["the body is not JSON".to_owned()], beyond: vec![] }
    }
}

/// Compiles a schema, with the components of `document` that it refers to.
fn validator(schema: &Value, document: &Value) -> Validator {
    let mut schema = schema.clone();
    if let Value::Object(schema) = &mut schema {
        schema.insert("components".to_owned(), document["components"].clone());
    }
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(&schema).expect("the document's schemas are JSON Schema")
}

/// Lists the first mistakes, each behind its path. The path leaves out the numbers of list items, so that the
/// same mistake in a hundred items is one.
fn mistakes(validator: &Validator, body: &Value) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for mistake in validator.iter_errors(body) {
        let pointer = mistake.instance_path().to_string();
        let is_a_number = |part: &&str| part.parse::<u32>().is_ok();
        let members: Vec<&str> = pointer.split('/').filter(|part| !is_a_number(part)).collect();
        let line = format!("{}: {mistake}", members.join("/"));
        if found.len() < MOST_MISTAKES && !found.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// Closes every object schema that names properties and does not mention others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if is_an_object(members) {
                members.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn is_an_object(schema: &Map<String, Value>) -> bool {
    let named = schema.get("properties").is_some_and(Value::is_object);
    schema.get("type") == Some(&json!("object"))
        && named
        && !schema.contains_key("additionalProperties")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let schema = json!({
            "type": "object",
            "required": ["id"],
            "properties": { "id": { "type": "string" }, "at": { "type": "string", "format": "date-time" } },
        });
        let answer = json!({ "schema": { "$ref": "#/components/schemas/thing" } });
        let responses = json!({ "201": { "content": { "application/json": answer } }, "400": {} });
        let whole = json!({
            "openapi": "3.1.0",
            "paths": { "/things": { "post": { "responses": responses }, "summary": "things" } },
            "components": { "schemas": { "thing": schema } },
        });
        Document::of(whole).expect("it is one")
    }

    #[test]
    fn an_answer_is_compared_with_the_schema_of_its_status() {
        let document = document();
        let operation = document.operations().next().expect("there is one");
        let response = operation.response(201).expect("it is documented");
        let compare = |body: Value| document.compare(response, &body);

        assert_eq!(document.operations().count(), 1);
        assert_eq!(operation.name(), "POST /things");
        assert_eq!(operation.successes(), [201]);
        assert_eq!(operation.response(200), None);
        let good = compare(json!({ "id": "1", "at": "2026-01-01T09:00:00Z" }));
        assert_eq!((good.compared, good.mistakes.len(), good.beyond.len()), (true, 0, 0));
        assert_eq!(compare(json!({ "id": "1", "at": "today" })).mistakes.len(), 1);
        assert_eq!(compare(json!({})).mistakes.len(), 1);
        let more = compare(json!({ "id": "1", "colour": "red" }));
        assert_eq!((more.mistakes.len(), more.beyond.len()), (0, 1));
    }

    #[test]
    fn another_version_and_a_document_without_paths_are_refused() {
        assert!(Document::of(json!({ "openapi": "3.0.0", "paths": {} })).is_err());
        assert!(Document::of(json!({ "openapi": "3.1.0" })).is_err());
    }
}
