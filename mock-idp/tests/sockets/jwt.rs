//! The parts of signed tokens, unverified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Returns the claims of a token, unverified.
#[track_caller]
pub(crate) fn claims(token: &Value) -> Value {
    read(token, 1)
}

/// Returns the header of a token.
#[track_caller]
pub(crate) fn header(token: &Value) -> Value {
    read(token, 0)
}

/// Returns a part of a token, encoded.
#[track_caller]
pub(crate) fn part(token: &Value, number: usize) -> &str {
    let token = token.as_str().expect("a token");
    token.split('.').nth(number).expect("three parts")
}

#[track_caller]
pub(crate) fn octets(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

#[track_caller]
fn read(token: &Value, number: usize) -> Value {
    serde_json::from_slice(&octets(part(token, number))).expect("JSON")
}
