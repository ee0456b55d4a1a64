//! The OpenAPI document, compared with real answers.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{DOCUMENT, validator};
use crate::http::{Answer, Fake, sent};

/// Methods of an OpenAPI path item.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Panics if the document does not describe this answer.
#[track_caller]
pub(crate) fn holds(method: &Method, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap_or(path);
    let Some(item) = item(&format!("/_mock{path}")) else {
        assert_eq!(answer.status, 404, "the document has no {path}: {answer}");
        return;
    };
    let operation = &item[method.as_str().to_lowercase()];
    if operation.is_null() {
        assert_eq!(answer.status, 405, "the document has no {method} {path}: {answer}");
        return;
    }
    let response = &operation["responses"][answer.status.to_string()];
    assert!(
        response.is_object(),
        "the document has no {} of {method} {path}: {answer}",
        answer.status
    );
    let schema = &response["content"]["application/json"]["schema"];
    let media_type = answer.header("content-type").and_then(|value| value.split(';').next());
    if let Some(other) = media_type.filter(|media_type| *media_type != "application/json") {
        let described = &response["content"][other];
        assert!(described.is_object(), "the document has no {other} of {method} {path}: {answer}");
        return;
    }
    if schema.is_null() {
        assert_eq!(answer.body, "", "{method} {path} has a body that the document does not");
        return;
    }
    let body = answer.json();
    let mistakes: Vec<String> = validator(schema)
        .iter_errors(&body)
        .map(|mistake| format!("{} at {}", mistake, mistake.instance_path()))
        .collect();
    assert!(mistakes.is_empty(), "{method} {path}: {mistakes:#?} in {body:#}");
}

/// The parameter that takes the rest of a path.
const REST: &str = "{path}";

/// Finds the path item whose template this path fits; one without parameters before one with.
fn item(path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    paths.get(path).or_else(|| {
        let fits = |template: &str| {
            let takes_the_rest = template.ends_with(REST);
            let (template, path) = (template.split('/'), path.split('/'));
            let (parts, given) = (template.clone().count(), path.clone().count());
            (parts == given || takes_the_rest && parts < given)
                && template.zip(path).all(|(part, given)| part == given || part.starts_with('{'))
        };
        let found = paths.iter().find(|(template, _)| fits(template));
        found.map(|(_, item)| item)
    })
}

#[test]
fn each_operation_of_the_document_says_what_it_does_and_what_it_answers() {
    let mut ids = BTreeSet::new();
    for (path, item) in DOCUMENT["paths"].as_object().expect("paths") {
        for method in METHODS.iter().filter(|method| item.get(method).is_some()) {
            let operation = &item[method];
            assert!(operation["summary"].is_string(), "{method} {path}");
            let id = operation["operationId"].as_str().expect("an operationId");
            assert!(ids.insert(id), "{method} {path}: another operation is called {id}");
            let responses = operation["responses"].as_object().expect("responses");
            for first in ['2', '4'] {
                let has_one = responses.keys().any(|status| status.starts_with(first));
                assert!(has_one, "{method} {path} has no {first}xx");
            }
            for (status, response) in responses {
                assert!(response["description"].is_string(), "{method} {path} {status}");
                let content = response["content"].as_object().expect("each answer has a body");
                content.values().for_each(|content| drop(validator(&content["schema"])));
            }
        }
    }
}

#[test]
fn the_parameters_of_a_path_are_those_of_its_template() {
    for (path, item) in DOCUMENT["paths"].as_object().expect("paths") {
        let template = path.split(['{', '}']).skip(1).step_by(2).collect::<BTreeSet<_>>();
        for (method, operation) in item.as_object().expect("operations") {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let of_path = parameters.filter(|parameter| parameter["in"] == "path");
            let names = of_path.filter_map(|parameter| parameter["name"].as_str());
            assert_eq!(names.collect::<BTreeSet<_>>(), template, "{method} {path}");
        }
    }
}

#[test]
fn the_token_is_a_security_scheme_that_loopback_can_do_without() {
    assert_eq!(DOCUMENT["security"], json!([{}, { "controlToken": [] }]));
    let scheme = &DOCUMENT["components"]["securitySchemes"]["controlToken"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
}

#[test]
fn each_method_that_the_document_lacks_is_refused() {
    let fake = Fake::start();
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    for (path, item) in paths.iter().filter(|(path, _)| !path.ends_with(REST)) {
        let path = path.replace(['{', '}'], "");
        for method in METHODS.iter().filter(|method| item.get(method).is_none()) {
            let method = method.to_uppercase().parse().expect("a method");
            let answer = sent(fake.request(method, &path));
            assert_eq!(answer.status, 405, "{path}: {answer}");
        }
    }
}

#[test]
fn every_schema_is_used() {
    let text = DOCUMENT.to_string();
    for name in DOCUMENT["components"]["schemas"].as_object().expect("schemas").keys() {
        let pointer = format!("\"#/components/schemas/{name}\"");
        assert!(text.contains(&pointer), "nothing points at {name}");
    }
}
