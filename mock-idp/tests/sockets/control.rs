//! The control API over HTTP. Every answer in these tests is compared with the OpenAPI document.

mod access;
mod clock;
mod cursor;
mod deliveries;
pub(crate) mod document;
pub(crate) mod events;
mod faults;
mod hosts;
mod journal;
mod keys;
mod mailbox;
mod management;
mod origin;
mod policies;
mod reset;
mod seed;
mod sessions;
mod sign_in;
mod users;
mod webhooks;
mod worlds;

use std::sync::LazyLock;

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Answer, Fake, sent};

impl Fake {
    /// Calls the control API, with JSON unless `body` is null.
    #[track_caller]
    pub(crate) fn control(&self, method: &Method, path: &str, body: &Value) -> Answer {
        let mut request = self.request(method.clone(), &format!("/_mock{path}"));
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = sent(request);
        document::holds(method, path, &answer);
        answer
    }

    #[track_caller]
    pub(crate) fn see(&self, path: &str) -> Value {
        let answer = self.control(&Method::GET, path, &Value::Null);
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    }

    #[track_caller]
    pub(crate) fn steer(&self, path: &str, body: &Value) -> Value {
        let answer = self.control(&Method::POST, path, body);
        assert!(answer.status < 300, "{answer}");
        answer.json()
    }
}

/// The document that the fake serves.
static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| Fake::start().get("/_mock/openapi.json").json());

/// Returns the validator of a schema, which may refer to others of the document.
fn validator(schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    jsonschema::draft202012::new(&whole).expect("the document's schemas are schemas")
}
