//! Exchanges as an HTTP archive (HAR 1.2) without values: names of parameters and shapes, in place of what they said.

use serde_json::{Value, json};

use super::Recorded;
use crate::exchange::{Exchange, Parameter, Place};

/// In place of a value.
const LEFT_OUT: &str = "";

/// Returns the exchanges as an HTTP archive, which browsers' developer tools open.
pub(crate) fn har(recorded: &Recorded) -> String {
    let entries: Vec<Value> =
        recorded.exchanges.iter().map(|exchange| entry(recorded, exchange)).collect();
    let har = json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "mock-idp", "version": env!("CARGO_PKG_VERSION") },
            "comment": "Values are left out: a comment has the shape of each.",
            "entries": entries,
        },
    });
    serde_json::to_string_pretty(&har).expect("it is JSON") + "\n"
}

fn entry(recorded: &Recorded, exchange: &Exchange) -> Value {
    let named = |place: Place| {
        let of_place = exchange.parameters.iter().filter(move |one| one.place == place);
        of_place.map(parameter).collect::<Vec<_>>()
    };
    let line = exchange.request_line();
    let path = line.split_once(' ').map_or("", |(_, path)| path);
    let path = if path.starts_with('/') { path } else { "/" };
    let mut request = json!({
        "method": exchange.method.to_string(),
        "url": format!("{}{path}", recorded.issuer),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "queryString": named(Place::Query),
        "headersSize": -1,
        "bodySize": -1,
    });
    let form = named(Place::Form);
    if !form.is_empty() {
        request["postData"] =
            json!({ "mimeType": "application/x-www-form-urlencoded", "params": form, "text": "" });
    }
    json!({
        "startedDateTime": exchange.at.to_string(),
        "time": 0,
        "request": request,
        "response": {
            "status": exchange.answer.status.map_or(0, std::num::NonZeroU16::get),
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [],
            "content": { "size": 0, "mimeType": "" },
            "redirectURL": exchange.answer.to.as_deref().unwrap_or_default(),
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": 0, "receive": 0 },
        "connection": exchange.connection.to_string(),
        "comment": format!("#{} by {}: {}", exchange.number, exchange.sent_by(), exchange.outcome()),
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name.as_str(),
        "value": LEFT_OUT,
        "comment": parameter.shape(),
    })
}
