//! What a call did, in a sentence for the person who pressed its button.

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Act;
use crate::http::control::PREFIX;

/// Returns the sentence about a call that was carried out, by its answer.
pub(in crate::http) fn sentence(act: &Act, reply: &Value) -> String {
    let decoded = |part| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let path: Vec<String> = act.path.split('/').skip(1).map(decoded).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let body = act.body.as_ref().unwrap_or(&Value::Null);
    match (act.method.as_str(), path.as_slice()) {
        ("POST", ["clock"]) => clock(body, reply),
        ("POST", ["sign-in"]) => format!(
            "The next browser that an application sends comes as {}: signed in, unless that person may not sign in. {}",
            text(&body["user"]),
            if reply["place"] == 1 {
                "No page comes in between.".to_owned()
            } else {
                format!("It is number {} of those that wait.", reply["place"])
            }
        ),
        ("POST", ["sessions", id, "revoke"]) => format!("The session {id} has ended."),
        ("POST", ["sessions", id, "expire"]) => format!("The session {id} has expired."),
        ("POST", ["users", user, "sessions", "revoke"]) => match reply["revoked"].as_u64() {
            Some(1) => format!("The one session of {user} has ended."),
            number => format!("The {} sessions of {user} have ended.", number.unwrap_or_default()),
        },
        ("POST", ["faults"]) => format!("Fault {} is planned.", reply["id"]),
        ("DELETE", ["faults", id]) => format!("Fault {id} is no longer planned."),
        ("POST", ["keys", "rotate"]) => rotated(reply),
        ("POST", ["reset"]) => {
            "The environment is as it was when it began: its people, its clock and its journal too."
                .to_owned()
        }
        ("POST", ["clients", _, "redirect_uris"]) => {
            format!(
                "{} is a registered redirect URI now. Begin the sign-in again.",
                text(&body["uri"])
            )
        }
        ("POST", ["clients", _, "post_logout_redirect_uris"]) => {
            format!("{} is registered for after a logout now. Sign out again.", text(&body["uri"]))
        }
        ("POST", ["webhooks", "deliveries", number, "replay"]) => {
            format!("Delivery {number} is sent again.")
        }
        ("POST", ["webhooks", "endpoints", _]) => match body["held"].as_bool() {
            Some(true) => "The endpoint's webhooks wait until they are released.".to_owned(),
            _ => "The endpoint's webhooks are sent.".to_owned(),
        },
        ("POST", ["worlds"]) => {
            format!(
                "The world {} is there, at {}.",
                text(&reply["id"]),
                text(&reply["environment_url"])
            )
        }
        ("DELETE", ["worlds", id]) => format!("The world {id} is gone."),
        (method, _) => format!("`{method} {PREFIX}{}` is done.", act.path),
    }
}

fn clock(body: &Value, reply: &Value) -> String {
    let now = to_seconds(text(&reply["now"]));
    match body["frozen"].as_bool() {
        Some(true) => format!("The clock stands still at {now}."),
        Some(false) => format!("The clock runs again, from {now}."),
        None => format!("The clock went ahead. It shows {now}."),
    }
}

/// Returns a time without the parts of its second.
fn to_seconds(time: &str) -> String {
    let parsed = time.parse::<Timestamp>().ok();
    parsed.map_or_else(|| time.to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn rotated(reply: &Value) -> String {
    let keys = reply["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    let signing = keys.iter().find(|key| key["status"] == "active");
    match signing {
        Some(key) => {
            format!("{} signs from now on. The keys before it stay published.", text(&key["kid"]))
        }
        None => "Another key signs from now on.".to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
